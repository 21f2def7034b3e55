use std::fs::DirBuilder;
use std::net::SocketAddr;
use std::os::unix::fs::DirBuilderExt as _;
use std::path::Path;

use anyhow::{Context as _, Result, bail};
use clap::Args;
use clock::danish_day;
use jiff::Timestamp;
use manifest::Signer;
use sftp::HostKeys;
use store::{Shelf, Store};

use crate::authority::{self, Pair, Purpose};
use crate::cli::Global;
use crate::config::Config;
use crate::exit_status::ExitStatus;
use crate::input::read_text;
use crate::installation::{
    check_owner, digest_of_key, files, mark_archive, set_umask, witness, write_new,
};
use crate::output::{STRONG, line, styled};

mod lost;

use self::lost::Lost;

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
    /// Where SSH clients come in that know only SHA-1, with a host key for them; without it, nowhere
    #[arg(long, value_name = "ADDR")]
    legacy_sftp: Option<SocketAddr>,
    /// Make an RSA host key too: for phpseclib with an RSA key, and for SSH clients that know no other host keys. In a
    /// data directory that is there, together with --host-keys
    #[arg(long)]
    rsa_host_key: bool,
    /// A name by which clients reach the server, for its certificate; can be given several times
    #[arg(long, value_name = "NAME")]
    host: Vec<String>,
    #[command(flatten)]
    lost: Lost,
}

impl Init {
    pub(crate) fn run(self, global: &Global) -> Result<ExitStatus> {
        if self.lost.is_any() {
            return self.make_lost(&global.data);
        }
        self.make(&global.data)?;
        let shown = global.data.display();
        line(&format!("{} {shown}", styled(STRONG, "data directory")))?;
        line(&format!("  configuration          {shown}/{}", files::CONFIG))?;
        line(&format!("  inbox for extracts     {shown}/inbox"))?;
        line(&format!("  CA that clients trust  {shown}/{}", files::CA_CERTIFICATE))?;
        line(&format!("  SSH host key           {shown}/{}.pub", files::HOST_KEYS[0]))?;
        if self.legacy_sftp.is_some() {
            line(&format!("  for old SSH clients    {shown}/{}.pub", files::LEGACY_HOST_KEY))?;
        }
        line(&format!("next: {}", global.command("system add …")))?;
        line(&format!("      {}", global.command("agreement add …")))?;
        line(&format!("      {}", global.command("serve")))?;
        Ok(ExitStatus::Done)
    }

    /// An installation at these addresses, with no names of its own.
    pub(crate) fn at(soap: SocketAddr, sftp: SocketAddr) -> Self {
        Self {
            soap,
            sftp,
            legacy_sftp: None,
            rsa_host_key: false,
            host: Vec::new(),
            lost: Lost::default(),
        }
    }

    /// With an RSA host key, too.
    pub(crate) fn with_rsa_host_key(self) -> Self {
        Self { rsa_host_key: true, ..self }
    }

    /// Makes the data directory.
    pub(crate) fn make(&self, folder: &Path) -> Result<()> {
        set_umask();
        make_folder(folder)?;
        check_owner(folder)?;
        let unfinished = folder.join(files::UNFINISHED_INIT);
        if !unfinished.exists() {
            check_nothing_is_there(folder)?;
            write_new(&unfinished, "", false)?;
        }
        for part in ["ca", "tls", "ssh", "manifest", "inbox"] {
            make_folder(&folder.join(part))?;
        }
        let today = danish_day(Timestamp::now());
        let ca = pair(folder, files::CA_CERTIFICATE, files::CA_KEY, || authority::create(today))?;
        make_server_certificate(folder, &ca, self.hosts(self.soap))?;
        self.make_host_keys(folder)?;
        if self.legacy_sftp.is_some() {
            make_legacy_host_key(folder)?;
        }
        if !folder.join(files::MANIFEST_KEY).exists() {
            make_manifest_key(folder)?;
        }
        let shelf = Shelf::create(folder)?;
        let store = Store::create(&folder.join(files::DATABASE))?;
        mark_archive(&store, &shelf)?;
        store.note_manifest_key(&digest_of_key(&folder.join(files::MANIFEST_KEY))?)?;
        if !folder.join(files::CONFIG).exists() {
            self.make_config(folder)?;
        }
        // Last: with that, the directory is one.
        let removed = std::fs::remove_file(&unfinished);
        removed.with_context(|| format!("cannot remove {}", unfinished.display()))
    }

