use std::borrow::Cow;
use std::fmt;

use civil::Pnr;
use extract::RecordLayout;

/// One record of a person; its fields by their names in the description (U12170-P). A record that the person does not have
/// has all fields blank.
#[derive(Clone, Copy)]
pub struct Record<'a> {
    layout: Option<&'static RecordLayout>,
    bytes: &'a [u8],
}

impl<'a> Record<'a> {
    /// A record that the person does not have.
    pub(crate) const MISSING: Record<'static> = Record::new(None, &[]);

    /// A record, without its line end.
    pub(crate) const fn new(layout: Option<&'static RecordLayout>, bytes: &'a [u8]) -> Self {
        Self { layout, bytes }
    }

    /// Whether the person has no such record.
    pub const fn is_missing(&self) -> bool {
        self.bytes.is_empty()
    }

    /// The field's bytes as they stand in the record, in its full length: what was cut off is blank. Empty when the record
    /// is missing or its type has no such field.
    pub fn raw(&self, field: &str) -> Cow<'a, [u8]> {
        let Some(field) = self.layout.and_then(|layout| layout.field(field)) else {
            return Cow::default();
        };
        let found = field.of(self.bytes);
        if self.is_missing() || found.len() == field.length() {
            return found.into();
        }
        let mut padded = found.to_vec();
        padded.resize(field.length(), b' ');
        padded.into()
    }

    /// The field's text, without blanks around it.
    pub fn text(&self, field: &str) -> String {
        let raw = self.raw(field);
        decode(raw.trim_ascii())
    }

    /// The field's text in its full length, with blanks.
    pub fn padded(&self, field: &str) -> String {
        decode(&self.raw(field))
    }

    /// The field's text without leading zeros; `None` when it is blank or zeros.
    pub fn number(&self, field: &str) -> Option<String> {
        let text = self.text(field);
        let number = text.trim_start_matches('0');
        (!number.is_empty()).then(|| number.to_owned())
    }

    /// A person's number in the field; `None` when it is blank, zeros or no number.
    pub fn pnr(&self, field: &str) -> Option<Pnr> {
        Pnr::from_register(&self.raw(field)).filter(|number| number.to_integer() != 0)
    }
}

/// ISO-8859-1: each byte is the character of that number.
fn decode(bytes: &[u8]) -> String {
    bytes.iter().copied().map(char::from).collect()
}

/// Without content: it is personal data.
impl fmt::Debug for Record<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = self.layout.map(RecordLayout::kind);
        f.debug_struct("Record").field("kind", &kind).finish_non_exhaustive()
    }
}
