//! What pages are made of: a page has parts, a part has blocks. The templates of each stand once.

mod block;
mod field;
mod form_view;
mod link;
mod page;

pub(crate) use block::{Block, Fact, Task};
pub(crate) use field::{Field, FieldKind};
pub(crate) use form_view::FormView;
pub(crate) use link::Link;
pub(crate) use page::{Page, Part, Section, Tab, Tone};
