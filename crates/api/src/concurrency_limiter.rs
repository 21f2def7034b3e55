use std::collections::HashSet;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use civil::AgreementUuid;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::timeout;

use app::ErrorCode;

/// How long a request waits for others before it is answered with `BUSY`.
const PATIENCE: Duration = Duration::from_secs(5);

/// Limits concurrent work: so many at a time, and one per agreement, so that no system keeps the others out.
#[derive(Debug, Clone)]
pub(crate) struct ConcurrencyLimiter {
    all: Arc<Semaphore>,
    mine: InFlight,
}

/// The right to work, until it is dropped.
#[derive(Debug)]
pub(crate) struct Permit {
    _all: OwnedSemaphorePermit,
    _mine: InFlightGuard,
}

/// The agreements that have a permit, or wait for one.
type InFlight = Arc<Mutex<HashSet<AgreementUuid>>>;

/// An agreement's entry among them.
#[derive(Debug)]
struct InFlightGuard {
    agreement: AgreementUuid,
    mine: InFlight,
}

impl ConcurrencyLimiter {
    /// Permits for so many at a time.
    pub(crate) fn new(at_once: usize) -> Self {
        Self { all: Arc::new(Semaphore::new(at_once)), mine: InFlight::default() }
    }

    /// Takes a permit for an agreement. It waits a short while for others, but not for the agreement itself.
    pub(crate) async fn take(&self, agreement: AgreementUuid) -> Result<Permit, ErrorCode> {
        let mine = InFlightGuard::take(agreement, &self.mine).ok_or(ErrorCode::Busy)?;
        match timeout(PATIENCE, Arc::clone(&self.all).acquire_owned()).await {
            Ok(Ok(all)) => Ok(Permit { _all: all, _mine: mine }),
            // The semaphore is never closed, so this is the timeout.
            Ok(Err(_)) | Err(_) => Err(ErrorCode::Busy),
        }
    }
}

impl InFlightGuard {
    fn take(agreement: AgreementUuid, mine: &InFlight) -> Option<Self> {
        lock(mine).insert(agreement).then(|| Self { agreement, mine: Arc::clone(mine) })
    }
}

impl Drop for InFlightGuard {
    fn drop(&mut self) {
        lock(&self.mine).remove(&self.agreement);
    }
}

fn lock(mine: &InFlight) -> MutexGuard<'_, HashSet<AgreementUuid>> {
    mine.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use tokio::time::Instant;
    use uuid::Uuid;

    use super::*;

    fn number(number: u128) -> AgreementUuid {
        Uuid::from_u128(number).into()
    }

    #[tokio::test(start_paused = true)]
    async fn an_agreement_has_one_turn_at_a_time() {
        let turns = ConcurrencyLimiter::new(2);
        let first = turns.take(number(1)).await.unwrap();
        let begun = Instant::now();
        assert_eq!(turns.take(number(1)).await.err(), Some(ErrorCode::Busy));
        assert_eq!(begun.elapsed(), Duration::ZERO);
        let _other = turns.take(number(2)).await.unwrap();
        drop(first);
        turns.take(number(1)).await.unwrap();
    }

    /// The clock stands still and jumps to the next timer when there is nothing else to do.
    #[tokio::test(start_paused = true)]
    async fn others_are_waited_for_and_not_for_ever() {
        let turns = ConcurrencyLimiter::new(2);
        let first = turns.take(number(1)).await.unwrap();
        let _second = turns.take(number(2)).await.unwrap();
        let begun = Instant::now();
        assert_eq!(turns.take(number(3)).await.err(), Some(ErrorCode::Busy));
        assert_eq!(begun.elapsed(), PATIENCE);

        // A request answered with `BUSY` has left no trace.
        let (third, ()) = tokio::join!(turns.take(number(3)), async { drop(first) });
        third.unwrap();
    }
}
