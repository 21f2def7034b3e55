use std::time::Duration;

use tokio::time::Instant;
use tracing::warn;

use crate::reason::{EvictionReason, RejectionReason};

/// How often the same reason is logged.
const INTERVAL: Duration = Duration::from_secs(60);

/// Logs the number of evicted and refused connections, once a minute: a client that connects a thousand times a second
/// must not fill the log.
#[derive(Debug)]
pub(crate) struct RejectedConnectionLog {
    listener: &'static str,
    evicted: Tally,
    refused: Tally,
}

/// Counts what has not been logged yet.
#[derive(Debug, Default)]
struct Tally {
    unlogged: u64,
    logged: Option<Instant>,
}

impl RejectedConnectionLog {
    pub(crate) fn new(listener: &'static str) -> Self {
        Self { listener, evicted: Tally::default(), refused: Tally::default() }
    }

    /// Logs connections that were evicted.
    pub(crate) fn evicted(&mut self, reasons: &[EvictionReason], now: Instant) {
        let Some(last) = reasons.last() else { return };
        if let Some(count) = self.evicted.count(reasons.len() as u64, now) {
            warn!(
                event = "connections.evicted",
                listener = self.listener,
                count,
                reason = last.as_str(),
                "connections whose callers had not proven who they are were closed to make room for others: \
                 if this goes on, find out who holds so many and block it in the firewall"
            );
        }
    }

    /// Logs a connection that was refused.
    pub(crate) fn refused(&mut self, reason: RejectionReason, now: Instant) {
        if let Some(count) = self.refused.count(1, now) {
            warn!(
                event = "connections.rejected",
                listener = self.listener,
                count,
                reason = reason.as_str(),
                "connections were refused because too many are open: if they are one system's, have it close \
                 those that it does not use"
            );
        }
    }
}

impl Tally {
    /// Adds `more`. When a log line is due, returns the number since the last one.
    fn count(&mut self, more: u64, now: Instant) -> Option<u64> {
        self.unlogged += more;
        if self.logged.is_some_and(|at| now.saturating_duration_since(at) < INTERVAL) {
            return None;
        }
        self.logged = Some(now);
        Some(std::mem::take(&mut self.unlogged))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn count_answers_the_first_and_then_a_number_each_minute() {
        let start = Instant::now();
        let mut tally = Tally::default();
        assert_eq!(tally.count(1, start), Some(1));
        assert_eq!(tally.count(1, start), None);
        assert_eq!(tally.count(2, start + INTERVAL - Duration::from_nanos(1)), None);
        assert_eq!(tally.count(1, start + INTERVAL), Some(4));
    }
}
