#![doc = include_str!("../README.md")]

mod data_files;
mod delivery;
mod error;
#[cfg(any(test, fuzzing))]
pub mod fuzzing;
mod ingest;
mod integrity;
mod lacking_roads;
mod load;
mod lock;
mod needs;
mod person_index;
mod pipeline;
mod progress;
mod requests;
mod retention;
mod seed;
mod settings;
mod work_file;
mod work_folder;

pub use data_files::DataFiles;
pub use delivery::{Brake, InvalidReplayTemplate, InvalidTemplate, NameTemplate, ReplayTemplate};
pub use error::PipelineError;
pub use ingest::{ClaimedBatch, ClaimedFile, Inbox, InboxSettings, SOUND_DATABASE, Watcher};
pub use integrity::{
    Area, FileFault, Found, Integrity, IntegrityFinding, IntegrityStatus, KnownFinding, Mender,
    ScrubSettings, Scrubber, Verified, VerifyStep,
};
pub use lacking_roads::read_lacking_roads;
pub use load::LoadWorker;
pub use pipeline::Pipeline;
pub use progress::{Cancelled, NoObserver, PipelineEvent, PipelineObserver};
pub use retention::Retention;
pub use seed::{NoSeedFinding, SeedFinding};
pub use settings::Settings;
