//! How much of a time the service was up.

use jiff::{SignedDuration, Timestamp};

/// A time from a moment to another.
pub(crate) type Interval = (Timestamp, Timestamp);

/// How much of a measured time the service was up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Uptime {
    /// The time itself.
    pub of: SignedDuration,
    /// How much of it the service was down.
    pub down: SignedDuration,
    /// The part of the time with planned work.
    pub planned: SignedDuration,
    /// How much of that the service was down.
    pub down_planned: SignedDuration,
}

impl Uptime {
    /// Of a time with what was down and the planned work around it, each without overlaps, in the order of time.
    pub(crate) fn of((begins, ends): Interval, down: &[Interval], planned: &[Interval]) -> Self {
        let within = |(from, to): &Interval| -> Option<Interval> {
            let part = (begins.max(*from), ends.min(*to));
            (part.0 < part.1).then_some(part)
        };
        let down: Vec<Interval> = down.iter().filter_map(within).collect();
        let planned: Vec<Interval> = planned.iter().filter_map(within).collect();
        let down_planned = down.iter().flat_map(|one| {
            planned.iter().map(|other| length((one.0.max(other.0), one.1.min(other.1))))
        });
        Self {
            of: length((begins, ends)),
            down_planned: down_planned.sum(),
            down: down.into_iter().map(length).sum(),
            planned: planned.into_iter().map(length).sum(),
        }
    }

    /// The share of the time in which it was up, in hundredths of a per cent, rounded down: what is not whole is not 100.
    pub fn share(&self) -> u16 {
        share(self.of - self.down, self.of)
    }

    /// The same of the time without planned work.
    pub fn share_without_planned(&self) -> u16 {
        let of = self.of - self.planned;
        share(of - (self.down - self.down_planned), of)
    }
}

/// Intervals in the order of time, and those that overlap as one.
pub(crate) fn union(mut intervals: Vec<Interval>) -> Vec<Interval> {
    intervals.sort_unstable();
    let mut joined: Vec<Interval> = Vec::new();
    for (begins, ends) in intervals {
        match joined.last_mut() {
            Some(last) if begins <= last.1 => last.1 = last.1.max(ends),
            _ => joined.push((begins, ends)),
        }
    }
    joined
}

fn length((begins, ends): Interval) -> SignedDuration {
    ends.duration_since(begins).max(SignedDuration::ZERO)
}

fn share(part: SignedDuration, of: SignedDuration) -> u16 {
    let whole = of.as_millis().max(1);
    u16::try_from(part.as_millis().max(0) * 10_000 / whole).unwrap_or(10_000)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(minute: i64) -> Timestamp {
        Timestamp::from_second(60 * minute).unwrap()
    }

    fn of(down: &[(i64, i64)], planned: &[(i64, i64)]) -> Uptime {
        let intervals =
            |all: &[(i64, i64)]| all.iter().map(|one| (at(one.0), at(one.1))).collect::<Vec<_>>();
        Uptime::of((at(1000), at(2000)), &intervals(down), &intervals(planned))
    }

    #[test]
    fn share_is_of_the_time_that_was_not_down() {
        assert_eq!(of(&[], &[]).share(), 10_000);
        assert_eq!(of(&[(900, 1100), (1990, 3000)], &[]).share(), 8_900);
        assert_eq!(of(&[(1000, 2000)], &[]).share(), 0);
    }

    #[test]
    fn share_that_is_not_whole_is_not_rounded_up() {
        let hour = (at(0), at(60));
        let down = [(at(0), at(0) + SignedDuration::from_millis(1))];
        assert_eq!(Uptime::of(hour, &down, &[]).share(), 9_999);
    }

    #[test]
    fn planned_work_is_down_and_the_share_without_it_stands_beside() {
        let uptime = of(&[(1100, 1200), (1500, 1510)], &[(1100, 1300)]);
        assert_eq!(uptime.share(), 8_900);
        assert_eq!(uptime.down_planned, SignedDuration::from_mins(100));
        // 10 of 800 minutes.
        assert_eq!(uptime.share_without_planned(), 9_875);
        assert_eq!(of(&[(1000, 2000)], &[(0, 5000)]).share_without_planned(), 0);
    }

    #[test]
    fn union_joins_what_overlaps_or_meets() {
        let intervals = vec![(at(5), at(7)), (at(1), at(3)), (at(2), at(4)), (at(7), at(8))];
        assert_eq!(union(intervals), [(at(1), at(4)), (at(5), at(8))]);
    }
}
