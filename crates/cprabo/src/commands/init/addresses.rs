use std::net::SocketAddr;

use clap::Args;

// No doc comment: clap would take it for the command's.
#[derive(Debug, Args)]
pub(super) struct Addresses {
    /// Where the SOAP endpoint listens
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:8443")]
    pub(super) soap: SocketAddr,
    /// Where the SFTP server listens
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:8022")]
    pub(super) sftp: SocketAddr,
    /// Where SSH clients come in that know only SHA-1, with a host key for them; without it, nowhere
    #[arg(long, value_name = "ADDR")]
    pub(super) legacy_sftp: Option<SocketAddr>,
    /// A name by which clients reach the server, for its certificate; can be given several times
    #[arg(long, value_name = "NAME")]
    pub(super) host: Vec<String>,
}

impl Addresses {
    /// The names in the server's certificate, without doubles.
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
