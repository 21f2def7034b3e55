use jiff::{SignedDuration, Timestamp};

/// How far the clock may go on while nothing is noted: a long weekend on which no server ran.
const FORWARD: SignedDuration = SignedDuration::from_hours(4 * 24);
/// How far it may go back: somebody corrected it by minutes, or set it by an hour.
const BACK: SignedDuration = SignedDuration::from_mins(90);

/// The machine's clock as it was seen last, against which it is seen to jump.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ClockState {
    /// When it was noted last.
    pub last_at: Timestamp,
    /// Where it has jumped, and nobody has confirmed that it is right.
    pub jump: Option<ClockJump>,
}

/// A clock that has jumped: what is deleted after so many days is not deleted by it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ClockJump {
    /// The last time before.
    pub from: Timestamp,
    /// The time that it told then.
    pub to: Timestamp,
}

impl ClockState {
    /// The state after the clock has told a time. A jump stays until it is confirmed, though the clock goes back to
    /// where it was: what was noted meanwhile may be wrong.
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
        // Set back a little, it is waited until it has caught up.
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
