//! A data directory: its contents, and what is checked before it is used.

mod exchange;
pub(crate) mod files;
mod guard;
mod identity;
mod keys;
mod probe_system;
mod services;

use std::fs::Permissions;
use std::io::Write as _;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context as _, Result};
use app::RequestContext;

use clock::Clock;
use extract::Layouts;
use pipeline::DataFiles;
use store::{Actor, AuditEntry, Author, Store};
use tracing::error;

use self::guard::check_config;
use self::identity::{Purpose, check_archive, check_manifest_key};
use crate::config::Config;
use crate::input::read_text;
use crate::layouts_folder;
use crate::output;

pub(crate) use self::exchange::ExchangeFiles;
pub(crate) use self::guard::{check_owner, make_private, no_config, set_umask, witness};
pub(crate) use self::identity::{digest_of_key, mark_archive};
pub(crate) use self::probe_system::ProbeSystem;

/// A data directory and its contents.
pub(crate) struct Installation {
    pub(crate) folder: PathBuf,
    pub(crate) config: Config,
    pub(crate) store: Arc<Store>,
    pub(crate) files: Arc<DataFiles>,
    pub(crate) clock: Clock,
    /// Paths whose modes were too open, as found when it was opened.
    pub(crate) made_private: Vec<PathBuf>,
}

impl Installation {
    /// Opens the data directory in `folder`. Modes that were too open are reported on standard error.
    pub(crate) fn open(folder: &Path) -> Result<Self> {
        Self::open_and_say(folder, Purpose::Work)
    }

    /// The same, for a caller that reports them in a log.
    pub(crate) fn open_to_serve(folder: &Path) -> Result<Self> {
        Self::open_for(folder, Purpose::Work)
    }

    /// The same, also when the database is too damaged to work with.
    pub(crate) fn open_to_verify(folder: &Path) -> Result<Self> {
        Self::open_and_say(folder, Purpose::Verify)
    }

    /// The same, when there is less than before and the operator accepts the loss.
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
            return Err(no_config(folder));
        }
        set_umask();
        check_owner(folder)?;
        check_config(&config)?;
        let made_private = make_private(folder)?;
        let config = Config::read(&config)?;
        let database = folder.join(files::DATABASE);
        let (store, data) = match purpose {
            Purpose::Work => (Store::open(&database)?, DataFiles::open(folder)?),
            Purpose::Verify => (Store::open_to_verify(&database)?, DataFiles::open(folder)?),
            Purpose::AcceptLoss => {
                (Store::open_accepting_loss(&database)?, DataFiles::create(folder)?)
            }
        };
        let to_mark = check_archive(folder, &store, &data.archive, purpose)?;
        let new_key = check_manifest_key(folder, &store, purpose)?;
        // Only now: a directory that is refused must be refused the next time, too.
        store.settle();
        if to_mark {
            mark_archive(&store, &data.archive)?;
        }
        if purpose != Purpose::Verify {
            read_lacking_roads(&store)?;
        }
        begin_ledger(&store, purpose)?;
        if let Some(key) = new_key {
            store.note_manifest_key(&key)?;
        }
        Ok(Self {
            folder: folder.to_owned(),
            made_private,
            config,
            store: Arc::new(store),
            files: Arc::new(data),
            clock: Clock::system(),
        })
    }

    /// Audits what an operator has done with the installation itself.
    pub(crate) fn audit(&self, action: &str, subject: String) -> Result<()> {
        let outcome = "done".to_owned();
        let entry = AuditEntry { author: operator(), action: action.to_owned(), subject, outcome };
        Ok(self.store.audit(&entry, self.clock.now())?)
    }

    /// The record layouts: the built-in ones and those of the folder `layouts`.
    pub(crate) fn layouts(&self) -> Result<Layouts> {
        layouts_folder::of_data(&self.folder)
    }

    /// The same; the built-in ones alone when a file in the folder is wrong: only the names of fields that look-ups show
    /// depend on it, and nothing else may stop for that.
    pub(crate) fn layouts_or_built_in(&self) -> Layouts {
        self.layouts().unwrap_or_else(|error| {
            let error = format!("{error:#}");
            error!(
                event = "layouts.not_read",
                error, "the folder layouts is wrong: look-ups show built-in fields alone"
            );
            Layouts::default()
        })
    }

    /// A text file in the data directory.
    pub(crate) fn read(&self, file: &str) -> Result<String> {
        read_text(&self.folder.join(file))
    }
}

/// The first start after an upgrade takes a while, so it says what it does.
fn read_lacking_roads(store: &Store) -> Result<()> {
    if pipeline::read_lacking_roads(store).context("cannot read the roads of the replica")? {
        output::note("residents can be looked up now: the roads of the replica were read");
    }
    Ok(())
}

/// The first start after an upgrade enters what was disclosed before: also when it is to verify, which would find all of
/// that missing. Damage does not stop that; it finds it.
fn begin_ledger(store: &Store, purpose: Purpose) -> Result<()> {
    let begun = match store.begin_ledger(Clock::system().now()) {
        Err(error) if purpose == Purpose::Verify && error.is_damage() => return Ok(()),
        begun => begun,
    };
    if let Some(entries) = begun.context("cannot begin the disclosure ledger")? {
        output::note(&format!(
            "the disclosure ledger was begun with what was disclosed before: {entries} entries"
        ));
    }
    Ok(())
}

/// The user of this command, as the caller of `operation`.
pub(crate) fn operator_context(operation: &str) -> RequestContext {
    RequestContext::operator(operator(), operation)
}

/// The user of this command, for the history and the audit trail.
pub(crate) fn operator() -> Author {
    let uid = rustix::process::getuid().as_raw();
    let name = ["SUDO_USER", "USER", "LOGNAME"].iter().find_map(|name| std::env::var(name).ok());
    let actor = Actor::Operator { uid, name: name.unwrap_or_default() };
    Author::new(actor, uuid::Uuid::new_v4())
}

/// Writes a new file; a secret one is readable by its owner only. An existing file stays.
pub(crate) fn write_new(path: &Path, text: &str, secret: bool) -> Result<()> {
    let mode = if secret { 0o600 } else { 0o644 };
    let write = || -> std::io::Result<()> {
        // Under a temporary name first, so that nobody ever finds half a key or certificate.
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
        let mut file = tempfile::NamedTempFile::new_in(folder.unwrap_or(Path::new(".")))?;
        // Whatever the umask: public files must be readable by others.
        file.as_file().set_permissions(Permissions::from_mode(mode))?;
        file.write_all(text.as_bytes())?;
        file.as_file().sync_all()?;
        file.persist_noclobber(path)?;
        Ok(())
    };
    write().with_context(|| format!("cannot write {}", path.display()))
}
