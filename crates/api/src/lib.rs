#![doc = include_str!("../README.md")]

mod answer;
mod caller;
mod describe;
mod endpoint;
mod handlers;
mod kinds;
mod limits;
mod patience;
mod problem;
mod refused;
mod said;
mod views;
mod why;

pub use endpoint::{Endpoint, PATH, document, router};
