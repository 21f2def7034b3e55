#![doc = include_str!("../README.md")]

mod answer;
mod caller;
mod endpoint;
mod handlers;
mod limits;
mod patience;
mod refused;
mod said;
mod views;

pub use endpoint::{Endpoint, PATH, document, router};
