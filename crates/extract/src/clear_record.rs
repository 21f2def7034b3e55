use std::fmt;

use civil::{EventCode, MunicipalityCode, Status};

use crate::field_value::FieldValue;
use crate::layout::{DayLayouts, RecordType};
use crate::record_fields::RecordFields;

/// A record in clear text: a line for each field that has a value. `cprabo show` and the pages of the sandbox show it.
///
/// Personal data: `Debug` shows the type alone.
#[derive(Clone, PartialEq, Eq)]
pub struct ClearRecord {
    /// The type; `None` when the record does not begin with three digits.
    pub kind: Option<RecordType>,
    /// The fields behind the record type and the number.
    pub fields: Vec<ClearField>,
}

/// A field in clear text.
#[derive(Clone, PartialEq, Eq)]
pub struct ClearField {
    /// The register's name of it, or [`RecordFields::REST`].
    pub name: &'static str,
    /// The value, without characters that a terminal would obey.
    pub value: String,
    /// What a code means that few people know by heart, in Danish as the register has it.
    pub meaning: Option<&'static str>,
}

impl ClearRecord {
    /// A record, whose text may be cut or longer than its layout.
    pub fn of(layouts: &DayLayouts, text: &[u8]) -> Self {
        let kind = RecordFields::kind(text);
        let fields = RecordFields::new(kind.and_then(|kind| layouts.of(kind)), text);
        let field = |(name, value)| ClearField {
            name,
            value: printable(value),
            meaning: meaning(name, &value),
        };
        Self { kind, fields: fields.content().map(field).collect() }
    }

    /// `002 current address · aktuel adresse`.
    pub fn title(&self) -> String {
        let Some(kind) = self.kind else { return "a record without a type".to_owned() };
        match kind.title() {
            Some(title) => format!("{kind} {} · {}", title.english(), title.danish()),
            None => kind.to_string(),
        }
    }
}

impl fmt::Debug for ClearRecord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ClearRecord({:?}, ****)", self.kind)
    }
}

impl fmt::Debug for ClearField {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ClearField({}, ****)", self.name)
    }
}

fn meaning(field: &str, value: &FieldValue<'_>) -> Option<&'static str> {
    let FieldValue::Code(code) = value else { return None };
    let code = code.bytes();
    match field {
        "STATUS" => Some(Status::from_register(code)?.meaning()?.danish()),
        "KOMKOD" | "FRAFLYKOMKOD" => MunicipalityCode::from_register(code)?.name(),
        "HAENDELSE" => EventCode::from_register(code)?.meaning(),
        _ => None,
    }
}

fn printable(value: FieldValue<'_>) -> String {
    let visible =
        |letter: char| if letter.is_control() { char::REPLACEMENT_CHARACTER } else { letter };
    let mut text = value.reveal().to_string();
    if text.contains(char::is_control) {
        text = text.chars().map(visible).collect();
    }
    text
}
