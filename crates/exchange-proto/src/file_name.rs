use std::fmt;
use std::str::FromStr;

use crate::limits;

/// What follows the name of a file in the name of its trigger.
pub const TRIGGER_SUFFIX: &str = ".trigger";
/// What follows the name of a file in the name of its metadata file.
pub const METADATA_SUFFIX: &str = ".metadata";
/// What follows the name of a file in the name of its receipt.
pub const RECEIPT_SUFFIX: &str = ".sftpreceipt";
/// Names of files that clients have not written to the end.
const PARTIAL: [&str; 2] = [".tmp", ".filepart"];

/// The name of a file that can be sent (`out.md` 3): 1 to 255 bytes of UTF-8 without `/` and control characters, not
/// beginning with `.`, and with none of the suffixes that mean something else.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FileName(String);

/// The name of a file in `OUT`: one that can be sent, its trigger, or a part of it under a client's own suffix.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct OutName(String);

/// Not the name of a file that can be sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "a file's name has 1 to 255 bytes, no / and no control characters, does not begin with a dot, and does not end in \
     .trigger, .metadata, .sftpreceipt, .tmp or .filepart"
)]
pub struct InvalidFileName;

impl FileName {
    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The name of its trigger.
    pub fn trigger(&self) -> String {
        format!("{self}{TRIGGER_SUFFIX}")
    }

    /// The name of its receipt.
    pub fn receipt(&self) -> String {
        format!("{self}{RECEIPT_SUFFIX}")
    }

    /// The name of its metadata file.
    pub fn metadata(&self) -> String {
        format!("{self}{METADATA_SUFFIX}")
    }

    /// Whether a delivery of extracts could have this name: a letter and the day, `d260105.l534902` (`out.md` 3). A
    /// system that subscribes takes such a file for one of the register's.
    pub fn is_reserved(&self) -> bool {
        let bytes = self.0.as_bytes();
        let is_day = |day: &[u8]| day.iter().all(u8::is_ascii_digit);
        bytes.first().is_some_and(u8::is_ascii_alphabetic)
            && bytes.get(1..7).is_some_and(is_day)
            && !bytes.get(7).is_some_and(u8::is_ascii_alphanumeric)
    }
}

impl OutName {
    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Of a trigger, the name of its file.
    pub fn triggered(&self) -> Option<&str> {
        self.0.strip_suffix(TRIGGER_SUFFIX)
    }
}

impl FromStr for FileName {
    type Err = InvalidFileName;

    fn from_str(text: &str) -> Result<Self, InvalidFileName> {
        let is_other = [TRIGGER_SUFFIX].iter().chain(&PARTIAL).any(|suffix| text.ends_with(suffix));
        if is_other || !is_plain(text) { Err(InvalidFileName) } else { Ok(Self(text.to_owned())) }
    }
}

impl FromStr for OutName {
    type Err = InvalidFileName;

    fn from_str(text: &str) -> Result<Self, InvalidFileName> {
        if is_plain(text) { Ok(Self(text.to_owned())) } else { Err(InvalidFileName) }
    }
}

fn is_plain(text: &str) -> bool {
    (1..=limits::NAME).contains(&text.len())
        && !text.starts_with('.')
        && !text.chars().any(|letter| letter == '/' || letter.is_control())
        && !text.ends_with(METADATA_SUFFIX)
        && !text.ends_with(RECEIPT_SUFFIX)
        // XML does not have these two.
        && !text.contains(['\u{fffe}', '\u{ffff}'])
}

impl fmt::Display for FileName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn name_of_a_file_can_have_spaces_and_letters_of_any_kind() {
        for name in
            ["a", "hellofile", "os2forms_x_8f14 ærø (1).pdf", "sf2900_0a1b_x.xml", "a.b.c", "~"]
        {
            assert_eq!(name.parse::<FileName>().unwrap().as_str(), name);
        }
    }

    #[test]
    fn name_that_leads_elsewhere_or_means_something_else_is_none() {
        for name in [
            "",
            ".",
            "..",
            ".x",
            "../x",
            "a/b",
            "a\nb",
            "a\0",
            "a\u{7f}",
            "a\u{85}b",
            "x.trigger",
            "x.metadata",
            "x.sftpreceipt",
            "x.tmp",
            "x.filepart",
            "a\u{ffff}",
        ] {
            assert_eq!(name.parse::<FileName>(), Err(InvalidFileName), "{name:?}");
        }
    }

    #[test]
    fn name_has_a_largest_length_in_bytes() {
        assert!("x".repeat(limits::NAME).parse::<FileName>().is_ok());
        assert!("x".repeat(limits::NAME + 1).parse::<FileName>().is_err());
        assert!("ø".repeat(limits::NAME / 2).parse::<OutName>().is_ok());
        assert!("ø".repeat(limits::NAME / 2 + 1).parse::<OutName>().is_err());
    }

    #[test]
    fn name_in_out_can_be_a_trigger_or_a_part() {
        assert_eq!("x.trigger".parse::<OutName>().unwrap().triggered(), Some("x"));
        assert_eq!("x.filepart".parse::<OutName>().unwrap().triggered(), None);
        for name in ["x.metadata", "x.sftpreceipt", "../x", ""] {
            assert!(name.parse::<OutName>().is_err(), "{name:?}");
        }
    }

    #[test]
    fn name_of_a_delivery_is_reserved() {
        let is_reserved = |name: &str| name.parse::<FileName>().unwrap().is_reserved();
        for name in
            ["d260105.l534902", "d260105.l534902.2", "D260105", "x260105_y", "d260105.l1.metadata2"]
        {
            assert!(is_reserved(name), "{name}");
        }
        for name in
            ["d26010.l534902", "260105", "d2601051.txt", "d260105a", "ærø", "d", "da260105."]
        {
            assert!(!is_reserved(name), "{name}");
        }
    }
}
