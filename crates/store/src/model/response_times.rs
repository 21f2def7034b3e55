use std::str::FromStr;

use jiff::{SignedDuration, Timestamp};

use super::measurement::ProbeKind;

/// The upper ends of the classes in milliseconds; above the last one there is one more. Each is a quarter larger than the
/// one before, about.
const UPPER: [u32; 38] = [
    1, 2, 3, 4, 5, 6, 8, 10, 12, 15, 20, 25, 30, 40, 50, 60, 80, 100, 125, 150, 200, 250, 300, 400,
    500, 600, 800, 1_000, 1_250, 1_500, 2_000, 2_500, 3_000, 4_000, 5_000, 6_000, 8_000, 10_000,
];

/// How many answers took how long, in classes of a fixed scale.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TimeCounts([u64; UPPER.len() + 1]);

/// Response times of a kind of call in a period.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResponseTimes {
    /// The kind.
    pub kind: ProbeKind,
    /// The period.
    pub period: Period,
    /// When it began.
    pub begins: Timestamp,
    /// Of right answers.
    pub counts: TimeCounts,
}

/// A period over which response times are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Period {
    /// An hour. Kept for some days.
    Hour,
    /// A day in Denmark.
    Day,
}

impl Period {
    /// Each.
    pub const ALL: [Self; 2] = [Self::Hour, Self::Day];

    /// The word for it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Hour => "hour",
            Self::Day => "day",
        }
    }
}

impl Default for TimeCounts {
    fn default() -> Self {
        Self([0; UPPER.len() + 1])
    }
}

impl TimeCounts {
    /// One answer more.
    pub fn add(&mut self, took: SignedDuration) {
        // What took a part of a millisecond more is in the next class.
        let millis = took.as_micros().div_euclid(1000) + i128::from(took.as_micros() % 1000 > 0);
        let class = UPPER.iter().position(|upper| millis <= i128::from(*upper));
        self.0[class.unwrap_or(UPPER.len())] += 1;
    }

    /// Those of another period, too.
    pub fn add_all(&mut self, others: &Self) {
        self.0.iter_mut().zip(others.0).for_each(|(count, other)| *count += other);
    }

    /// How many there are.
    pub fn total(&self) -> u64 {
        self.0.iter().sum()
    }

    /// The milliseconds that this many of a hundred answers have not exceeded: the upper end of a class. `None` without
    /// answers, and when it is above the scale.
    pub fn percentile(&self, of_hundred: u64) -> Option<u32> {
        let wanted = (self.total() * of_hundred).div_ceil(100);
        let mut passed = 0;
        let class = self.0.iter().position(|count| {
            passed += count;
            passed > 0 && passed >= wanted
        })?;
        UPPER.get(class).copied()
    }

    /// As it is stored: the counts, with blanks between them.
    pub(crate) fn stored(&self) -> String {
        self.0.map(|count| count.to_string()).join(" ")
    }
}

impl FromStr for TimeCounts {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let counts: Vec<u64> =
            text.split(' ').map(|count| count.parse().map_err(drop)).collect::<Result<_, _>>()?;
        counts.try_into().map(Self).map_err(drop)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(millis: &[i64]) -> TimeCounts {
        let mut counts = TimeCounts::default();
        millis.iter().for_each(|millis| counts.add(SignedDuration::from_millis(*millis)));
        counts
    }

    #[test]
    fn percentile_is_the_upper_end_of_the_class_of_so_many() {
        let counts = of(&[7, 7, 7, 7, 7, 7, 7, 7, 7, 90]);
        assert_eq!((counts.percentile(50), counts.percentile(95)), (Some(8), Some(100)));
        assert_eq!(counts.percentile(90), Some(8));
        assert_eq!(of(&[]).percentile(50), None);
        assert_eq!(of(&[10_001]).percentile(50), None, "above the scale");
    }

    #[test]
    fn answer_is_in_the_class_whose_end_it_has_not_exceeded() {
        let mut counts = TimeCounts::default();
        counts.add(SignedDuration::from_micros(8_000));
        assert_eq!(counts.percentile(100), Some(8));
        counts.add(SignedDuration::from_micros(8_001));
        assert_eq!(counts.percentile(100), Some(10));
        counts.add_all(&of(&[9_999]));
        assert_eq!((counts.percentile(100), counts.total()), (Some(10_000), 3));
    }

    #[test]
    fn counts_are_read_as_they_were_stored() {
        let counts = of(&[1, 5, 5, 400, 60_000]);
        assert_eq!(counts.stored().parse(), Ok(counts));
        assert_eq!("1 2".parse::<TimeCounts>(), Err(()));
        assert_eq!("".parse::<TimeCounts>(), Err(()));
    }
}
