use filters::BadNumber;
use jiff::Timestamp;

use super::author::Author;
use super::filter_edit::FilterEdit;

/// A change of filters that somebody prepares in the pages. It counts when it is sent.
#[derive(Debug, Clone)]
pub struct FilterDraft {
    /// The change.
    pub edit: FilterEdit,
    /// What is known of the list that it came of.
    pub list: DraftList,
    /// When it was made.
    pub at: Timestamp,
    /// Who made it.
    pub author: Author,
}

/// What is known of the list of numbers that a draft came of, without the numbers.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DraftList {
    /// The first lines that were left out, by line from 1, and why: at most [`DraftList::LINES`].
    pub left_out: Vec<(u64, BadNumber)>,
    /// How many lines were left out.
    pub left_out_lines: u64,
    /// How many lines repeated another.
    pub repeated: u64,
}

impl DraftList {
    /// Lines that are kept.
    pub const LINES: usize = 10_000;
}
