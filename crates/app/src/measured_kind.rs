use jiff::{SignedDuration, Timestamp};
use store::{Downtime, ProbeState};

use crate::uptime::{Interval, Uptime, union};

/// No share is told of less time than this.
const LEAST: SignedDuration = SignedDuration::from_hours(24);
/// What a call may take before its absence means that none is made: those of a span are made one after the other.
const CALLS: SignedDuration = SignedDuration::from_secs(60);

/// A kind of call with what was down.
pub(crate) struct Measured {
    pub(crate) state: ProbeState,
    /// Until when it counts: the last call, or now if none was made since.
    pub(crate) ends: Timestamp,
    pub(crate) is_measured: bool,
    pub(crate) down: Vec<Interval>,
}

impl Measured {
    /// How a kind stands, with what was down of it and of others.
    pub(crate) fn of(state: ProbeState, downtimes: &[Downtime], now: Timestamp) -> Self {
        let since = now.duration_since(state.until);
        // The span that is going on is measured at any moment.
        let is_measured = since <= state.last.span + CALLS.min(state.last.span);
        let down = downtimes.iter().filter(|down| down.kind == state.last.kind);
        let mut down: Vec<Interval> = down.map(|down| (down.begins, down.ends)).collect();
        let ends = if is_measured { state.until.min(now) } else { now };
        if !is_measured {
            down.push((state.until, now));
        }
        Self { state, ends, is_measured, down: union(down) }
    }

    /// How much of the time from a moment on it was up; `None` before a whole day was measured.
    pub(crate) fn uptime(&self, from: Timestamp, planned: &[Interval]) -> Option<Uptime> {
        let is_long = self.ends.duration_since(self.state.since) >= LEAST;
        let time = (from.max(self.state.since), self.ends);
        is_long.then(|| Uptime::of(time, &self.down, planned))
    }
}
