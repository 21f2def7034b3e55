use std::fs::DirBuilder;
use std::net::SocketAddr;
use std::os::unix::fs::DirBuilderExt as _;
use std::path::Path;

use access::danish_day;
use anyhow::{Context as _, Result, bail};
use clap::Args;
use jiff::Timestamp;
use sftp::HostKeys;
use store::{Shelf, Store};

use crate::authority::{self, Purpose};
use crate::cli::Global;
use crate::config::Config;
use crate::exit::Exit;
use crate::installation::{files, write_new};
use crate::output::{STRONG, line, styled};

/// Days for which the server's certificate is valid.
const SERVER_DAYS: i32 = 825;

#[derive(Debug, Args)]
pub(crate) struct Init {
    /// Where the SOAP endpoint listens
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:8443")]
    soap: SocketAddr,
    /// Where the SFTP server listens
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:8022")]
    sftp: SocketAddr,
    /// A name by which clients reach the server, for its certificate; can be given several times
    #[arg(long, value_name = "NAME")]
    host: Vec<String>,
}

impl Init {
    pub(crate) fn run(self, global: &Global) -> Result<Exit> {
        self.make(&global.data)?;
        let shown = global.data.display();
        line(&format!("{} {shown}", styled(STRONG, "data directory")))?;
        line(&format!("  configuration   {shown}/{}", files::CONFIG))?;
        line(&format!("  inbox           {shown}/inbox"))?;
        line(&format!("  CA for clients  {shown}/{}", files::CA_CERTIFICATE))?;
        line(&format!("  SSH host key    {shown}/{}.pub", files::HOST_KEYS[0]))?;
        line(&format!(
            "next: cprabo system add --data {shown} …, then cprabo serve --data {shown}"
        ))?;
        Ok(Exit::Done)
    }

    /// An installation at these addresses, with no names of its own.
    pub(crate) fn at(soap: SocketAddr, sftp: SocketAddr) -> Self {
        Self { soap, sftp, host: Vec::new() }
    }

    /// Makes the data directory.
    pub(crate) fn make(self, folder: &Path) -> Result<()> {
        if folder.join(files::CONFIG).exists() {
            bail!("{} is a data directory already", folder.display());
        }
        for part in ["", "ca", "tls", "ssh", "inbox"] {
            let folder = folder.join(part);
            let made = DirBuilder::new().recursive(true).mode(0o700).create(&folder);
            made.with_context(|| format!("cannot make {}", folder.display()))?;
        }
        let today = danish_day(Timestamp::now());
        let ca = authority::create(today)?;
        write_new(&folder.join(files::CA_CERTIFICATE), &ca.certificate, false)?;
        write_new(&folder.join(files::CA_KEY), &ca.key, true)?;
        let hosts = self.hosts();
        let server =
            authority::issue(&ca, &hosts[0], hosts.clone(), Purpose::Server, today, SERVER_DAYS)?;
        write_new(&folder.join(files::SERVER_CERTIFICATE), &server.certificate, false)?;
        write_new(&folder.join(files::SERVER_KEY), &server.key, true)?;
        for (kind, file) in HostKeys::KINDS.into_iter().zip(files::HOST_KEYS) {
            let (private, public) = HostKeys::generate(kind)?;
            write_new(&folder.join(file), &private, true)?;
            write_new(&folder.join(format!("{file}.pub")), &format!("{public}\n"), false)?;
        }
        Store::sqlite(&folder.join(files::DATABASE))?;
        Shelf::fs(folder)?;
        // Last: with it, the directory is one.
        write_new(&folder.join(files::CONFIG), &Config::template(self.soap, self.sftp), false)
    }

    /// The names in the server's certificate, without doubles.
    fn hosts(&self) -> Vec<String> {
        let mut hosts = self.host.clone();
        hosts.extend(["localhost".to_owned(), "127.0.0.1".to_owned(), "::1".to_owned()]);
        if !self.soap.ip().is_unspecified() {
            hosts.push(self.soap.ip().to_string());
        }
        let mut seen = std::collections::HashSet::new();
        hosts.retain(|host| seen.insert(host.clone()));
        hosts
    }
}
