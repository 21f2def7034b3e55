#![doc = include_str!("../README.md")]

mod answer;
mod child_value;
mod content_type;
mod context;
mod decode;
mod description;
mod fault;
mod free_text;
pub mod limits;
mod load;
mod lookup;
mod names;
mod operation;
mod request;
mod service;
mod tree;
mod xml_element;

pub use answer::{AllFilters, CONTENT_TYPE, SubscriptionResult, result_answer};
pub use context::{AuthorityContext, CallContext, CallerContext, InvocationContext};
pub use fault::{Fault, FaultCode, FaultedCall};
pub use free_text::FreeText;
pub use load::{LoadChoice, LoadFile, LoadOperation, LoadOrder, LoadState, LoadStatus};
pub use lookup::{GctpMessage, LookupOperation, lookup_answer};
pub use names::SERVICE_UUID;
pub use operation::{Argument, FilterGroup, Operation};
pub use request::Request;
pub use service::Service;
pub use xml_element::XmlElement;
