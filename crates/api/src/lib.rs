#![doc = include_str!("../README.md")]

mod answer;
mod caller;
mod describe;
mod detail;
mod digits;
mod endpoint;
mod handlers;
mod hearing;
mod kinds;
mod limits;
mod no_load;
mod numbers;
mod patience;
mod problem;
mod refused;
mod said;
mod turns;
mod undone;
mod views;
mod why;

pub use endpoint::{Endpoint, PATH, document, router};
