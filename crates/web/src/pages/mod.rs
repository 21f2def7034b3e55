//! The pages, one file each.

pub(crate) mod account;
pub(crate) mod agreement;
pub(crate) mod first_start;
pub(crate) mod run;
pub(crate) mod second_step;
pub(crate) mod service;
pub(crate) mod service_feed;
pub(crate) mod service_json;
pub(crate) mod service_notices;
pub(crate) mod service_tables;
pub(crate) mod sign_in;
pub(crate) mod start;
pub(crate) mod today;
