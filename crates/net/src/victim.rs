//! Who makes room when all places are taken. The reasons are in `docs/adr/0012-connection-quotas.md`.

use std::cmp::Reverse;
use std::time::Duration;

use tokio::time::Instant;

use crate::queues::{Queued, Queues, Standing};

/// A connection that has taken no step for so long stands still. Longer than a client on the other side of the
/// world, or one that computes slowly, needs for a step of a handshake.
pub(crate) const STALLED: Duration = Duration::from_secs(3);
/// The same for an address from which too much was refused. Whoever is told there that it is refused is not cut short:
/// that would only have it try again sooner.
pub(crate) const STALLED_WHERE_LIMITED: Duration = Duration::from_secs(2);

/// A connection that may be evicted.
#[derive(Debug, Clone)]
pub(crate) struct Victim {
    pub(crate) connection: Queued,
    /// Whether it gets on with its handshake. Otherwise it stands still, or was refused.
    pub(crate) gets_on: bool,
}

/// Who goes of some connections. First whoever stands still; then one of the silent, if nothing is commoner; then
/// whoever was refused; then one of those who stand at the step at which most do. Of equals the one goes whose last
/// step is longest ago.
///
/// Strangers who all stop at the same step therefore push each other out, at whatever rate they come, and whoever
/// is at another step is safe. Whoever gets on is at the strangers' step for a moment only.
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

/// Who goes at an address from which too much was refused, and which holds more than the few places that it may:
/// only whoever stands still.
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

/// The standing that most have; of two the earlier one.
fn commonest(connections: &Queues) -> Option<Standing> {
    let counts = connections.counts();
    let most = counts.max_by_key(|(standing, count)| (*count, Reverse(*standing)));
    most.map(|(standing, _)| standing)
}

#[cfg(test)]
mod tests;
