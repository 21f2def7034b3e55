use anstyle::Style;

use crate::output::{FAINT, STRONG, styled};
use reports::{Language, Words};

/// What is shown of a person, line by line.
pub(super) struct Page {
    language: Language,
    lines: Vec<Line>,
    /// The heading of a part that has no line so far.
    heading: Option<Words>,
}

enum Line {
    Text(String),
    /// A value with what stands before it, in a column.
    Labelled {
        label: String,
        value: String,
    },
}

impl Page {
    pub(super) const fn new(language: Language) -> Self {
        Self { language, lines: Vec::new(), heading: None }
    }

    pub(super) const fn language(&self) -> Language {
        self.language
    }

    /// A line of its own.
    pub(super) fn line(&mut self, style: Style, text: &str) {
        self.lines.push(Line::Text(styled(style, &printable(text))));
    }

    /// What is to be known of the page as a whole.
    pub(super) fn remark(&mut self, text: &str) {
        self.line(FAINT, text);
    }

    /// The heading of what follows; it is left out when nothing does.
    pub(super) const fn heading(&mut self, words: Words) {
        self.heading = Some(words);
    }

    /// A value with its label; nothing when it is empty.
    pub(super) fn row(&mut self, label: Words, value: impl Into<Option<String>>) {
        self.labelled(label.of(self.language), value);
    }

    /// The same with a label that is text.
    pub(super) fn labelled(&mut self, label: &str, value: impl Into<Option<String>>) {
        let Some(value) = value.into().filter(|value| !value.is_empty()) else { return };
        if let Some(heading) = self.heading.take() {
            let heading = styled(STRONG, heading.of(self.language));
            self.lines.extend([Line::Text(String::new()), Line::Text(heading)]);
        }
        self.lines.push(Line::Labelled { label: label.to_owned(), value: printable(&value) });
    }

    /// Several values, the label before the first.
    pub(super) fn rows(&mut self, label: Words, values: impl IntoIterator<Item = String>) {
        let mut label = label.of(self.language);
        for value in values.into_iter().filter(|value| !value.is_empty()) {
            self.labelled(label, value);
            label = "";
        }
    }

    /// All lines, the values in one column.
    pub(super) fn text(&self) -> String {
        let widths = self.lines.iter().map(|line| match line {
            Line::Text(_) => 0,
            Line::Labelled { label, .. } => label.chars().count(),
        });
        let width = widths.max().unwrap_or_default();
        let lines = self.lines.iter().map(|line| match line {
            Line::Text(text) => text.clone(),
            Line::Labelled { label, value } => format!("  {label:width$}  {value}"),
        });
        lines.collect::<Vec<_>>().join("\n")
    }
}

/// Text without characters that a terminal would obey.
fn printable(text: &str) -> String {
    let visible =
        |letter: char| if letter.is_control() { char::REPLACEMENT_CHARACTER } else { letter };
    text.chars().map(visible).collect()
}
