//! What lies on the shelf for each subscription: its names, its bytes, and putting it there.

mod deliver;
mod metadata;
mod name;
mod pair;
mod repair;
mod replay;

pub(crate) use deliver::deliver;
pub use name::{InvalidTemplate, NameTemplate};
pub(crate) use pair::{Source, metadata};
pub(crate) use repair::repair;
pub(crate) use replay::{check_modest, replay};
