//! From a file to a run in the queue, and into the replica.

mod apply;
mod check;
mod glance;
mod inbox;
mod intake;
mod queue;
mod releasable;
mod watcher;

pub(crate) use apply::apply;
pub(crate) use check::{findings, releasable};
pub use inbox::{ClaimedBatch, ClaimedFile, Inbox, InboxSettings};
pub(crate) use intake::{ParsedFile, file_name, read_file};
pub(crate) use queue::{ExtractSequence, PendingRun, QueueDecision, judge, odd_date};
pub(crate) use releasable::check_releasable;
pub use watcher::{SOUND_DATABASE, Watcher};
