use askama::Template;

use super::block::Block;
use super::link::Link;
use crate::frame::Frame;
use crate::text::Text;

/// A page: a question that it answers in a sentence at the top, and what there is to know and to do.
#[derive(Template)]
#[template(path = "page.html")]
pub(crate) struct Page {
    pub(crate) t: Text,
    pub(crate) f: Frame,
    /// The pages above it.
    pub(crate) crumbs: Vec<Link>,
    pub(crate) heading: String,
    /// A mark and a word beside the heading.
    pub(crate) tag: Option<(&'static str, String)>,
    /// A line below the heading.
    pub(crate) under: String,
    /// The answer.
    pub(crate) lead: Option<(Tone, String)>,
    /// Pages beside it.
    pub(crate) tabs: Vec<Tab>,
    pub(crate) parts: Vec<Part>,
}

/// How a sentence looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tone {
    Plain,
    Good,
    Held,
    Bad,
}

impl Tone {
    pub(crate) const fn class(self) -> &'static str {
        match self {
            Self::Plain => "plain",
            Self::Good => "good",
            Self::Held => "held",
            Self::Bad => "bad",
        }
    }

    pub(crate) const fn mark(self) -> &'static str {
        match self {
            Self::Plain => "info",
            Self::Good => "done",
            Self::Held => "held",
            Self::Bad => "bad",
        }
    }
}

/// A page beside others.
pub(crate) struct Tab {
    pub(crate) address: String,
    pub(crate) name: &'static str,
    pub(crate) is_here: bool,
}

/// A part of a page.
pub(crate) enum Part {
    /// On a sheet.
    Boxed(Section),
    /// On the page itself, as a table is.
    Open(Section),
    /// Sheets beside each other.
    Pair(Vec<Section>),
}

/// A section under a heading; without one it has no heading of its own.
pub(crate) struct Section {
    pub(crate) id: &'static str,
    pub(crate) heading: String,
    pub(crate) blocks: Vec<Block>,
}

impl Section {
    /// A section.
    pub(crate) fn new(id: &'static str, heading: impl Into<String>, blocks: Vec<Block>) -> Self {
        Self { id, heading: heading.into(), blocks }
    }
}

impl Page {
    /// A page with a heading, which is its title too.
    pub(crate) fn new(t: Text, f: Frame, heading: impl Into<String>) -> Self {
        Self {
            t,
            f,
            crumbs: Vec::new(),
            heading: heading.into(),
            tag: None,
            under: String::new(),
            lead: None,
            tabs: Vec::new(),
            parts: Vec::new(),
        }
    }

    /// The same with its answer.
    #[must_use]
    pub(crate) fn lead(self, tone: Tone, sentence: impl Into<String>) -> Self {
        Self { lead: Some((tone, sentence.into())), ..self }
    }

    /// The same with these parts.
    #[must_use]
    pub(crate) fn with(self, parts: Vec<Part>) -> Self {
        Self { parts, ..self }
    }
}
