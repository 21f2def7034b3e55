#![doc = include_str!("../README.md")]

mod answer;
mod api_error;
mod caller;
mod cleartext_pnr;
mod concurrency_limiter;
mod describe;
mod detail;
mod endpoint;
mod error_code;
#[cfg(any(test, fuzzing))]
pub mod fuzzing;
mod handlers;
mod json_body;
mod kinds;
mod limits;
mod load_not_possible;
mod pnr_list;
mod problem;
mod request_context;
mod use_case_error;
mod views;
mod wait_deadline;

pub use endpoint::{ApiState, PATH, document, router};
