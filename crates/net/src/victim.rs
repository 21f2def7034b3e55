//! Chooses the connection to evict when all places are taken. The reasons are in `docs/adr/0012-connection-quotas.md`.

use std::cmp::Reverse;
use std::time::Duration;

use tokio::time::Instant;

use crate::queues::{Queued, Queues, Standing};

/// A connection without a step for so long makes no progress. Longer than a distant or slow client needs for a step of
/// a handshake.
pub(crate) const STALLED: Duration = Duration::from_secs(3);
/// The same for an address from which too much was refused. A client there that is being refused is not cut off: it
/// would only try again sooner.
pub(crate) const STALLED_WHERE_LIMITED: Duration = Duration::from_secs(2);

/// A connection that may be evicted.
#[derive(Debug, Clone)]
pub(crate) struct Victim {
    pub(crate) connection: Queued,
    /// Whether it makes progress with its handshake. Otherwise it has stalled, or was refused.
    pub(crate) gets_on: bool,
}

/// Chooses a victim. First a stalled connection; then a silent one, if no other standing is more common; then a refused
/// one; then one of the most common standing. Among equals, the one with the oldest last step.
///
/// Attackers that stop at the same step therefore evict each other, at any rate, and connections at other steps are
/// safe. A connection that makes progress is at the attackers' step only for a moment.
pub(crate) fn choose(connections: &Queues, now: Instant) -> Option<Victim> {
    let commonest = commonest(connections)?;
    let gets_on = |connection: &Queued| Victim { connection: connection.clone(), gets_on: true };
    let silent = || {
        let oldest = connections.oldest_at(Standing::Silent);
        oldest.filter(|_| commonest == Standing::Silent).map(gets_on)
    };
    stalled(connections, STALLED, now)
        .or_else(silent)
        .or_else(|| refused(connections))
        .or_else(|| connections.oldest_at(commonest).map(gets_on))
}

/// Chooses a victim at an address from which too much was refused, and which holds more than its few places: only a
/// stalled connection.
pub(crate) fn choose_where_limited(connections: &Queues, now: Instant) -> Option<Victim> {
    stalled(connections, STALLED_WHERE_LIMITED, now)
}

fn stalled(connections: &Queues, after: Duration, now: Instant) -> Option<Victim> {
    let oldest = connections.oldest()?;
    let stands_still = now.saturating_duration_since(oldest.at) >= after;
    stands_still.then(|| Victim { connection: oldest.clone(), gets_on: false })
}

fn refused(connections: &Queues) -> Option<Victim> {
    let oldest = connections.oldest_at(Standing::Refused)?;
    Some(Victim { connection: oldest.clone(), gets_on: false })
}

/// The most common standing; of two equally common the earlier one.
fn commonest(connections: &Queues) -> Option<Standing> {
    let counts = connections.counts();
    let most = counts.max_by_key(|(standing, count)| (*count, Reverse(*standing)));
    most.map(|(standing, _)| standing)
}

#[cfg(test)]
mod tests;
