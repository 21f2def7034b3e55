#![doc = include_str!("../README.md")]

mod answer;
mod context;
mod decode;
mod fault;
mod free_text;
pub mod limits;
mod names;
mod operation;
mod request;
mod tree;
mod wsdl;

pub use answer::{AllFilters, CONTENT_TYPE, Outcome, result_answer};
pub use context::InvocationContext;
pub use fault::{Fault, FaultCode};
pub use free_text::FreeText;
pub use names::{PATH, SERVICE_UUID};
pub use operation::{Argument, FilterGroup, Operation};
pub use request::Request;
pub use wsdl::document;
