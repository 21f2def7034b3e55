#![doc = include_str!("../README.md")]

mod agreements;
mod app;
mod audit;
mod authorize;
mod deliveries;
mod detail;
mod drift;
mod error;
mod error_code;
mod explain;
mod filters;
mod loads;
mod lookups;
mod permits;
mod rejection;
mod replays;
mod request_context;
mod routes;
mod runs;
mod systems;
mod transfers;

mod unknown_numbers;

pub use agreements::LookupTermsChange;
pub use app::App;
pub use detail::Detail;
pub use error::AppError;
pub use error_code::ErrorCode;
pub use filters::FilterPoint;
pub use loads::{LoadArguments, LoadOrder};
pub use lookups::{LookedUp, RelatedPersons};
pub use request_context::{Protocol, RequestContext};
pub use transfers::TransferQuery;
