#![doc = include_str!("../README.md")]

mod answer;
mod content_type;
mod context;
mod decode;
mod description;
mod fault;
mod free_text;
pub mod limits;
mod load;
mod names;
mod operation;
mod request;
mod service;
mod tree;
mod xml_element;

pub use answer::{AllFilters, CONTENT_TYPE, SubscriptionResult, result_answer};
pub use context::InvocationContext;
pub use fault::{Fault, FaultCode};
pub use free_text::FreeText;
pub use load::{LoadChoice, LoadFile, LoadOperation, LoadOrder, LoadState, LoadStatus};
pub use names::SERVICE_UUID;
pub use operation::{Argument, FilterGroup, Operation};
pub use request::Request;
pub use service::Service;
pub use xml_element::XmlElement;
