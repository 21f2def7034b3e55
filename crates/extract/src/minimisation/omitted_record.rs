use std::fmt;
use std::str::FromStr;

use crate::layout::RecordType;

/// A record type that may be left out: any but those by which clients read a file at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct OmittedRecord(RecordType);

/// A record type that is not left out, with the reason.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotOmittable {
    /// Not three digits.
    #[error("a record type has three digits")]
    NoType,
    /// The file's own records.
    #[error("record {0} is about the file itself: clients refuse a file without it")]
    OfFile(RecordType),
    /// CPR's replies to the platform's input.
    #[error("record {0} answers the platform's own input, and is never delivered")]
    Reply(RecordType),
    /// `001`.
    #[error("record 001 stays: it tells clients to replace what they have on the person")]
    Person,
    /// `004`.
    #[error("record 004 stays: whoever has a name or an address has to know that it is protected")]
    Protection,
}

impl OmittedRecord {
    /// The record type.
    pub const fn kind(self) -> RecordType {
        self.0
    }
}

impl TryFrom<RecordType> for OmittedRecord {
    type Error = NotOmittable;

    fn try_from(kind: RecordType) -> Result<Self, NotOmittable> {
        match kind {
            RecordType::START | RecordType::END => Err(NotOmittable::OfFile(kind)),
            RecordType::ERROR | RecordType::RECEIPT => Err(NotOmittable::Reply(kind)),
            RecordType::PERSON => Err(NotOmittable::Person),
            RecordType::PROTECTION => Err(NotOmittable::Protection),
            _ => Ok(Self(kind)),
        }
    }
}

impl fmt::Display for OmittedRecord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

impl FromStr for OmittedRecord {
    type Err = NotOmittable;

    fn from_str(text: &str) -> Result<Self, NotOmittable> {
        let kind = RecordType::from_register(text.as_bytes());
        kind.ok_or(NotOmittable::NoType)?.try_into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn records_by_which_a_file_is_read_are_not_left_out() {
        for text in ["000", "001", "004", "910", "997", "999", "1", "0131", "abc", ""] {
            assert!(text.parse::<OmittedRecord>().is_err(), "{text}");
        }
        // A type that the register brings later is known by its number.
        for text in ["002", "013", "031", "099"] {
            assert_eq!(text.parse::<OmittedRecord>().unwrap().to_string(), text);
        }
    }
}
