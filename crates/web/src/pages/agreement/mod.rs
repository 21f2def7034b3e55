//! Agreements: what they are for, whom they choose, what came, and what is to be done.

pub(crate) mod clean_up;
pub(crate) mod deliveries;
pub(crate) mod draft;
mod effect;
pub(crate) mod filters;
pub(crate) mod history;
pub(crate) mod list;
pub(crate) mod needs;
pub(crate) mod new;
pub(crate) mod overview;
pub(crate) mod requests;
pub(crate) mod steps;
mod tabs;
pub(crate) mod usage;

pub(crate) use tabs::{name, path};
