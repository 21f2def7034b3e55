#![doc = include_str!("../README.md")]

mod attributes;
pub mod client;
mod framer;
mod handles;
pub mod limits;
mod open_mode;
mod path;
mod request;
mod response;
mod session;
mod tree;
mod wire;

pub use attributes::{AttributeChange, Attributes, Entry, Kind};
pub use framer::Framer;
pub use handles::HandleId;
pub use open_mode::{OpenMode, WriteMode};
pub use path::{BadPath, Path};
pub use request::{BadPacket, Request};
pub use response::StatusCode;
pub use session::Session;
pub use tree::{Tree, TreeError};
