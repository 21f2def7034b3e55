use std::fs::Permissions;
use std::io::Write as _;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context as _, Result, bail};
use civil::AgreementUuid;
use clock::Clock;
use health::{AlertThresholds, Process, Sources};
use jiff::SignedDuration;
use manifest::Signer;
use pipeline::{InboxSettings, LoadWorker, Pipeline, Settings, Watcher};
use store::{Actor, Agreement, AuditEntry, Author, CallLimits, Shelf, Store};

use crate::authority::Pair;
use crate::config::{Config, Inbox};
use crate::output;

mod guard;

pub(crate) use guard::{
    check_owner, digest_of_key, make_private, mark_archive, no_config, set_umask, witness,
};

/// An inbox that is looked at more often would keep the disk busy.
const SHORTEST_POLL: Duration = Duration::from_millis(50);

/// A data directory and what is in it.
pub(crate) struct Installation {
    pub(crate) folder: PathBuf,
    pub(crate) config: Config,
    pub(crate) store: Arc<Store>,
    pub(crate) shelf: Arc<Shelf>,
    pub(crate) clock: Clock,
    /// What others could touch and should not, as it was opened.
    pub(crate) made_private: Vec<PathBuf>,
}

/// The files of a data directory.
pub(crate) mod files {
    pub(crate) const CONFIG: &str = "cprabo.toml";
    pub(crate) const DATABASE: &str = "cprabo.db";
    pub(crate) const COMMITS: &str = "commits";
    pub(crate) const ARCHIVE: &str = "archive";
    /// In the archive.
    pub(crate) const ARCHIVE_MARK: &str = "installation";
    /// There while a data directory is made.
    pub(crate) const UNFINISHED_INIT: &str = "init.unfinished";
    pub(crate) const SERVE_LOCK: &str = "serve.lock";
    pub(crate) const CA_CERTIFICATE: &str = "ca/ca.crt";
    pub(crate) const CA_KEY: &str = "ca/ca.key";
    pub(crate) const SERVER_CERTIFICATE: &str = "tls/server.crt";
    pub(crate) const SERVER_KEY: &str = "tls/server.key";
    /// Where a sandbox keeps its Denmark.
    pub(crate) const SANDBOX: &str = "denmark";
    pub(crate) const MANIFEST_KEY: &str = "manifest/manifest.key";
    pub(crate) const HOST_KEYS: [&str; 3] =
        ["ssh/ssh_host_ed25519_key", "ssh/ssh_host_ecdsa_key", "ssh/ssh_host_rsa_key"];
    /// Signs with SHA-1 for old clients, which the others never do.
    pub(crate) const LEGACY_HOST_KEY: &str = "ssh/ssh_host_legacy_rsa_key";
}

/// What a data directory is opened for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Purpose {
    /// To be worked with.
    Work,
    /// To be looked at and mended.
    Verify,
    /// To be taken as it is, with what is lost.
    AcceptLoss,
}

impl Installation {
    /// Opens the data directory in `folder`. What others could touch is said on standard error.
    pub(crate) fn open(folder: &Path) -> Result<Self> {
        Self::open_and_say(folder, Purpose::Work)
    }

    /// The same for whoever says that in a log.
    pub(crate) fn open_to_serve(folder: &Path) -> Result<Self> {
        Self::open_for(folder, Purpose::Work)
    }

    /// The same where the database may be damaged in a way that keeps from working with it.
    pub(crate) fn open_to_verify(folder: &Path) -> Result<Self> {
        Self::open_and_say(folder, Purpose::Verify)
    }

    /// The same where there is less than there once was, and whoever asks knows what is lost.
    pub(crate) fn open_accepting_loss(folder: &Path) -> Result<Self> {
        Self::open_and_say(folder, Purpose::AcceptLoss)
    }

    fn open_and_say(folder: &Path, purpose: Purpose) -> Result<Self> {
        let installation = Self::open_for(folder, purpose)?;
        let made: Vec<String> =
            installation.made_private.iter().map(|path| path.display().to_string()).collect();
        if !made.is_empty() {
            output::note(&format!("others could touch {}: made private", made.join(", ")));
        }
        Ok(installation)
    }

