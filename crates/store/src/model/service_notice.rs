use std::fmt;
use std::str::FromStr;

use jiff::Timestamp;

/// What the operator tells everybody of the service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServiceNotice {
    /// The last part of its address among the pages.
    pub address: NoticeAddress,
    /// What it is about.
    pub kind: NoticeKind,
    /// When that began, or will.
    pub begins: Timestamp,
    /// When it ended, or will; `None` while that is not known.
    pub ends: Option<Timestamp>,
    /// For people.
    pub texts: NoticeTexts,
    /// When it was written first.
    pub added_at: Timestamp,
    /// When it was changed last.
    pub changed_at: Timestamp,
}

/// The texts of a notice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoticeTexts {
    /// Its title in Danish.
    pub danish_title: NoticeText,
    /// Its text in Danish.
    pub danish: NoticeText,
    /// Its title in English.
    pub english_title: NoticeText,
    /// Its text in English.
    pub english: NoticeText,
}

/// What a notice is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoticeKind {
    /// Work that was planned and announced: the service may not answer meanwhile.
    PlannedWork,
    /// The service did not answer, or not well.
    Outage,
    /// Something else.
    Other,
}

impl NoticeKind {
    /// Every kind.
    pub const ALL: [Self; 3] = [Self::PlannedWork, Self::Outage, Self::Other];

    /// The word for programs.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::PlannedWork => "planned-work",
            Self::Outage => "outage",
            Self::Other => "other",
        }
    }

    /// The kind of a word.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == name)
    }
}

/// A text that everybody may read, on one line. Without anything that may be the number of a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoticeText(String);

/// Not a text of a notice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "a text of a notice has 1 to {} characters, and no ten digits, which may be the number of a person",
    NoticeText::CHARACTERS
)]
pub struct InvalidNoticeText;

impl NoticeText {
    /// The largest number of characters.
    pub const CHARACTERS: usize = 1000;

    /// The text itself.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for NoticeText {
    type Err = InvalidNoticeText;

    fn from_str(text: &str) -> Result<Self, InvalidNoticeText> {
        let plain = |letter: char| if letter.is_control() { ' ' } else { letter };
        let text: String = text.trim().chars().map(plain).collect();
        let is_text = (1..=Self::CHARACTERS).contains(&text.chars().count());
        (is_text && !may_have_number(&text)).then_some(Self(text)).ok_or(InvalidNoticeText)
    }
}

/// Whether ten digits follow each other, as such or with one sign behind the first six.
fn may_have_number(text: &str) -> bool {
    let letters: Vec<char> = text.chars().collect();
    let are_digits = |part: &[char]| part.iter().all(char::is_ascii_digit);
    letters.windows(10).any(are_digits)
        || letters
            .windows(11)
            .any(|part| are_digits(&part[..6]) && "- ".contains(part[6]) && are_digits(&part[7..]))
}

/// The last part of a notice's address: its day, and words of its Danish title.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NoticeAddress(String);

/// Not the address of a notice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "the address of a notice has 1 to {} small letters, digits and hyphens",
    NoticeAddress::BYTES
)]
pub struct InvalidNoticeAddress;

impl NoticeAddress {
    /// The largest number of bytes.
    pub const BYTES: usize = 80;

    /// The address itself.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for NoticeAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for NoticeAddress {
    type Err = InvalidNoticeAddress;

    fn from_str(text: &str) -> Result<Self, InvalidNoticeAddress> {
        let is_plain =
            |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
        let is_address = (1..=Self::BYTES).contains(&text.len()) && text.bytes().all(is_plain);
        is_address.then(|| Self(text.to_owned())).ok_or(InvalidNoticeAddress)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_with_what_may_be_a_number_is_refused() {
        let is_text = |text: &str| text.parse::<NoticeText>().is_ok();
        assert!(is_text("Fra 20.00 til 20.30 den 14. marts 2026"));
        assert!(is_text("Ring 12 34 56 78"));
        assert!(!is_text("Nummer 0101701234"));
        assert!(!is_text("Nummer 010170-1234"));
        assert!(!is_text(" "));
        assert!(is_text(&"å".repeat(NoticeText::CHARACTERS)));
        assert!(!is_text(&"å".repeat(NoticeText::CHARACTERS + 1)));
    }

    #[test]
    fn address_has_no_other_signs() {
        assert!("2026-03-03-sen-fil".parse::<NoticeAddress>().is_ok());
        for wrong in ["", "Sen", "sen fil", "../x", "å", &"x".repeat(NoticeAddress::BYTES + 1)] {
            assert_eq!(wrong.parse::<NoticeAddress>(), Err(InvalidNoticeAddress));
        }
    }

    #[test]
    fn kind_is_read_as_it_is_written() {
        for kind in NoticeKind::ALL {
            assert_eq!(NoticeKind::from_name(kind.as_str()), Some(kind));
        }
    }
}
