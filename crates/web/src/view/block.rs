use super::form_view::FormView;
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

/// A page to go to.
pub(crate) struct Link {
    pub(crate) address: String,
    pub(crate) text: String,
    /// Whether it looks like a button: it begins an act.
    pub(crate) is_button: bool,
}

impl Link {
    /// A link in a line.
    pub(crate) fn plain(address: impl Into<String>, text: impl Into<String>) -> Self {
        Self { address: address.into(), text: text.into(), is_button: false }
    }

    /// A link that begins an act.
    pub(crate) fn button(address: impl Into<String>, text: impl Into<String>) -> Self {
        Self { is_button: true, ..Self::plain(address, text) }
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
