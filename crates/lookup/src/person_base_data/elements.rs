use soap_proto::XmlElement;

use crate::record::Record;

/// The children of an element, in the order in which they are added. The names of methods for elements that may be missing
/// say when they are.
#[derive(Default)]
pub(crate) struct Elements(Vec<XmlElement>);

impl Elements {
    pub(crate) fn new() -> Self {
        Self::default()
    }

    /// An element with text, also without any.
    pub(crate) fn text(self, name: &'static str, text: impl Into<String>) -> Self {
        self.element(XmlElement::text(name, text))
    }

    /// An element with text, unless there is none.
    pub(crate) fn text_if_any(self, name: &'static str, text: impl Into<String>) -> Self {
        let text = text.into();
        if text.is_empty() { self } else { self.text(name, text) }
    }

    /// A field's text without blanks around it, unless it is blank.
    pub(crate) fn field(self, name: &'static str, record: &Record<'_>, field: &str) -> Self {
        self.text_if_any(name, record.text(field))
    }

    /// Some fields' texts, each under a name of its own.
    pub(crate) fn fields(self, record: &Record<'_>, fields: &[(&'static str, &str)]) -> Self {
        fields.iter().fold(self, |elements, (name, field)| elements.field(name, record, field))
    }

    /// A field's number without leading zeros, unless the field is blank, zeros or no number.
    pub(crate) fn number(self, name: &'static str, record: &Record<'_>, field: &str) -> Self {
        self.text_if_any(name, number(record, field).unwrap_or_default())
    }

    /// A field's code without leading zeros, if it is one of these.
    pub(crate) fn code(
        self,
        name: &'static str,
        record: &Record<'_>,
        field: &str,
        codes: &[&str],
    ) -> Self {
        self.text_if_any(name, code(record, field, codes).unwrap_or_default())
    }

    pub(crate) fn boolean(self, name: &'static str, is: bool) -> Self {
        self.text(name, if is { "true" } else { "false" })
    }

    pub(crate) fn element(mut self, element: XmlElement) -> Self {
        self.0.push(element);
        self
    }

    pub(crate) fn elements(mut self, elements: impl IntoIterator<Item = XmlElement>) -> Self {
        self.0.extend(elements);
        self
    }

    /// The element that has these children, also without any.
    pub(crate) fn within(self, name: &'static str) -> XmlElement {
        XmlElement::parent(name, self.0)
    }

    /// The element that has these children, unless there are none.
    pub(crate) fn within_if_any(self, name: &'static str) -> Option<XmlElement> {
        (!self.0.is_empty()).then(|| self.within(name))
    }

    pub(crate) fn into_vec(self) -> Vec<XmlElement> {
        self.0
    }
}

/// A field's number without leading zeros; `None` when the field is blank, zeros or no number.
pub(crate) fn number(record: &Record<'_>, field: &str) -> Option<String> {
    record.number(field).filter(|number| number.bytes().all(|byte| byte.is_ascii_digit()))
}

/// A field's code without leading zeros; `None` unless it is one of these. `0` is a code of its own.
pub(crate) fn code(record: &Record<'_>, field: &str, codes: &[&str]) -> Option<String> {
    let text = record.text(field);
    let code = match text.trim_start_matches('0') {
        "" if !text.is_empty() => "0",
        code => code,
    };
    codes.contains(&code).then(|| code.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::person_base_data::fixture::{Person, xml};

    #[test]
    fn number_has_no_leading_zeros_and_is_missing_without_digits() {
        let number = |code: &str| {
            let person = Person::new().record("009", &[("START_MYNKOD-FØDESTED", code)]);
            let birth = person.records().first("009");
            Elements::new().number("kode", &birth, "START_MYNKOD-FØDESTED").into_vec()
        };
        assert_eq!(xml(number("0851")), "<kode>851</kode>");
        for code in ["0000", "", "A1"] {
            assert_eq!(xml(number(code)), "", "{code}");
        }
    }

    #[test]
    fn code_is_one_of_those_known() {
        let code = |text: &str| {
            let records = Person::new().record("017", &[("UMYN_RELTYP", text)]);
            code(&records.records().first("017"), "UMYN_RELTYP", &["0", "1", "2"])
        };
        assert_eq!(code("0002").as_deref(), Some("2"));
        assert_eq!(code("0000").as_deref(), Some("0"));
        for unknown in ["    ", "0003", "x"] {
            assert_eq!(code(unknown), None, "{unknown}");
        }
    }
}
