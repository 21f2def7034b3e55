use std::fmt;

use crate::method::GctpMethod;

/// A table of an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GctpTable {
    /// `r`.
    pub name: &'static str,
    /// `aia`: how many rows there would be on all pages together; `None` when it is not shown.
    pub total: Option<usize>,
    /// The rows; they are numbered from 0 when they are written.
    pub rows: Vec<GctpRow>,
}

/// A row of a table.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct GctpRow {
    /// Whether it is no row of data, but the key of the next page (`u="REST"`).
    pub is_rest: bool,
    /// The fields, in the order in which they are written.
    pub fields: Vec<GctpField>,
}

/// A field of a row. `Debug` shows its name only: the rest is personal data.
#[derive(Clone, PartialEq, Eq)]
pub struct GctpField {
    /// `r`.
    pub name: &'static str,
    /// `t`: the value in another form; `None` when there is none.
    pub text: Option<String>,
    /// `v`.
    pub value: String,
}

impl GctpTable {
    /// The method's table, without rows.
    pub const fn new(method: GctpMethod) -> Self {
        Self { name: method.table(), total: None, rows: Vec::new() }
    }
}

impl GctpRow {
    /// Adds a field, unless it has no content. Blanks are content.
    pub fn add(&mut self, name: &'static str, value: impl Into<String>) {
        self.add_with_text(name, "", value);
    }

    /// Adds a field with another form of its value. Without value there is no field, without text no attribute `t`.
    pub fn add_with_text(
        &mut self,
        name: &'static str,
        text: impl Into<String>,
        value: impl Into<String>,
    ) {
        let (text, value) = (text.into(), value.into());
        if !value.is_empty() {
            let text = (!text.is_empty()).then_some(text);
            self.fields.push(GctpField { name, text, value });
        }
    }
}

impl fmt::Debug for GctpField {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("GctpField").field("name", &self.name).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn field_without_content_is_left_out() {
        let mut row = GctpRow::default();
        row.add("KOEN", "");
        row.add_with_text("ADRNVN", "Birk, Bo", "");
        row.add_with_text("POSTNR", "", "0");
        row.add("AKM", " ");
        let shown: Vec<_> = row.fields.iter().map(|field| (field.name, &field.text)).collect();
        assert_eq!(shown, [("POSTNR", &None), ("AKM", &None)]);
    }

    #[test]
    fn content_is_not_shown() {
        let mut row = GctpRow::default();
        row.add("ADRNVN", "Bo Birk");
        assert!(!format!("{row:?}").contains("Bo"));
    }
}
