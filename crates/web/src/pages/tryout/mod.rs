//! The pages for a supplier's developer, in a sandbox alone.

pub(crate) mod acts;
pub(crate) mod calls;
mod example_texts;
pub(crate) mod examples;
pub(crate) mod file;
mod refusal;
mod search;
pub(crate) mod steps;
