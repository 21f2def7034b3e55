//! Makes a data directory, or lost parts of one.

mod addresses;
mod lost;
pub(crate) mod parts;

use std::net::SocketAddr;
use std::path::Path;

use anyhow::{Context as _, Result, bail};
use clap::Args;
use clock::danish_day;
use jiff::Timestamp;
use pipeline::DataFiles;
use store::Store;

use self::addresses::Addresses;
use self::lost::Lost;
use self::parts::{
    make_config, make_folder, make_host_keys, make_legacy_host_key, make_manifest_key,
    make_server_certificate, pair,
};
use crate::authority;
use crate::config::Kind;
use crate::exit_status::ExitStatus;
use crate::global::Global;
use crate::installation::{
    check_owner, digest_of_key, files, mark_archive, set_umask, witness, write_new,
};
use crate::output::{STRONG, line, styled};

#[derive(Debug, Args)]
pub(crate) struct Init {
    #[command(flatten)]
    addresses: Addresses,
    #[command(flatten)]
    lost: Lost,
}

impl Init {
    pub(crate) fn run(self, global: &Global) -> Result<ExitStatus> {
        if self.lost.is_any() {
            return self.lost.make(&global.data, &self.addresses);
        }
        self.make(&global.data)?;
        let shown = global.data.display();
        line(&format!("{} {shown}", styled(STRONG, "data directory")))?;
        line(&format!("  configuration          {shown}/{}", files::CONFIG))?;
        line(&format!("  inbox for extracts     {shown}/inbox"))?;
        line(&format!("  CA that clients trust  {shown}/{}", files::CA_CERTIFICATE))?;
        line(&format!("  SSH host key           {shown}/{}.pub", files::HOST_KEYS[0]))?;
        if self.addresses.legacy_sftp.is_some() {
            line(&format!("  for old SSH clients    {shown}/{}.pub", files::LEGACY_HOST_KEY))?;
        }
        line(&format!("next: {}", global.command("system add …")))?;
        line(&format!("      {}", global.command("agreement add …")))?;
        line(&format!("      {}", global.command("serve")))?;
        Ok(ExitStatus::Done)
    }

    /// An installation at these addresses, without further host names.
    pub(crate) fn at(soap: SocketAddr, sftp: SocketAddr) -> Self {
        let addresses = Addresses {
            soap,
            sftp,
            legacy_sftp: None,
            web: None,
            kind: Kind::Production,
            rsa_host_key: false,
            host: Vec::new(),
        };
        Self { addresses, lost: Lost::default() }
    }

    /// With pages, of a sandbox.
    pub(crate) fn with_sandbox_pages(self, web: SocketAddr) -> Self {
        let addresses = Addresses { web: Some(web), kind: Kind::Sandbox, ..self.addresses };
        Self { addresses, ..self }
    }

    /// With an RSA host key, too.
    pub(crate) fn with_rsa_host_key(self) -> Self {
        Self { addresses: Addresses { rsa_host_key: true, ..self.addresses }, ..self }
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
        make_server_certificate(folder, &ca, self.addresses.hosts(self.addresses.soap))?;
        make_host_keys(folder, self.addresses.host_keys())?;
        if self.addresses.legacy_sftp.is_some() {
            make_legacy_host_key(folder)?;
        }
        if !folder.join(files::MANIFEST_KEY).exists() {
            make_manifest_key(folder)?;
        }
        let data = DataFiles::create(folder)?;
        let store = Store::create(&folder.join(files::DATABASE))?;
        mark_archive(&store, &data.archive)?;
        store.note_manifest_key(&digest_of_key(&folder.join(files::MANIFEST_KEY))?)?;
        if !folder.join(files::CONFIG).exists() {
            make_config(folder, &self.addresses)?;
        }
        // Last: without this file the directory is complete.
        let removed = std::fs::remove_file(&unfinished);
        removed.with_context(|| format!("cannot remove {}", unfinished.display()))
    }
}

/// Parts of an existing installation are not mixed with new ones: clients know its certificates and keys.
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

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;
    use crate::config::Config;
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
    fn init_makes_an_rsa_host_key_only_on_request() {
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
        let mut init = init();
        init.addresses.legacy_sftp = Some(address);
        init.make(folder.path()).unwrap();
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
