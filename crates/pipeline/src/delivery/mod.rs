//! What lies on the shelf for each subscription: its names, its bytes, and putting it there.

mod deliver;
mod description;
mod metadata;
mod name;
mod pair;
mod repair;
mod replay;
mod shelving;

pub(crate) use deliver::deliver;
pub(crate) use description::{Description, proddto};
pub use name::{InvalidReplayTemplate, InvalidTemplate, NameTemplate, ReplayTemplate};
pub(crate) use pair::{Source, put_metadata};
pub(crate) use repair::repair;
pub(crate) use replay::{AT_ONCE, check_loads, check_modest, delivered, replay};
pub(crate) use shelving::{Shelving, metadata_of, put_again};
