use std::fmt;

use crate::limits;

/// Text chosen by the caller, often a person's name or initials. It is for the history of changes: `Debug` shows
/// `[..]`, and only [`FreeText::reveal`] gives the text.
#[derive(Clone, PartialEq, Eq)]
pub struct FreeText(String);

/// The text is longer than the schema allows.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct TooLong;

impl FreeText {
    /// The text of an element of the contract, up to the length that its schema allows; `None` when it is empty.
    pub(crate) fn read(text: &str) -> Result<Option<Self>, TooLong> {
        if text.chars().count() > limits::CONTEXT_TEXT {
            return Err(TooLong);
        }
        Ok(Some(Self::of(text)).filter(|text| !text.0.is_empty()))
    }

    /// Text of any length. Tabs, line ends and other control characters become blanks: the history is listed on a
    /// terminal with one line for each change.
    pub(crate) fn of(text: &str) -> Self {
        Self(text.chars().map(|letter| if letter.is_control() { ' ' } else { letter }).collect())
    }

    /// The text in the clear. For the history and the audit trail, never for logs.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for FreeText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[..]")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_not_shown() {
        let text = FreeText::read("Søren Ærø").unwrap().unwrap();
        assert_eq!(format!("{text:?}"), "[..]");
        assert_eq!(text.reveal(), "Søren Ærø");
        assert_eq!(FreeText::read(""), Ok(None));
    }

    #[test]
    fn it_is_one_line() {
        let text = FreeText::read("a\tb\r\nc\u{9b}2J").unwrap().unwrap();
        assert_eq!(text.reveal(), "a b  c 2J");
    }

    #[test]
    fn it_has_a_longest_length() {
        assert!(FreeText::read(&"æ".repeat(limits::CONTEXT_TEXT)).is_ok());
        assert_eq!(FreeText::read(&"æ".repeat(limits::CONTEXT_TEXT + 1)), Err(TooLong));
    }
}
