use std::cmp::Ordering;
use std::fmt;
use std::str::FromStr;

use crate::layout::known::{HAENDELSE, PNRGAELD, STATUS};
use crate::layout::{Field, REQUIRED_FIELDS, RecordType};

/// Where RECORDTYPE and PNR end.
const KEY: usize = 13;
/// Of a number in the past, in `022`.
const OLD_NUMBERS: RecordType = RecordType::from_integer(22);
/// Whether an entry of the history was annulled or corrected.
const ANNULMENT: &str = "ANNKOR";

/// A field that may be blanked, by its record type and its name in U12170: `003.ADRNVN`. In order of the records.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BlankedField {
    kind: RecordType,
    field: Field,
}

/// A field that is not blanked, with the reason. It repeats what was written.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotBlankable {
    /// Not a type, a dot and a name.
    #[error("a field is a record type and a name, such as 003.ADRNVN")]
    Form,
    /// No record type of U12170.
    #[error("U12170 has no record {0}; a record that it does not describe can only be left out")]
    NoRecord(String),
    /// No field of that name.
    #[error("record {0} has no field {1}")]
    NoField(RecordType, String),
    /// Records of the file, and replies.
    #[error("record {0} is not about a person")]
    OfFile(RecordType),
    /// Record type or number.
    #[error("{0} stays: clients find the person by it")]
    Key(BlankedField),
    /// PNRGAELD and STATUS.
    #[error("{0} stays: it says whether the number is valid, and what replaced it")]
    Validity(BlankedField),
    /// Fields of `004`.
    #[error("{0} stays: whoever has a name or an address has to know that it is protected")]
    Protection(BlankedField),
    /// ANNKOR.
    #[error("{0} stays: without it an annulled entry reads like a valid one")]
    Annulment(BlankedField),
    /// HAENDELSE.
    #[error("{0} stays: clients refuse an event without a code; record 099 can be left out")]
    Event(BlankedField),
    /// A field without which the record means nothing.
    #[error("{0} stays: the record says nothing without it, and can be left out instead")]
    Required(BlankedField),
}

impl BlankedField {
    /// The record type.
    pub const fn kind(self) -> RecordType {
        self.kind
    }

    /// The field.
    pub const fn field(self) -> Field {
        self.field
    }

    fn check(self) -> Result<Self, NotBlankable> {
        let Self { kind, field } = self;
        let is_of_file =
            [RecordType::START, RecordType::END, RecordType::ERROR, RecordType::RECEIPT];
        if is_of_file.contains(&kind) {
            Err(NotBlankable::OfFile(kind))
        } else if field.position() <= KEY || (kind == OLD_NUMBERS && field.name() == "PNR") {
            Err(NotBlankable::Key(self))
        } else if kind == RecordType::PERSON && [PNRGAELD, STATUS].contains(&field) {
            Err(NotBlankable::Validity(self))
        } else if kind == RecordType::PROTECTION {
            Err(NotBlankable::Protection(self))
        } else if field.name() == ANNULMENT {
            Err(NotBlankable::Annulment(self))
        } else if kind == RecordType::EVENT && field == HAENDELSE {
            Err(NotBlankable::Event(self))
        } else if REQUIRED_FIELDS.contains(&(&*kind.to_string(), field.name())) {
            Err(NotBlankable::Required(self))
        } else {
            Ok(self)
        }
    }

    const fn place(self) -> (u16, usize) {
        (self.kind.to_integer(), self.field.position())
    }
}

impl Ord for BlankedField {
    fn cmp(&self, other: &Self) -> Ordering {
        self.place().cmp(&other.place())
    }
}

impl PartialOrd for BlankedField {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl fmt::Display for BlankedField {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.kind, self.field.name())
    }
}

impl FromStr for BlankedField {
    type Err = NotBlankable;

    fn from_str(text: &str) -> Result<Self, NotBlankable> {
        let (kind, name) = text.split_once('.').ok_or(NotBlankable::Form)?;
        let kind = RecordType::from_register(kind.as_bytes()).ok_or(NotBlankable::Form)?;
        let layout = kind.layout().ok_or_else(|| NotBlankable::NoRecord(kind.to_string()))?;
        let field = layout.field(name);
        let field = field.ok_or_else(|| NotBlankable::NoField(kind, name.to_owned()))?;
        Self { kind, field: *field }.check()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::layout::layouts;

    fn all() -> impl Iterator<Item = (String, Result<BlankedField, NotBlankable>)> {
        layouts().iter().flat_map(|layout| {
            layout.fields().iter().map(|field| {
                let name = format!("{}.{}", layout.kind(), field.name());
                let parsed = name.parse();
                (name, parsed)
            })
        })
    }

    #[test]
    fn fields_by_which_a_person_is_read_are_not_blanked() {
        let refused: Vec<String> = all()
            .filter(|(name, parsed)| parsed.is_err() && !name.ends_with(".RECORDTYPE"))
            .map(|(name, _)| name)
            .filter(|name| !name.ends_with(".PNR") && !name.ends_with(".ANNKOR"))
            .filter(|name| !["000", "910", "997", "999"].contains(&&name[..3]))
            .collect();
        let expected = [
            "001.PNRGAELD",
            "001.STATUS",
            "002.KOMKOD",
            "004.BESKYTTYPE",
            "004.START_DT-BESKYTTELSE",
            "004.SLET_DT-BESKYTTELSE",
            "010.LANDEKOD",
            "011.FKIRK",
            "012.CIVST",
            "014.PNR-BARN",
            "016.RELTYP-FORÆLDREMYN",
            "018.KOMFORHTYP",
            "020.VALGKODE",
            "022.PNRGÆLD",
            "027.LANDEKOD",
            "028.FKIRK",
            "029.CIVST",
            "099.HAENDELSE",
        ];
        assert_eq!(refused, expected);
        assert!(all().all(|(name, parsed)| parsed.is_err() || !name.ends_with(".PNR")));
    }

    #[test]
    fn what_is_no_field_is_named() {
        let message = |text: &str| text.parse::<BlankedField>().unwrap_err().to_string();
        assert!(message("ADRNVN").contains("003.ADRNVN"));
        assert!(message("031.X").contains("031"));
        assert_eq!(message("003.FORNVN"), "record 003 has no field FORNVN");
        assert!(message("001.PNR").starts_with("001.PNR stays"));
    }
}
