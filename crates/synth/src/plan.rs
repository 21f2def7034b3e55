use civil::{EventCode, OpgaveNr, Pnr};
use jiff::civil::{Date, date};
use serde::{Deserialize, Serialize};

use crate::family_group::{BLOCK, FIRST};
use crate::numbers::NumberSeries;
use crate::standard_address::StandardAddress;
use clock::is_working_day;

/// Everything that determines a population: the same plan gives the same bytes on any machine.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Plan {
    /// Selects one of the possible populations.
    pub seed: u64,
    /// Numbers on the first day, at least 1: those of residents, of the dead and of those who left, and some former
    /// ones.
    pub persons: u64,
    /// Which numbers they have.
    #[serde(default)]
    pub numbers: NumberSeries,
    /// The day of the initial population; a working day.
    pub first_day: Date,
    /// The frequency of events, in per cent of that in Denmark.
    #[serde(default = "as_in_denmark")]
    pub pace: u32,
    /// OPGAVENR of the extracts.
    #[serde(with = "as_text")]
    pub opgavenr: OpgaveNr,
    /// How 003.STANDARDADR is written.
    #[serde(default)]
    pub standard_address: StandardAddress,
    /// Events that a tester has ordered.
    #[serde(default, rename = "story")]
    pub stories: Vec<Story>,
}

/// An event that a tester has ordered for a person on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Story {
    /// The day of its extract.
    pub day: Date,
    /// The person, by an invented number.
    #[serde(with = "as_digits")]
    pub pnr: Pnr,
    /// The event, by the code of its main event.
    #[serde(with = "as_text")]
    pub event: EventCode,
}

/// A plan from which no population can be made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidPlan {
    /// Nobody would be there.
    #[error("a population has at least one person")]
    Nobody,
    /// The number series is too small.
    #[error("{numbers} numbers are enough for {most} persons at the most")]
    TooMany {
        /// Which numbers.
        numbers: NumberSeries,
        /// For how many persons it is large enough.
        most: u64,
    },
    /// Not a day with an extract.
    #[error("{0} is a weekend or a Danish holiday: no extract is made")]
    NoWorkingDay(Date),
    /// More happens than can.
    #[error("a pace is from 0 to 100,000 per cent")]
    Pace,
}

impl Plan {
    /// The first day of a default plan: a Friday, so that a week follows.
    pub const FIRST_DAY: Date = date(2026, 1, 2);

    /// A default plan for so many persons.
    pub fn new(seed: u64, persons: u64) -> Self {
        Self {
            seed,
            persons,
            numbers: NumberSeries::default(),
            first_day: Self::FIRST_DAY,
            pace: as_in_denmark(),
            // Six digits.
            opgavenr: OpgaveNr::from_register(b"534902").unwrap_or_else(|| unreachable!()),
            standard_address: StandardAddress::default(),
            stories: Vec::new(),
        }
    }

    pub(crate) fn groups(&self) -> u64 {
        self.persons.div_ceil(FIRST)
    }

    pub(crate) fn check(&self) -> Result<(), InvalidPlan> {
        let most = self.numbers.count() / BLOCK * FIRST;
        if self.persons == 0 {
            return Err(InvalidPlan::Nobody);
        }
        if self.persons > most {
            return Err(InvalidPlan::TooMany { numbers: self.numbers, most });
        }
        if !is_working_day(self.first_day) {
            return Err(InvalidPlan::NoWorkingDay(self.first_day));
        }
        if self.pace > 100_000 {
            return Err(InvalidPlan::Pace);
        }
        Ok(())
    }
}

const fn as_in_denmark() -> u32 {
    100
}

/// Serializes a value of a plan as its text.
mod as_text {
    use std::fmt::Display;
    use std::str::FromStr;

    use serde::de::Error as _;
    use serde::{Deserialize as _, Deserializer, Serializer};

    pub(super) fn serialize<T: Display, S: Serializer>(
        value: &T,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        serializer.collect_str(value)
    }

    pub(super) fn deserialize<'de, T: FromStr<Err: Display>, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<T, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(D::Error::custom)
    }
}

/// Serializes an invented number in the clear: it belongs to nobody.
mod as_digits {
    use civil::Pnr;
    use serde::de::Error as _;
    use serde::{Deserialize as _, Deserializer, Serializer};

    pub(super) fn serialize<S: Serializer>(pnr: &Pnr, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&pnr.reveal())
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Pnr, D::Error> {
        let digits = String::deserialize(deserializer)?;
        Pnr::from_register(digits.as_bytes()).ok_or_else(|| D::Error::custom("not ten digits"))
    }
}
