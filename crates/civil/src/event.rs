mod table;

use std::fmt;
use std::str::FromStr;

/// An event code (HAENDELSE, "change code" in SOAP): a capital letter and two digits, such as `A01`.
///
/// Valid by shape alone: the CPR office adds and removes codes at short notice (`soap.md`).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EventCode([u8; 3]);

/// Not a capital letter and two digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("an event code is a capital letter and two digits, such as A01")]
pub struct InvalidEventCode;

impl EventCode {
    /// The code in three bytes of a record; `None` when they are not a letter and two digits.
    pub fn from_register(bytes: &[u8]) -> Option<Self> {
        match *bytes {
            [letter, tens, ones]
                if letter.is_ascii_uppercase()
                    && tens.is_ascii_digit()
                    && ones.is_ascii_digit() =>
            {
                Some(Self([letter, tens, ones]))
            }
            _ => None,
        }
    }

    /// The code as text.
    pub fn as_str(&self) -> &str {
        // Three ASCII bytes by construction.
        std::str::from_utf8(&self.0).unwrap_or_default()
    }

    /// What the code means, in Danish; `None` where that is not public.
    pub fn meaning(&self) -> Option<&'static str> {
        self.row().filter(|text| !text.is_empty())
    }

    /// Whether the code is in the table. An unknown code is not an error: the CPR office adds codes at short notice.
    pub fn is_known(&self) -> bool {
        self.row().is_some()
    }

    fn row(&self) -> Option<&'static str> {
        let row = table::EVENTS.binary_search_by_key(&self.as_str(), |(code, _)| code).ok()?;
        Some(table::EVENTS[row].1)
    }
}

impl FromStr for EventCode {
    type Err = InvalidEventCode;

    fn from_str(text: &str) -> Result<Self, InvalidEventCode> {
        Self::from_register(text.as_bytes()).ok_or(InvalidEventCode)
    }
}

impl fmt::Display for EventCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for EventCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "EventCode({self})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn is_tested_by_shape_not_by_list() {
        assert_eq!("A01".parse::<EventCode>().unwrap().as_str(), "A01");
        assert!("Z99".parse::<EventCode>().is_ok());
        for text in ["", "A1", "A011", "a01", "1A0", "AB1", "A0 ", "Æ01"] {
            assert_eq!(text.parse::<EventCode>(), Err(InvalidEventCode), "{text}");
        }
    }

    #[test]
    fn some_have_a_meaning_and_some_are_only_known() {
        let code = |text: &str| text.parse::<EventCode>().unwrap();
        assert_eq!(code("A01").meaning(), Some("Flytning"));
        assert!(code("A05").is_known() && code("A05").meaning().is_none());
        assert!(!code("Z99").is_known());
    }

    #[test]
    fn the_table_is_in_order() {
        assert!(table::EVENTS.is_sorted_by(|one, next| one.0 < next.0));
    }

    /// Compares with `../shared/data/event-codes.csv`, where that file exists.
    #[test]
    fn the_table_is_the_published_one() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data/event-codes.csv");
        let Ok(csv) = std::fs::read_to_string(path) else {
            eprintln!("skipped: {path} is not here");
            return;
        };
        let published: Vec<(&str, &str)> =
            csv.lines().skip(1).filter_map(|line| line.split_once(',')).collect();
        assert_eq!(table::EVENTS[..], published);
    }
}