    fn open_for(folder: &Path, purpose: Purpose) -> Result<Self> {
        let config = folder.join(files::CONFIG);
        if !config.exists() {
            return Err(guard::no_config(folder));
        }
        guard::set_umask();
        guard::check_owner(folder)?;
        guard::check_config(&config)?;
        let made_private = guard::make_private(folder)?;
        let config = Config::read(&config)?;
        let database = folder.join(files::DATABASE);
        let (store, shelf) = match purpose {
            Purpose::Work => (Store::open(&database)?, Shelf::open_folder(folder)?),
            Purpose::Verify => (Store::open_to_verify(&database)?, Shelf::open_folder(folder)?),
            Purpose::AcceptLoss => (Store::open_accepting_loss(&database)?, Shelf::create(folder)?),
        };
        let to_mark = guard::check_archive(folder, &store, &shelf, purpose)?;
        let new_key = guard::check_manifest_key(folder, &store, purpose)?;
        // Nothing is written before: what is refused is refused the next time, too.
        store.settle();
        if to_mark {
            guard::mark_archive(&store, &shelf)?;
        }
        if let Some(key) = new_key {
            store.note_manifest_key(&key)?;
        }
        Ok(Self {
            folder: folder.to_owned(),
            made_private,
            config,
            store: Arc::new(store),
            shelf: Arc::new(shelf),
            clock: Clock::system(),
        })
    }

    /// The way of extracts in this installation.
    pub(crate) fn pipeline(&self) -> Result<Pipeline> {
        self.pipeline_over(Arc::clone(&self.store))
    }

    /// The same for what is asked for over the network: a change that does not get its turn is told to come back.
    pub(crate) fn pipeline_for_requests(&self) -> Result<Pipeline> {
        // What looks through the replica takes as long as the replica is large.
        let limits = CallLimits { read_time: None, ..CallLimits::REQUESTS };
        self.pipeline_over(Arc::new(self.store.with_limits(limits)))
    }

    fn pipeline_over(&self, store: Arc<Store>) -> Result<Pipeline> {
        let delivery = &self.config.delivery;
        let settings = Settings {
            name: delivery.name.0.clone(),
            replay_name: delivery.replay_name.0.clone(),
            sender: delivery.sender.0.clone(),
            max_bytes: self.config.ingest.max_bytes,
            load_form: delivery.load_form.0,
            days_pass_by_the_clock: !self.is_sandbox(),
            retention: self.config.retention.kept(),
            ..Settings::new(&self.folder, self.signer()?)
        };
        Ok(Pipeline::new(store, Arc::clone(&self.shelf), self.clock.clone(), settings))
    }

    /// What is looked at to say how this installation stands; with what only the server's own process knows.
    pub(crate) fn health_sources(&self, process: Option<Process>) -> Sources {
        Sources {
            store: self.store.with_limits(CallLimits::HEALTH),
            shelf: Arc::clone(&self.shelf),
            clock: self.clock.clone(),
            thresholds: self.alert_thresholds(),
            data: self.folder.clone(),
            inbox: self.folder.join(&self.config.inbox.folder),
            process,
        }
    }

    /// Whether its days pass when somebody has them pass.
    fn is_sandbox(&self) -> bool {
        self.folder.join(files::SANDBOX).exists()
    }

    /// After how long something needs a person here.
    fn alert_thresholds(&self) -> AlertThresholds {
        let Config { alarm, retention, .. } = &self.config;
        let days = |days: u32| SignedDuration::from_hours(24 * i64::from(days));
        let minutes = |minutes: u32| SignedDuration::from_mins(minutes.into());
        AlertThresholds {
            unfinished: minutes(alarm.unfinished_minutes),
            uncollected: SignedDuration::from_hours(alarm.uncollected_hours.into()),
            leaving: retention.kept().folder_days.map(days),
            warning: days(retention.warn_days),
            missing_extracts: (!self.is_sandbox()).then_some(alarm.missing_extracts),
            inbox: minutes(alarm.inbox_minutes),
            stalled: Duration::from_secs(alarm.stalled_seconds.into()),
        }
    }

    /// The watcher of this installation's inbox.
    pub(crate) fn watcher(&self) -> Result<Watcher> {
        let Inbox { folder, stable_seconds, stable_unended_seconds, poll_seconds } =
            &self.config.inbox;
        let settings = InboxSettings {
            folder: self.folder.join(folder),
            stable: stable_seconds.0,
            stable_unended: stable_unended_seconds.0,
        };
        let inbox = pipeline::Inbox::new(settings);
        Ok(Watcher::new(self.pipeline()?, inbox, poll_seconds.0.max(SHORTEST_POLL)))
    }

    /// The one who writes this installation's loads.
    pub(crate) fn load_worker(&self) -> Result<LoadWorker> {
        let poll = self.config.inbox.poll_seconds.0.max(SHORTEST_POLL);
        Ok(LoadWorker::new(self.pipeline()?, poll))
    }

    /// The agreement with this UUID.
    pub(crate) fn agreement(&self, uuid: AgreementUuid) -> Result<Agreement> {
        let found = self.store.agreement(uuid)?;
        found.with_context(|| {
            format!("there is no agreement {uuid}; `cprabo agreement list` lists them")
        })
    }

