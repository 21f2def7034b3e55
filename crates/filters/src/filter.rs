use std::fmt::Write as _;
use std::str::FromStr;

use civil::{Age, AgeRange, EventCode, MunicipalityCode, Pnr};

use crate::{FilterKind, Reason};

/// One filter of a subscription.
///
/// [`FromStr`] reads and [`Filter::revealed_line`] writes its text form, a line of a listing: `pnr 0101701234`,
/// `municipality 0751`, `age 0-17`, `event A01`, `no-filter`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Filter {
    /// The person with this number.
    Pnr(Pnr),
    /// Persons of an age within the range.
    Age(AgeRange),
    /// Persons who live in the municipality, or lived there before the change.
    Municipality(MunicipalityCode),
    /// Persons with such an event.
    Event(EventCode),
    /// Everyone.
    NoFilter,
}

/// The facts about one changed person that filters look at.
#[derive(Debug, Clone, Copy)]
pub struct MatchFacts<'a> {
    /// The person's number.
    pub pnr: Pnr,
    /// The age in whole years on PRODDTO, from FOED_DT; `None` when the year of birth is unknown.
    pub age: Option<Age>,
    /// The municipality after the update (002.KOMKOD).
    pub lives_in: Option<MunicipalityCode>,
    /// The municipality before the update, by the replica.
    pub lived_in: Option<MunicipalityCode>,
    /// The events of the day (099.HAENDELSE), as main person or derived.
    pub events: &'a [EventCode],
}

/// A line that is not a filter. The error shows the form of that kind of filter and does not repeat the line, which may
/// hold a PNR.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidFilter {
    /// The first word names no kind.
    #[error("begins with none of pnr, municipality, age, event, no-filter")]
    UnknownKind,
    /// The kind requires a value and the line has none, or the other way round.
    #[error("is not of the form `{0}`")]
    Form(&'static str),
    /// The PNR is none.
    #[error(transparent)]
    Pnr(#[from] civil::InvalidPnr),
    /// The municipality code is invalid.
    #[error(transparent)]
    Municipality(#[from] civil::InvalidMunicipalityCode),
    /// The age range is none.
    #[error(transparent)]
    Age(#[from] civil::InvalidAgeRange),
    /// The event code is none.
    #[error(transparent)]
    Event(#[from] civil::InvalidEventCode),
}

impl Filter {
    /// The kind of filter.
    pub const fn kind(&self) -> FilterKind {
        match self {
            Self::Pnr(_) => FilterKind::Pnr,
            Self::Age(_) => FilterKind::Age,
            Self::Municipality(_) => FilterKind::Municipality,
            Self::Event(_) => FilterKind::Event,
            Self::NoFilter => FilterKind::NoFilter,
        }
    }

    /// The reason for which this filter matches a person; [`Reason::NONE`] when it does not.
    pub fn reason(&self, facts: &MatchFacts<'_>) -> Reason {
        let when = |matched: bool, reason| if matched { reason } else { Reason::NONE };
        match *self {
            Self::Pnr(pnr) => when(pnr == facts.pnr, Reason::PNR),
            Self::Age(range) => when(facts.age.is_some_and(|age| range.contains(age)), Reason::AGE),
            Self::Municipality(code) => {
                when(facts.lives_in == Some(code), Reason::LIVES_HERE)
                    | when(facts.lived_in == Some(code), Reason::LIVED_HERE)
            }
            Self::Event(code) => when(facts.events.contains(&code), Reason::EVENT),
            Self::NoFilter => Reason::NO_FILTER,
        }
    }

    /// The filter as a line of a listing, with a PNR in the clear: for the filter's owner, never for a log.
    pub fn revealed_line(&self) -> String {
        let mut line = self.kind().as_str().to_owned();
        // Writing to a string cannot fail.
        let _ = match self {
            Self::Pnr(pnr) => write!(line, " {}", pnr.reveal()),
            Self::Age(range) => write!(line, " {range}"),
            Self::Municipality(code) => write!(line, " {code}"),
            Self::Event(code) => write!(line, " {code}"),
            Self::NoFilter => Ok(()),
        };
        line
    }
}

impl FromStr for Filter {
    type Err = InvalidFilter;

    fn from_str(line: &str) -> Result<Self, InvalidFilter> {
        let mut words = line.split_whitespace();
        let (kind, value, rest) = (words.next().unwrap_or(""), words.next(), words.next());
        let one = |form| value.filter(|_| rest.is_none()).ok_or(InvalidFilter::Form(form));
        Ok(match kind {
            "pnr" => Self::Pnr(Pnr::from_text(one("pnr 0101701234")?).ok_or(civil::InvalidPnr)?),
            "municipality" => Self::Municipality(one("municipality 0751")?.parse()?),
            "age" => Self::Age(one("age 0-17")?.parse()?),
            "event" => Self::Event(one("event A01")?.parse()?),
            "no-filter" if value.is_none() => Self::NoFilter,
            "no-filter" => return Err(InvalidFilter::Form("no-filter")),
            _ => return Err(InvalidFilter::UnknownKind),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_read_as_written() {
        for line in ["pnr 0101701234", "municipality 0751", "age 0-17", "event A01", "no-filter"] {
            assert_eq!(line.parse::<Filter>().unwrap().revealed_line(), line);
        }
        assert_eq!(
            "  municipality\t751 ".parse::<Filter>().unwrap().revealed_line(),
            "municipality 0751"
        );
    }

    #[test]
    fn bad_lines_say_the_form_and_not_the_content() {
        let error = |line: &str| line.parse::<Filter>().unwrap_err().to_string();
        assert_eq!(error("pnr"), "is not of the form `pnr 0101701234`");
        assert_eq!(error("pnr 0101701234 0202801234"), "is not of the form `pnr 0101701234`");
        assert_eq!(error("no-filter 1"), "is not of the form `no-filter`");
        assert!(error("0101701234").starts_with("begins with none of"));
        assert!(!error("pnr 99").contains("99"));
    }
}
