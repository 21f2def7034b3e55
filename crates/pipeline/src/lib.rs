#![doc = include_str!("../README.md")]

mod asked;
mod delivery;
mod drift;
mod error;
mod explain;
#[cfg(any(test, fuzzing))]
pub mod fuzzing;
mod ingest;
mod integrity;
mod load;
mod lock;
mod matching;
mod pipeline;
mod progress;
mod retention;
mod seed;
mod settings;
mod valid_number;

pub use delivery::{InvalidReplayTemplate, InvalidTemplate, NameTemplate, ReplayTemplate};
pub use drift::Drift;
pub use error::PipelineError;
pub use explain::{
    ChangedPerson, Contradiction, ExplainError, Explanation, Findings, KindFindings, Match,
    Outcome, Question, explain,
};
pub use ingest::{ClaimedBatch, ClaimedFile, Inbox, InboxSettings, SOUND_DATABASE, Watcher};
pub use integrity::{
    Area, FileFault, Found, Integrity, IntegrityFinding, IntegrityStatus, KnownFinding, Mender,
    ScrubSettings, Scrubber, Verified, VerifyStep,
};
pub use load::{LoadNotPossible, LoadWorker};
pub use pipeline::Pipeline;
pub use progress::{Cancelled, NoObserver, PipelineEvent, PipelineObserver};
pub use retention::Retention;
pub use seed::{NoSeedFinding, SeedFinding};
pub use settings::Settings;
