use std::path::PathBuf;

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
    /// The file by which processes on one data directory take turns.
    pub lock: PathBuf,
}

impl Settings {
    /// The largest extract by default: some thirty times an ordinary day.
    pub const MAX_BYTES: u64 = 2 * 1024 * 1024 * 1024;
}
