#![doc = include_str!("../README.md")]

mod alarms;
mod document;
mod endpoint;
mod local;
mod look;
mod metrics;
mod monitor;
mod note;
mod sources;
mod trouble;

pub use alarms::Alarms;
pub use document::{Health, WorkerHealth};
pub use endpoint::router;
pub use local::{LocalEndpoint, ask};
pub use look::{DiskSpace, Waiting};
pub use monitor::{Monitor, Snapshot, Snapshots, monitor};
pub use note::{Note, NoteKind};
pub use sources::{Process, Sources};
pub use trouble::{Trouble, TroubleKind};
