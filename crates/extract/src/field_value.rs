use std::fmt;

use civil::Pnr;
use serde::{Serialize, Serializer};

use crate::latin1::Latin1;
use crate::layout::{Field, FieldType};
use crate::partial_moment::PartialMoment;

/// The value of a record's field, by the field's [`FieldType`].
///
/// Personal data: `Debug` shows the type alone, and there is no `Display`; [`reveal`](Self::reveal) gives the text.
///
/// As JSON (`Serialize`): a string, but for a [`Number`](Self::Number). Days are `2020-01-31`, moments
/// `2020-01-31T12:00`, both shorter where parts are unknown ([`PartialMoment`]); codes keep their zeros.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum FieldValue<'a> {
    /// A person's number.
    Pnr(Pnr),
    /// A day, or as much of it as is known.
    Date(PartialMoment),
    /// A moment, or as much of it as is known.
    Moment(PartialMoment),
    /// A mark of uncertainty: `*`.
    Mark(Latin1<'a>),
    /// A number.
    Number(u64),
    /// A code, with its leading zeros and without blanks before it (SIDEDOER is `  tv`).
    Code(Latin1<'a>),
    /// Text.
    Text(Latin1<'a>),
    /// What stands in the field is not of its type; as it came.
    Unreadable(Latin1<'a>),
}

impl<'a> FieldValue<'a> {
    /// The value of a field in a record; `None` when it is blank, and when a number of a person, a day or a moment is
    /// zeros: there is none.
    pub fn of(field: &Field, record: &'a [u8]) -> Option<Self> {
        let text = Latin1::new(field.of(record));
        let bytes = text.bytes();
        if bytes.is_empty() {
            return None;
        }
        let is_zeros = bytes.iter().all(|&byte| byte == b'0');
        let moment = |value: fn(PartialMoment) -> Self| match PartialMoment::parse(bytes) {
            Ok(moment) => moment.map(value),
            Err(_) => Some(Self::Unreadable(text)),
        };
        match field.field_type() {
            FieldType::Pnr if is_zeros => None,
            FieldType::Pnr => {
                Some(Pnr::from_register(bytes).map_or(Self::Unreadable(text), Self::Pnr))
            }
            FieldType::Date => moment(Self::Date),
            FieldType::Moment => moment(Self::Moment),
            FieldType::Number => Some(number(bytes).map_or(Self::Unreadable(text), Self::Number)),
            FieldType::Mark => Some(Self::Mark(text)),
            FieldType::Code => Some(Self::Code(text.trimmed())),
            FieldType::Text => Some(Self::Text(text)),
        }
    }

    /// The value as text. Personal data: never in a log, an error or a URL.
    pub fn reveal(self) -> impl fmt::Display + 'a {
        Revealed(self)
    }

    /// The name of its variant.
    const fn variant(&self) -> &'static str {
        match self {
            Self::Pnr(_) => "Pnr",
            Self::Date(_) => "Date",
            Self::Moment(_) => "Moment",
            Self::Mark(_) => "Mark",
            Self::Number(_) => "Number",
            Self::Code(_) => "Code",
            Self::Text(_) => "Text",
            Self::Unreadable(_) => "Unreadable",
        }
    }
}

fn number(digits: &[u8]) -> Option<u64> {
    let is_number = digits.iter().all(u8::is_ascii_digit);
    std::str::from_utf8(digits).ok().filter(|_| is_number)?.parse().ok()
}

struct Revealed<'a>(FieldValue<'a>);

impl fmt::Display for Revealed<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            FieldValue::Pnr(pnr) => pnr.reveal().fmt(f),
            FieldValue::Date(moment) | FieldValue::Moment(moment) => moment.fmt(f),
            FieldValue::Number(number) => number.fmt(f),
            FieldValue::Mark(text)
            | FieldValue::Code(text)
            | FieldValue::Text(text)
            | FieldValue::Unreadable(text) => text.fmt(f),
        }
    }
}

impl fmt::Debug for FieldValue<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "FieldValue::{}(****)", self.variant())
    }
}

impl Serialize for FieldValue<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Number(number) => serializer.serialize_u64(*number),
            value => serializer.collect_str(&value.reveal()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::layout::RecordType;

    fn value<'a>(name: &str, record: &'a [u8]) -> Option<FieldValue<'a>> {
        let layout = RecordType::from_register(&record[..3]).unwrap().layout().unwrap();
        FieldValue::of(layout.field(name).unwrap(), record)
    }

    fn text(name: &str, record: &str) -> Option<String> {
        value(name, record.as_bytes()).map(|value| value.reveal().to_string())
    }

    const BORN: &str = "0010101581234          01202601051037 K1858-00-00*1858-01-01";

    #[test]
    fn value_has_the_type_of_its_field() {
        assert!(matches!(value("PNR", BORN.as_bytes()), Some(FieldValue::Pnr(_))));
        assert!(matches!(value("STATUS", BORN.as_bytes()), Some(FieldValue::Code(_))));
        assert_eq!(text("STATUS", BORN).as_deref(), Some("01"));
        assert_eq!(text("STATUSHAENSTART", BORN).as_deref(), Some("2026-01-05T10:37"));
        assert_eq!(text("FOED_DT", BORN).as_deref(), Some("1858"));
        assert_eq!(text("FOED_DT_UMRK", BORN).as_deref(), Some("*"));
        assert_eq!(value("TAELLER", b"999999999999900000012"), Some(FieldValue::Number(12)));
        assert_eq!(
            value("FORNVN", b"0080101581234S\xf8ren Bo  ").unwrap().reveal().to_string(),
            "Søren Bo"
        );
    }

    #[test]
    fn value_of_a_blank_field_and_of_zeros_is_none() {
        assert_eq!(value("PNRGAELD", BORN.as_bytes()), None);
        assert_eq!(value("STILLING", BORN.as_bytes()), None, "cut");
        assert_eq!(text("PNRMOR", "0150101581234           0000000000"), None);
        assert_eq!(text("STATUSHAENSTART", "0010101581234          01000000000000"), None);
        // Of a code zeros may mean something.
        assert_eq!(text("VEJKOD", "002010158123407510000").as_deref(), Some("0000"));
    }

    #[test]
    fn value_that_is_not_of_its_type_is_as_it_came() {
        let odd = value("FOED_DT", b"0010101581234          01000000000000 K1858-13-01");
        assert!(matches!(odd, Some(FieldValue::Unreadable(_))));
        assert_eq!(odd.unwrap().reveal().to_string(), "1858-13-01");
        assert!(matches!(value("TAELLER", b"9999999999999    x"), Some(FieldValue::Unreadable(_))));
    }

    #[test]
    fn value_is_not_in_debug() {
        for name in ["PNR", "FOED_DT", "STATUS"] {
            let debug = format!("{:?}", value(name, BORN.as_bytes()));
            assert!(
                debug.contains("****") && !debug.contains("1858") && !debug.contains("0101"),
                "{debug}"
            );
        }
    }
}