    /// The key that signs manifests and statements.
    pub(crate) fn signer(&self) -> Result<Signer> {
        let path = self.folder.join(files::MANIFEST_KEY);
        if !path.exists() {
            bail!(
                "the key {} that signs manifests is missing: restore it from a backup. Where it is lost, \
                 `cprabo init --manifest-key` makes another; what the old one signed cannot be checked with it",
                path.display()
            );
        }
        let signer = Signer::from_pem(&self.read(files::MANIFEST_KEY)?);
        signer.with_context(|| format!("{} cannot be used", path.display()))
    }

    /// The local CA.
    pub(crate) fn authority(&self) -> Result<Pair> {
        let read = || self.read_pair(files::CA_CERTIFICATE, files::CA_KEY);
        read().context(
            "the local CA is not whole: restore it from a backup. Where it is lost, `cprabo init --ca` makes another",
        )
    }

    /// The server's own certificate and its key.
    pub(crate) fn server_certificate(&self) -> Result<Pair> {
        let read = || self.read_pair(files::SERVER_CERTIFICATE, files::SERVER_KEY);
        read().context(
            "the server's certificate is not whole: restore it from a backup. Where it is lost, \
             `cprabo init --server-certificate` makes another",
        )
    }

    fn read_pair(&self, certificate: &str, key: &str) -> Result<Pair> {
        Ok(Pair { certificate: self.read(certificate)?, key: self.read(key)? })
    }

    /// The SSH host keys that are there: an operator may take one away that clients should not use.
    pub(crate) fn host_keys(&self) -> Result<Vec<String>> {
        let there = files::HOST_KEYS.iter().filter(|file| self.folder.join(file).exists());
        let keys: Vec<String> = there.map(|file| self.read(file)).collect::<Result<_>>()?;
        if keys.is_empty() {
            bail!(
                "there is no SSH host key in {}: restore them from a backup. Where they are lost, \
                 `cprabo init --host-keys` makes others; clients will see that they are",
                self.folder.join("ssh").display()
            );
        }
        Ok(keys)
    }

    /// The public halves of the SSH host keys that are there, a line each.
    pub(crate) fn public_host_keys(&self) -> Result<Vec<String>> {
        let files = files::HOST_KEYS.iter().map(|file| format!("{file}.pub"));
        let there = files.filter(|file| self.folder.join(file).exists());
        there.map(|file| self.read(&file)).collect()
    }

    /// The host keys for old clients: the one for them, and of the others those that are no RSA keys.
    pub(crate) fn legacy_host_keys(&self) -> Result<Vec<String>> {
        let [ed25519, ecdsa, _] = files::HOST_KEYS;
        let there = [ed25519, ecdsa].into_iter().filter(|file| self.folder.join(file).exists());
        there.chain([files::LEGACY_HOST_KEY]).map(|file| self.read(file)).collect()
    }

    /// Puts into the audit trail what an operator has done with the installation itself.
    pub(crate) fn audit(&self, action: &str, subject: String) -> Result<()> {
        let outcome = "done".to_owned();
        let entry = AuditEntry { author: operator(), action: action.to_owned(), subject, outcome };
        Ok(self.store.audit(&entry, self.clock.now())?)
    }

    /// A text file in the data directory.
    pub(crate) fn read(&self, file: &str) -> Result<String> {
        crate::input::read_text(&self.folder.join(file))
    }
}

/// Whoever runs this command, for the history and the audit trail.
pub(crate) fn operator() -> Author {
    let uid = rustix::process::getuid().as_raw();
    let name = ["SUDO_USER", "USER", "LOGNAME"].iter().find_map(|name| std::env::var(name).ok());
    let actor = Actor::Operator { uid, name: name.unwrap_or_default() };
    Author::new(actor, uuid::Uuid::new_v4())
}

/// Writes a new file; one that holds a secret is its owner's alone. A file that is there stays.
pub(crate) fn write_new(path: &Path, text: &str, secret: bool) -> Result<()> {
    let mode = if secret { 0o600 } else { 0o644 };
    let write = || -> std::io::Result<()> {
        // Under a name of its own first, so that nobody ever finds half a key or certificate.
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
        let mut file = tempfile::NamedTempFile::new_in(folder.unwrap_or(Path::new(".")))?;
        // Whatever the umask: what is public is read by others.
        file.as_file().set_permissions(Permissions::from_mode(mode))?;
        file.write_all(text.as_bytes())?;
        file.as_file().sync_all()?;
        file.persist_noclobber(path)?;
        Ok(())
    };
    write().with_context(|| format!("cannot write {}", path.display()))
}
