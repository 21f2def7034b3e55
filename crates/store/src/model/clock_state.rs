use jiff::{SignedDuration, Timestamp};

/// How far the clock may advance while nothing is recorded: a long weekend without a running
/// server.
const FORWARD: SignedDuration = SignedDuration::from_hours(4 * 24);
/// How far it may go back: a correction by minutes, or a change by an hour.
const BACK: SignedDuration = SignedDuration::from_mins(90);

/// The machine's clock as it was last seen, against which a jump is noticed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ClockState {
    /// The time that was last recorded.
    pub last_at: Timestamp,
    /// The jump that an operator has not confirmed yet.
    pub jump: Option<ClockJump>,
}

/// A jump of the clock. Retention deletes nothing because of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ClockJump {
    /// The last time before the jump.
    pub from: Timestamp,
    /// The time after the jump.
    pub to: Timestamp,
}

impl ClockState {
    /// The state after the clock has shown a time. A jump is kept until it is confirmed, even if
    /// the clock returns: what was recorded meanwhile may be wrong.
    #[must_use]
    pub fn seen_at(self, now: Timestamp) -> Self {
        let (after, before) = (now.duration_since(self.last_at), self.last_at.duration_since(now));
        if self.jump.is_some() {
            self
        } else if after > FORWARD || before > BACK {
            Self { jump: Some(ClockJump { from: self.last_at, to: now }), ..self }
        } else {
            Self { last_at: self.last_at.max(now), jump: None }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(minutes: i64) -> Timestamp {
        Timestamp::UNIX_EPOCH + SignedDuration::from_mins(minutes)
    }

    const DAY: i64 = 24 * 60;

    #[test]
    fn clock_that_goes_on_has_not_jumped() {
        let begun = ClockState { last_at: at(0), jump: None };
        assert_eq!(begun.seen_at(at(10)), ClockState { last_at: at(10), jump: None });
        assert_eq!(begun.seen_at(at(4 * DAY)).jump, None);
        // After a small step back, the recorded time is kept until the clock has caught up.
        assert_eq!(begun.seen_at(at(-90)), begun);
    }

    #[test]
    fn clock_that_jumped_stays_so_though_it_goes_back() {
        let begun = ClockState { last_at: at(0), jump: None };
        for to in [at(4 * DAY + 1), at(100 * DAY), at(-91), at(-400 * DAY)] {
            let jumped = begun.seen_at(to);
            assert_eq!(jumped.jump, Some(ClockJump { from: at(0), to }));
            assert_eq!(jumped.seen_at(at(10)), jumped);
        }
    }
}
