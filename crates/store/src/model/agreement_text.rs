use std::fmt;
use std::str::FromStr;

/// A text of an agreement, on one line. `Debug` shows `[..]`: it may name a person.
#[derive(Clone, PartialEq, Eq)]
pub struct AgreementText(String);

/// Not a text of an agreement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a text has 1 to {} characters", AgreementText::CHARACTERS)]
pub struct InvalidAgreementText;

impl AgreementText {
    /// The largest number of characters.
    pub const CHARACTERS: usize = 500;

    /// The text itself.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for AgreementText {
    type Err = InvalidAgreementText;

    /// Control characters become blanks: a list on a terminal has one line for each agreement.
    fn from_str(text: &str) -> Result<Self, InvalidAgreementText> {
        let plain = |letter: char| if letter.is_control() { ' ' } else { letter };
        let text: String = text.trim().chars().map(plain).collect();
        let is_text = (1..=Self::CHARACTERS).contains(&text.chars().count());
        is_text.then_some(Self(text)).ok_or(InvalidAgreementText)
    }
}

impl fmt::Debug for AgreementText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[..]")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn agreement_text_is_one_line_of_some_length() {
        let text = |text: &str| text.parse::<AgreementText>().map(|text| text.as_str().to_owned());
        assert_eq!(text(" two\nlines\t"), Ok("two lines".to_owned()));
        assert!(text(&"x".repeat(AgreementText::CHARACTERS)).is_ok());
        assert_eq!(text(&"x".repeat(AgreementText::CHARACTERS + 1)), Err(InvalidAgreementText));
        assert_eq!(text(" \n"), Err(InvalidAgreementText));
        assert_eq!(format!("{:?}", "Anna".parse::<AgreementText>().unwrap()), "[..]");
    }
}
