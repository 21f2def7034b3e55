#![doc = include_str!("../README.md")]

mod answer;
mod ask;
mod fejlnr;
mod head;
mod logon;
mod request;
mod secret;

pub use answer::Answer;
pub use ask::{AbonType, Ask};
pub use fejlnr::Fejlnr;
pub use logon::Logon;
pub use request::{InvalidRequest, Request};
pub use secret::Secret;
