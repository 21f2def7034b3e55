//! The pages, one file each.

pub(crate) mod account;
pub(crate) mod agreement;
pub(crate) mod audit;
pub(crate) mod deliveries;
pub(crate) mod first_start;
pub(crate) mod guide;
pub(crate) mod home;
pub(crate) mod person;
pub(crate) mod run;
pub(crate) mod runs;
pub(crate) mod second_step;
pub(crate) mod service;
pub(crate) mod service_feed;
pub(crate) mod service_json;
pub(crate) mod service_notices;
pub(crate) mod service_tables;
pub(crate) mod sign_in;
pub(crate) mod start;
pub(crate) mod statement;
pub(crate) mod systems;
pub(crate) mod today;
pub(crate) mod trends;
pub(crate) mod tryout;
pub(crate) mod users;
