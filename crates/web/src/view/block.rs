use super::form_view::FormView;
use super::link::Link;
use crate::plot::Plot;
use crate::table::Table;

/// A block of a section.
pub(crate) enum Block {
    /// A paragraph.
    Text(String),
    /// A paragraph that explains.
    Soft(String),
    /// A list of sentences.
    List(Vec<String>),
    /// Names and values.
    Facts(Vec<Fact>),
    Table(Table),
    Plot(Box<Plot>),
    Form(FormView),
    /// Links beside each other.
    Links(Vec<Link>),
    /// What waits for somebody.
    Tasks(Vec<Task>),
    /// Lines as they are: their name for a screen reader, and the lines.
    Raw(String, String),
    /// A sentence that asks for attention.
    Note(String),
}

/// A name and its value.
pub(crate) struct Fact {
    pub(crate) name: String,
    pub(crate) value: String,
    /// A code, which is not read as words.
    pub(crate) is_code: bool,
}

impl Fact {
    /// A value in words.
    pub(crate) fn new(name: impl Into<String>, value: impl Into<String>) -> Self {
        Self { name: name.into(), value: value.into(), is_code: false }
    }

    /// A value that is a code.
    pub(crate) fn code(name: impl Into<String>, value: impl Into<String>) -> Self {
        Self { is_code: true, ..Self::new(name, value) }
    }
}

/// Something to do or to watch.
pub(crate) struct Task {
    /// The mark: `held`, `info`, `done`.
    pub(crate) mark: &'static str,
    pub(crate) what: String,
    pub(crate) more: String,
    pub(crate) link: Option<Link>,
}