    fn make_config(&self, folder: &Path) -> Result<()> {
        let text = Config::template(self.soap, self.sftp, self.legacy_sftp);
        write_new(&folder.join(files::CONFIG), &text, false)
    }

    /// Which host keys are made, by their files. RSA's is the one that is left out unless it is asked for.
    fn host_keys(&self) -> &'static [&'static str] {
        let all = &files::HOST_KEYS;
        if self.rsa_host_key { all } else { &all[..all.len() - 1] }
    }

    fn make_host_keys(&self, folder: &Path) -> Result<()> {
        for (kind, file) in HostKeys::KINDS.into_iter().zip(self.host_keys()) {
            pair(folder, &format!("{file}.pub"), file, || {
                let (private, public) = HostKeys::generate(kind)?;
                Ok(Pair { certificate: format!("{public}\n"), key: private })
            })?;
        }
        Ok(())
    }

    /// The names in the server's certificate, without doubles.
    fn hosts(&self, soap: SocketAddr) -> Vec<String> {
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

fn make_folder(folder: &Path) -> Result<()> {
    let made = DirBuilder::new().recursive(true).mode(0o700).create(folder);
    made.with_context(|| format!("cannot make {}", folder.display()))
}

/// What there is of an installation is not mixed with what is new: clients know its certificates and keys.
fn check_nothing_is_there(folder: &Path) -> Result<()> {
    let shown = folder.display();
    if folder.join(files::CONFIG).exists() {
        bail!("{shown} is a data directory already");
    }
    let keys = [
        files::CA_CERTIFICATE,
        files::CA_KEY,
        files::SERVER_CERTIFICATE,
        files::SERVER_KEY,
        files::MANIFEST_KEY,
        files::LEGACY_HOST_KEY,
    ];
    let mut keys = keys.into_iter().chain(files::HOST_KEYS);
    if let Some(part) = witness(folder).or_else(|| keys.find(|key| folder.join(key).exists())) {
        bail!(
            "{shown} has {part} of an installation, and its {config} is lost: restore from a backup what is missing. \
             Where there is none, make each part that is lost by itself: `cprabo init --config`, `--ca`, \
             `--server-certificate`, `--host-keys`, `--manifest-key`. Or give another folder",
            config = files::CONFIG
        );
    }
    Ok(())
}

fn make_server_certificate(folder: &Path, ca: &Pair, hosts: Vec<String>) -> Result<()> {
    let today = danish_day(Timestamp::now());
    let name = hosts.first().cloned().unwrap_or_default();
    let made = pair(folder, files::SERVER_CERTIFICATE, files::SERVER_KEY, || {
        authority::issue(ca, &name, hosts, Purpose::Server, today, SERVER_DAYS)
    });
    made.map(|_| ())
}

/// Makes the host key for old clients where there is none; whether it was made.
pub(crate) fn make_legacy_host_key(folder: &Path) -> Result<bool> {
    let file = files::LEGACY_HOST_KEY;
    let (private, public) = (folder.join(file), folder.join(format!("{file}.pub")));
    let is_readable = || read_text(&private).is_ok_and(|key| HostKeys::read(&[key]).is_ok());
    // The public half is written last: where it is not there, the key may be torn, and nobody's yet.
    if private.exists() && (public.exists() || is_readable()) {
        return Ok(false);
    }
    pair(folder, &format!("{file}.pub"), file, || {
        let (private, public) = HostKeys::generate_legacy()?;
        Ok(Pair { certificate: format!("{public}\n"), key: private })
    })?;
    Ok(true)
}

fn make_manifest_key(folder: &Path) -> Result<()> {
    let (_, pem) = Signer::generate()?;
    write_new(&folder.join(files::MANIFEST_KEY), &pem, true)
}

/// A public file with its key. An `init` that was stopped half-way may have made it already; then it stays:
/// somebody may have copied the public one.
fn pair(
    folder: &Path,
    public: &str,
    private: &str,
    make: impl FnOnce() -> Result<Pair>,
) -> Result<Pair> {
    let (public, private) = (folder.join(public), folder.join(private));
    if public.exists() && private.exists() {
        return Ok(Pair { certificate: read_text(&public)?, key: read_text(&private)? });
    }
    let pair = make()?;
    // The key first: a public file whose key was lost would be of no use.
    for (path, text, secret) in [(&private, &pair.key, true), (&public, &pair.certificate, false)] {
        if path.exists() {
            std::fs::remove_file(path)
                .with_context(|| format!("cannot remove {}", path.display()))?;
        }
        write_new(path, text, secret)?;
    }
    Ok(pair)
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;
    use crate::installation::Installation;

    fn init() -> Init {
        Init::at("127.0.0.1:1".parse().unwrap(), "127.0.0.1:2".parse().unwrap())
    }

    #[test]
    fn init_that_was_stopped_half_way_goes_on_with_what_it_made() {
        let folder = tempfile::tempdir().unwrap();
        init().make(folder.path()).unwrap();
        assert!(init().make(folder.path()).is_err(), "it is one already");
        let path = |file: &str| folder.path().join(file);
        let ca = std::fs::read(path(files::CA_CERTIFICATE)).unwrap();
        for file in [files::CONFIG, files::SERVER_CERTIFICATE, files::HOST_KEYS[1]] {
            std::fs::remove_file(path(file)).unwrap();
        }
        std::fs::write(path(files::UNFINISHED_INIT), "").unwrap();
        init().make(folder.path()).unwrap();
        assert_eq!(std::fs::read(path(files::CA_CERTIFICATE)).unwrap(), ca);
        for file in [files::CONFIG, files::SERVER_CERTIFICATE, files::HOST_KEYS[1]] {
            assert!(path(file).exists(), "{file}");
        }
        assert!(!path(files::UNFINISHED_INIT).exists());
    }

    #[test]
    fn init_makes_an_rsa_host_key_only_where_it_is_asked_for() {
        let rsa = files::HOST_KEYS[2];
        let folder = tempfile::tempdir().unwrap();
        init().make(folder.path()).unwrap();
        assert!(!folder.path().join(rsa).exists());
        assert_eq!(Installation::open(folder.path()).unwrap().host_keys().unwrap().len(), 2);
        let folder = tempfile::tempdir().unwrap();
        init().with_rsa_host_key().make(folder.path()).unwrap();
        assert!(folder.path().join(rsa).exists());
        assert_eq!(Installation::open(folder.path()).unwrap().host_keys().unwrap().len(), 3);
    }

    #[test]
    fn init_for_old_clients_makes_a_host_key_for_them_and_says_where_they_come_in() {
        let folder = tempfile::tempdir().unwrap();
        let address = "127.0.0.1:3".parse().unwrap();
        Init { legacy_sftp: Some(address), ..init() }.make(folder.path()).unwrap();
        let config = Config::read(&folder.path().join(files::CONFIG)).unwrap();
        assert_eq!(config.sftp.legacy_listen, Some(address));
        let key = folder.path().join(files::LEGACY_HOST_KEY);
        assert_eq!(key.metadata().unwrap().permissions().mode() & 0o777, 0o600);
        let public = key.with_extension("pub");
        assert!(!make_legacy_host_key(folder.path()).unwrap(), "it is made once");
        std::fs::remove_file(&public).unwrap();
        assert!(!make_legacy_host_key(folder.path()).unwrap(), "clients know it");
        std::fs::write(&key, "").unwrap();
        assert!(make_legacy_host_key(folder.path()).unwrap(), "it was torn when it was made");
        assert!(public.exists());
    }

    #[test]
    fn init_beside_any_part_of_an_installation_makes_nothing() {
        for part in [
            files::DATABASE,
            files::COMMITS,
            "archive/ab",
            files::CA_CERTIFICATE,
            files::SERVER_KEY,
            files::HOST_KEYS[1],
            files::LEGACY_HOST_KEY,
            files::MANIFEST_KEY,
        ] {
            let folder = tempfile::tempdir().unwrap();
            let path = folder.path().join(part);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(&path, "x").unwrap();
            let refused = init().make(folder.path()).unwrap_err().to_string();
            assert!(refused.contains("is lost: restore from a backup"), "{refused}");
            assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1, "{part}");
        }
    }
}
