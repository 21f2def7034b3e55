use std::net::SocketAddr;

use clap::Args;

use crate::config::Kind;
use crate::installation::files;

// No doc comment: clap would use it as that of the command.
#[derive(Debug, Args)]
pub(super) struct Addresses {
    /// Where the SOAP endpoint listens
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:8443")]
    pub(super) soap: SocketAddr,
    /// Where the SFTP server listens
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:8022")]
    pub(super) sftp: SocketAddr,
    /// Where SSH clients connect that know only SHA-1, with a host key for them; by default, nowhere
    #[arg(long, value_name = "ADDR")]
    pub(super) legacy_sftp: Option<SocketAddr>,
    /// Where the pages for operators and authorities are; without it, nowhere
    #[arg(long, value_name = "ADDR")]
    pub(super) web: Option<SocketAddr>,
    /// What kind of installation it is.
    #[arg(skip)]
    pub(super) kind: Kind,
    /// Make an RSA host key too: for phpseclib with an RSA key, and for SSH clients that know no other host keys. In an
    /// existing data directory, together with --host-keys
    #[arg(long)]
    pub(super) rsa_host_key: bool,
    /// A name by which clients reach the server, for its certificate; can be given several times
    #[arg(long, value_name = "NAME")]
    pub(super) host: Vec<String>,
}

impl Addresses {
    /// The host keys to make, by their files. The RSA key is only made when requested.
    pub(super) fn host_keys(&self) -> &'static [&'static str] {
        let all = &files::HOST_KEYS;
        if self.rsa_host_key { all } else { &all[..all.len() - 1] }
    }

    /// The names in the server's certificate, without duplicates.
    pub(super) fn hosts(&self, soap: SocketAddr) -> Vec<String> {
        let mut hosts = self.host.clone();
        hosts.extend(["localhost".to_owned(), "127.0.0.1".to_owned(), "::1".to_owned()]);
        if !soap.ip().is_unspecified() {
            hosts.push(soap.ip().to_string());
        }
        let mut seen = std::collections::HashSet::new();
        hosts.retain(|host| seen.insert(host.clone()));
        hosts
    }
}
