use std::path::{Path, PathBuf};
use std::sync::Arc;

use extract::Form;
use manifest::Signer;

use crate::delivery::{Brake, NameTemplate, ReplayTemplate};
use crate::lock::{LOAD_LOCK, PIPELINE_LOCK};
use crate::retention::Retention;

/// How the pipeline works on this installation.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The names of data files.
    pub name: NameTemplate,
    /// The names of replayed data files.
    pub replay_name: ReplayTemplate,
    /// `Sender` in `.metadata` files.
    pub sender: String,
    /// The key that signs manifests and statements.
    pub signer: Arc<Signer>,
    /// The largest extract that is read, in bytes. An extract is held in memory.
    pub max_bytes: u64,
    /// The form of files that are written from the replica.
    pub load_form: Form,
    /// Whether PRODDTO is checked against the clock. A sandbox has days of its own.
    pub days_pass_by_the_clock: bool,
    /// How long deliveries are kept.
    pub retention: Retention,
    /// Which days' deliveries are held because they have many times the usual persons.
    pub brake: Brake,
    /// The lock file of processes that work on extracts.
    pub lock: PathBuf,
    /// The lock file of processes that write loads. It is a separate one, because extracts must not wait for a load.
    pub load_lock: PathBuf,
}

impl Settings {
    /// The default for the largest extract: some thirty times an ordinary day.
    pub const MAX_BYTES: u64 = 2 * 1024 * 1024 * 1024;
    /// The default for `Sender`.
    pub const SENDER: &str = "CPR-Abonnement";

    /// Whether the text can be a `Sender`: `.metadata` files are XML, which has no control characters.
    pub fn is_sender(text: &str) -> bool {
        !text.chars().any(|char| char.is_control() || matches!(char, '\u{fffe}' | '\u{ffff}'))
    }

    /// The defaults, for the data directory `folder`.
    pub fn new(folder: &Path, signer: Signer) -> Self {
        Self {
            name: NameTemplate::default(),
            replay_name: ReplayTemplate::default(),
            sender: Self::SENDER.to_owned(),
            signer: Arc::new(signer),
            max_bytes: Self::MAX_BYTES,
            load_form: Form::PADDED_LF,
            days_pass_by_the_clock: true,
            retention: Retention::default(),
            brake: Brake::default(),
            lock: folder.join(PIPELINE_LOCK),
            load_lock: folder.join(LOAD_LOCK),
        }
    }
}
