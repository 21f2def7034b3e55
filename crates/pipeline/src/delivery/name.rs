use std::fmt;
use std::str::FromStr;

use civil::{AgreementUuid, OpgaveNr};
use jiff::civil::Date;

/// How data files are named: text with `{YYMMDD}`, `{opgavenr}` and `{agreement}` in it (`delivery.md`).
///
/// The date stands in characters 2 to 7, where clients look for it; the rest is letters, digits, `.`, `_`
/// and `-`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NameTemplate(String);

/// Not a template for data files.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidTemplate {
    /// The date is not where clients look for it.
    #[error("a name begins with one letter and {{YYMMDD}}, such as d{{YYMMDD}}.l{{opgavenr}}")]
    Date,
    /// Neither a placeholder nor a plain character.
    #[error(
        "a name has letters, digits, '.', '_', '-', {{YYMMDD}}, {{opgavenr}} and {{agreement}}"
    )]
    Character,
    /// Clients would take the file for a description of another.
    #[error("a name does not end in .metadata")]
    Metadata,
}

const DATE: &str = "{YYMMDD}";
const OPGAVENR: &str = "{opgavenr}";
const AGREEMENT: &str = "{agreement}";

impl Default for NameTemplate {
    fn default() -> Self {
        Self(format!("d{DATE}.l{OPGAVENR}.{AGREEMENT}"))
    }
}

impl NameTemplate {
    /// The name of the data file for one agreement and day.
    pub fn name(&self, day: Date, opgavenr: OpgaveNr, agreement: AgreementUuid) -> String {
        let date = format!("{:02}{:02}{:02}", day.year() % 100, day.month(), day.day());
        self.0
            .replace(DATE, &date)
            .replace(OPGAVENR, opgavenr.as_str())
            .replace(AGREEMENT, &agreement.to_string())
    }
}

impl FromStr for NameTemplate {
    type Err = InvalidTemplate;

    fn from_str(text: &str) -> Result<Self, InvalidTemplate> {
        let begins = text.starts_with(|first: char| first.is_ascii_alphabetic());
        if !begins || !text[1..].starts_with(DATE) {
            return Err(InvalidTemplate::Date);
        }
        let plain = text.replace(DATE, "").replace(OPGAVENR, "").replace(AGREEMENT, "");
        let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"._-".contains(&byte);
        if !plain.bytes().all(allowed) {
            return Err(InvalidTemplate::Character);
        }
        if text.ends_with(".metadata") {
            return Err(InvalidTemplate::Metadata);
        }
        Ok(Self(text.to_owned()))
    }
}

impl fmt::Display for NameTemplate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_date_is_in_characters_two_to_seven() {
        let agreement = "00000000-0000-4000-8000-000000000001".parse().unwrap();
        let name = |template: NameTemplate| {
            template.name(jiff::civil::date(2026, 1, 5), "534902".parse().unwrap(), agreement)
        };
        assert_eq!(
            name(NameTemplate::default()),
            "d260105.l534902.00000000-0000-4000-8000-000000000001"
        );
        assert_eq!(name("D{YYMMDD}.L{opgavenr}".parse().unwrap()), "D260105.L534902");
    }

    #[test]
    fn templates_that_clients_could_not_read_are_refused() {
        let error = |text: &str| text.parse::<NameTemplate>().unwrap_err();
        for text in ["", "{YYMMDD}", "1{YYMMDD}", "cpr-{YYMMDD}", "d260105", "æ{YYMMDD}"] {
            assert_eq!(error(text), InvalidTemplate::Date, "{text}");
        }
        for text in ["d{YYMMDD}/x", "d{YYMMDD}{pnr}", "d{YYMMDD} x", "d{YYMMDD}æ"] {
            assert_eq!(error(text), InvalidTemplate::Character, "{text}");
        }
        assert_eq!(error("d{YYMMDD}.metadata"), InvalidTemplate::Metadata);
    }
}
