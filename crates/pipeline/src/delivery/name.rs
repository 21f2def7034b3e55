use std::fmt;
use std::str::FromStr;

use civil::{AgreementUuid, OpgaveNr};
use jiff::civil::Date;

/// The pattern for names of data files: text with `{YYMMDD}`, `{opgavenr}` and `{agreement}` (`delivery.md`).
///
/// The date is in characters 2 to 7, where clients look for it; the rest is letters, digits, `.`, `_` and `-`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NameTemplate(String);

/// Not a valid pattern for names of data files.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidTemplate {
    /// The date is not where clients look for it.
    #[error("a name begins with one letter and {{YYMMDD}}, such as d{{YYMMDD}}.l{{opgavenr}}")]
    Date,
    /// Neither a placeholder nor an allowed character.
    #[error(
        "a name has letters, digits, '.', '_', '-', {{YYMMDD}}, {{opgavenr}} and {{agreement}}"
    )]
    Character,
    /// Clients would read the file as the description of another.
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
        if !is_plain(&plain) {
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

/// The pattern for names of replayed data files: text with `{name}`, the first name, followed by `{number}`, counted
/// from 1.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReplayTemplate(String);

/// Not a valid pattern for names of replays.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidReplayTemplate {
    /// The date would not be where clients look for it, or two replays could have the same name.
    #[error(
        "the name of a replay begins with {{name}} and has {{number}} in it, such as {{name}}.replay{{number}}"
    )]
    Form,
    /// Neither a placeholder nor an allowed character.
    #[error("the name of a replay has letters, digits, '.', '_', '-', {{name}} and {{number}}")]
    Character,
    /// Clients would read the file as the description of another.
    #[error("the name of a replay does not end in .metadata")]
    Metadata,
}

const NAME: &str = "{name}";
const NUMBER: &str = "{number}";

impl Default for ReplayTemplate {
    fn default() -> Self {
        Self(format!("{NAME}.replay{NUMBER}"))
    }
}

impl ReplayTemplate {
    /// The file name of the `number`th replay.
    pub fn name(&self, first: &str, number: u64) -> String {
        self.0.replacen(NAME, first, 1).replacen(NUMBER, &number.to_string(), 1)
    }
}

impl FromStr for ReplayTemplate {
    type Err = InvalidReplayTemplate;

    fn from_str(text: &str) -> Result<Self, InvalidReplayTemplate> {
        let behind = text.strip_prefix(NAME).and_then(|behind| behind.split_once(NUMBER));
        let (between, end) = behind.ok_or(InvalidReplayTemplate::Form)?;
        // A digit before the number would give the first replay of one file the name of the eleventh of another.
        let is_ambiguous = between.ends_with(|last: char| last.is_ascii_digit());
        // Loads have names of that form.
        if between.is_empty() || is_ambiguous || between.ends_with(".load") {
            return Err(InvalidReplayTemplate::Form);
        }
        if !is_plain(between) || !is_plain(end) {
            return Err(InvalidReplayTemplate::Character);
        }
        if end.ends_with(".metadata") {
            return Err(InvalidReplayTemplate::Metadata);
        }
        Ok(Self(text.to_owned()))
    }
}

impl fmt::Display for ReplayTemplate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Characters that every client and every file system accepts.
fn is_plain(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._-".contains(&byte))
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

    #[test]
    fn a_replay_is_named_after_what_it_replays() {
        let name = |template: ReplayTemplate| template.name("d260105.l534902", 12);
        assert_eq!(name(ReplayTemplate::default()), "d260105.l534902.replay12");
        assert_eq!(name("{name}_igen-{number}.l".parse().unwrap()), "d260105.l534902_igen-12.l");
        let error = |text: &str| text.parse::<ReplayTemplate>().unwrap_err();
        for text in [
            "",
            "{name}",
            "{name}{number}",
            "{name}.1{number}",
            "{name}.load{number}",
            "x{name}.{number}",
            "{number}",
        ] {
            assert_eq!(error(text), InvalidReplayTemplate::Form, "{text}");
        }
        for text in ["{name}/{number}", "{name}.{number}{name}", "{name}.{number}æ"] {
            assert_eq!(error(text), InvalidReplayTemplate::Character, "{text}");
        }
        assert_eq!(error("{name}.{number}.metadata"), InvalidReplayTemplate::Metadata);
    }
}
