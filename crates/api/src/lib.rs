#![doc = include_str!("../README.md")]

mod answer;
mod api_error;
mod caller;
mod comparison;
mod concurrency_limiter;
mod describe;
mod endpoint;
mod error_code;
mod filter_line;
#[cfg(any(test, fuzzing))]
pub mod fuzzing;
mod handlers;
mod json_body;
mod kinds;
mod limits;
mod line_sender;
mod line_stream;
mod pnrs;
mod problem;
mod report_form;
mod state;
mod views;
mod wait_deadline;

pub use endpoint::{document, router};
pub use error_code::error_codes;
pub use state::{ApiState, PATH};
pub use views::{AgreementReportDocument, LedgerEntryView, PersonReportDocument, PreviewDocument};
