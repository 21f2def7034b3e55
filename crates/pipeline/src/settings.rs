use std::path::{Path, PathBuf};
use std::sync::Arc;

use extract::Form;
use manifest::Signer;

use crate::delivery::{NameTemplate, ReplayTemplate};
use crate::lock::{LOAD_LOCK, PIPELINE_LOCK};
use crate::retention::Retention;

/// How the pipeline works on this installation.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The names of data files.
    pub name: NameTemplate,
    /// The names of data files that are delivered once more.
    pub replay_name: ReplayTemplate,
    /// `Sender` in `.metadata` files.
    pub sender: String,
    /// The key that signs manifests and statements.
    pub signer: Arc<Signer>,
    /// The largest extract that is read, in bytes. An extract is held in memory.
    pub max_bytes: u64,
    /// The form of files that are made from the replica.
    pub load_form: Form,
    /// Whether an extract of a day after tomorrow cannot be right. A sandbox's days pass when somebody has them pass.
    pub days_pass_by_the_clock: bool,
    /// How long what was delivered is kept.
    pub retention: Retention,
    /// The file by which processes on one data directory take turns.
    pub lock: PathBuf,
    /// The file by which those that write loads take turns: a load keeps no extract waiting.
    pub load_lock: PathBuf,
}

impl Settings {
    /// The largest extract by default: some thirty times an ordinary day.
    pub const MAX_BYTES: u64 = 2 * 1024 * 1024 * 1024;
    /// `Sender` by default.
    pub const SENDER: &str = "CPR-Abonnement";

    /// Whether `.metadata` files, which are XML, can have this as their `Sender`.
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
            lock: folder.join(PIPELINE_LOCK),
            load_lock: folder.join(LOAD_LOCK),
        }
    }
}
