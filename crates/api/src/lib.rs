#![doc = include_str!("../README.md")]

mod answer;
mod caller;
mod endpoint;
mod handlers;
mod limits;
mod patience;
mod problem;
mod refused;
mod said;
mod views;
mod why;

pub use endpoint::{Endpoint, PATH, document, router};
