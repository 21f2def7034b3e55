#![doc = include_str!("../README.md")]

mod answer;
mod caller;
mod describe;
mod endpoint;
mod handlers;
mod hearing;
mod kinds;
mod limits;
mod patience;
mod problem;
mod refused;
mod said;
mod undone;
mod views;
mod why;

pub use endpoint::{Endpoint, PATH, document, router};
