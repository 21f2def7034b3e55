//! The published files of each subscription: their names, their bytes, and how they are published.

mod brake;
mod content;
mod deliver;
mod description;
mod name;
mod pair;
mod publisher;
mod repair;
mod replay;

pub use brake::Brake;
pub(crate) use deliver::{Delivered, deliver};
pub(crate) use description::{Description, proddto};
pub use name::{InvalidReplayTemplate, InvalidTemplate, NameTemplate, ReplayTemplate};
pub(crate) use pair::{Source, put_metadata};
pub(crate) use publisher::{Publisher, metadata_of, put_again};
pub(crate) use repair::repair;
pub(crate) use replay::{MAX_REPLAY, check_loads, check_replay_quota, delivered, replay};
