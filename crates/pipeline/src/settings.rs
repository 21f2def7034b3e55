use std::path::PathBuf;

use extract::Form;

use crate::delivery::NameTemplate;

/// How the pipeline works on this installation.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The names of data files.
    pub name: NameTemplate,
    /// `Sender` in `.metadata` files.
    pub sender: String,
    /// The largest extract that is read, in bytes. An extract is held in memory.
    pub max_bytes: u64,
    /// The form of files that are made from the replica.
    pub load_form: Form,
    /// The file by which processes on one data directory take turns.
    pub lock: PathBuf,
    /// The file by which those that write loads take turns: a load keeps no extract waiting.
    pub load_lock: PathBuf,
}

impl Settings {
    /// The largest extract by default: some thirty times an ordinary day.
    pub const MAX_BYTES: u64 = 2 * 1024 * 1024 * 1024;
}
