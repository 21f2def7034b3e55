#![doc = include_str!("../README.md")]

mod alert;
mod alert_thresholds;
mod document;
mod endpoint;
mod local;
mod look;
mod metrics;
mod monitor;
mod note;
mod sources;

pub use alert::{Alert, AlertKind};
pub use alert_thresholds::AlertThresholds;
pub use document::{Health, WorkerHealth};
pub use endpoint::router;
pub use local::{LocalEndpoint, ask};
pub use look::{DiskSpace, Waiting};
pub use monitor::{Monitor, Snapshot, Snapshots, monitor};
pub use note::{Note, NoteKind};
pub use sources::{Process, Sources};
