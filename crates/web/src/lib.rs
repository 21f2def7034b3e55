#![doc = include_str!("../README.md")]

mod answer;
mod asset;
mod call;
mod cookie;
mod day_field;
mod dispatch;
mod form;
mod frame;
mod guide;
mod headers;
mod list_query;
mod menu;
mod page_access;
mod page_error;
mod pages;
mod plot;
mod routes;
mod server;
mod shown_once;
mod state;
mod table;
mod text;
mod texts;
mod tickets;
mod view;

pub use page_access::Access;
pub use routes::routes;
pub use server::{PROTOCOL, limits, router};
pub use state::{AccessibilityStatement, Alert, Environment, ServiceAddresses, WebState};
