/// How a field is filled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FieldKind {
    /// `N`: digits, filled with zeros from the left. May be blank when the value is unknown.
    Digits,
    /// `A`: ISO-8859-1 text, filled with blanks to the right.
    Text,
}

/// One field of a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Field {
    name: &'static str,
    start: usize,
    end: usize,
    kind: FieldKind,
}

impl Field {
    /// A field of digits in the table; positions are counted from 1.
    pub(super) const fn digits(name: &'static str, position: usize, length: usize) -> Self {
        Self::new(name, position, length, FieldKind::Digits)
    }

    /// A field of text in the table; positions are counted from 1.
    pub(super) const fn text(name: &'static str, position: usize, length: usize) -> Self {
        Self::new(name, position, length, FieldKind::Text)
    }

    /// A field; positions are counted from 1.
    pub(super) const fn new(
        name: &'static str,
        position: usize,
        length: usize,
        kind: FieldKind,
    ) -> Self {
        Self { name, start: position - 1, end: position - 1 + length, kind }
    }

    /// The field's Danish name in the description, such as `KOMKOD`. It lives as long as the process.
    pub const fn name(&self) -> &'static str {
        self.name
    }

    /// How the field is filled.
    pub const fn kind(&self) -> FieldKind {
        self.kind
    }

    /// First position, counted from 1 as in the description.
    pub const fn position(&self) -> usize {
        self.start + 1
    }

    /// Length in bytes.
    pub const fn length(&self) -> usize {
        self.end - self.start
    }

    /// The field's bytes in a record; fewer, or none, where trailing blanks were cut.
    pub fn of<'a>(&self, record: &'a [u8]) -> &'a [u8] {
        let end = self.end.min(record.len());
        &record[self.start.min(end)..end]
    }

    pub(crate) fn range(&self) -> std::ops::Range<usize> {
        self.start..self.end
    }
}
