//! The guide: chapters made of the Markdown in `docs`, which the binary holds.

mod chapter;
mod document;
mod links;
mod render;

pub(crate) use chapter::{Chapter, chapters, find};
