//! An extract's way in: from a file to a run that waits its turn, and into the replica.

mod apply;
mod check;
mod inbox;
mod intake;
mod queue;

pub(crate) use apply::apply;
pub use inbox::{Inbox, InboxSettings, TEMPORARY_SUFFIXES, Taken};
pub(crate) use intake::{Intake, file_name, read_file};
pub(crate) use queue::{Next, Seat, next};
