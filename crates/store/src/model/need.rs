use std::fmt;
use std::str::FromStr;

use civil::AgreementUuid;
use filters::Filter;
use jiff::Timestamp;
use jiff::civil::Date;

use super::agreement_text::{AgreementText, InvalidAgreementText};
use super::author::Author;

/// Why, and how long, a filter is needed (sagligt behov).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Need {
    /// The last day, in Denmark, on which it is needed; the filter is removed on the next. `None` until somebody removes it.
    pub last_day: Option<Date>,
    /// Why, in the words of the author.
    pub reason: Option<NeedReason>,
}

/// The need for a filter, as somebody has stated it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatedNeed {
    /// The filter.
    pub filter: Filter,
    /// What was stated.
    pub need: Need,
    /// By whom.
    pub author: Author,
    /// When.
    pub at: Timestamp,
}

/// The filters of a subscription that were removed because the need for them had ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EndedNeeds {
    /// The agreement.
    pub agreement: AgreementUuid,
    /// How many filters.
    pub filters: u64,
}

/// A reason without a personal number. `Debug` shows `[..]`: it may name a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NeedReason(AgreementText);

/// Not a reason. Does not repeat the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidNeedReason {
    /// It has no text, or too much.
    #[error(transparent)]
    Text(#[from] InvalidAgreementText),
    /// It would be shown where numbers are masked.
    #[error("a reason must not hold a personal number; name the case or the file instead")]
    Pnr,
}

impl NeedReason {
    /// The text itself.
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }
}

impl FromStr for NeedReason {
    type Err = InvalidNeedReason;

    fn from_str(text: &str) -> Result<Self, InvalidNeedReason> {
        let text: AgreementText = text.parse()?;
        if has_pnr(text.as_str()) {
            return Err(InvalidNeedReason::Pnr);
        }
        Ok(Self(text))
    }
}

impl fmt::Display for NeedReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Whether a text has something like a personal number: six digits that may be a day and a month (or a day and 60), and
/// four behind them or behind one sign, with no digit beside them.
fn has_pnr(text: &str) -> bool {
    let letters: Vec<char> = text.chars().collect();
    (0..letters.len()).any(|start| {
        let is_start = start == 0 || !letters[start - 1].is_numeric();
        is_start && begins_with_pnr(&letters[start..])
    })
}

fn begins_with_pnr(letters: &[char]) -> bool {
    let Some((birth, rest)) = letters.split_at_checked(6) else { return false };
    let rest = match rest.split_first() {
        Some((sign, behind)) if !sign.is_alphanumeric() => behind,
        _ => rest,
    };
    let Some((serial, behind)) = rest.split_at_checked(4) else { return false };
    let number = |digits: &[char]| {
        digits.iter().try_fold(0, |number, digit| Some(number * 10 + digit.to_digit(10)?))
    };
    let (Some(day), Some(month)) = (number(&birth[..2]), number(&birth[2..4])) else {
        return false;
    };
    let is_day = matches!(day, 1..=31 | 61..=91) && matches!(month, 1..=12);
    let is_number = number(&birth[4..]).and(number(serial)).is_some();
    is_day && is_number && behind.first().is_none_or(|letter| !letter.is_numeric())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reason_with_something_like_a_personal_number_is_refused_and_not_repeated() {
        for text in [
            "0101701234",
            "case of 010170-1234",
            "010170 1234",
            "010170\u{2010}1234 (child)",
            "610170-1234",
            "cpr0101701234x",
            "1 0101701234",
        ] {
            let refused = text.parse::<NeedReason>().unwrap_err();
            assert_eq!(refused, InvalidNeedReason::Pnr, "{text}");
            assert!(!refused.to_string().contains("1234"));
        }
    }

    #[test]
    fn reason_with_other_digits_is_one() {
        for text in ["Case 2026-12345678", "until 31.12.2026", "27.35.00-G01-1234-26", "0113701234"]
        {
            assert_eq!(text.parse::<NeedReason>().unwrap().as_str(), text);
        }
        assert!(matches!(" ".parse::<NeedReason>(), Err(InvalidNeedReason::Text(_))));
        assert!(!format!("{:?}", "Anna".parse::<NeedReason>().unwrap()).contains("Anna"));
    }
}
