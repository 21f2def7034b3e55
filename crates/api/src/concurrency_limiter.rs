use std::collections::HashSet;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use civil::AgreementUuid;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::timeout;

use app::ErrorCode;

/// How long to wait for others before one is told to come again.
const PATIENCE: Duration = Duration::from_secs(5);

/// Turns at work for which others wait: so many at a time, and one for each agreement, so that no system keeps
/// all others away.
#[derive(Debug, Clone)]
pub(crate) struct ConcurrencyLimiter {
    all: Arc<Semaphore>,
    mine: InFlight,
}

/// A turn, until it is dropped.
#[derive(Debug)]
pub(crate) struct Permit {
    _all: OwnedSemaphorePermit,
    _mine: InFlightGuard,
}

/// The agreements that have a turn, or wait for one.
type InFlight = Arc<Mutex<HashSet<AgreementUuid>>>;

/// An agreement's place among them.
#[derive(Debug)]
struct InFlightGuard {
    agreement: AgreementUuid,
    mine: InFlight,
}

impl ConcurrencyLimiter {
    /// Turns for so many at a time.
    pub(crate) fn new(at_once: usize) -> Self {
        Self { all: Arc::new(Semaphore::new(at_once)), mine: InFlight::default() }
    }

    /// An agreement's turn. Others are waited for a short while, the agreement itself is not.
    pub(crate) async fn take(&self, agreement: AgreementUuid) -> Result<Permit, ErrorCode> {
        let mine = InFlightGuard::take(agreement, &self.mine).ok_or(ErrorCode::Busy)?;
        match timeout(PATIENCE, Arc::clone(&self.all).acquire_owned()).await {
            Ok(Ok(all)) => Ok(Permit { _all: all, _mine: mine }),
            // Nobody closes the semaphore: it took too long.
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
        let asked = Instant::now();
        assert_eq!(turns.take(number(1)).await.err(), Some(ErrorCode::Busy));
        assert_eq!(asked.elapsed(), Duration::ZERO);
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
        let asked = Instant::now();
        assert_eq!(turns.take(number(3)).await.err(), Some(ErrorCode::Busy));
        assert_eq!(asked.elapsed(), PATIENCE);

        // Who was told to come again has left no trace.
        let (third, ()) = tokio::join!(turns.take(number(3)), async { drop(first) });
        third.unwrap();
    }
}
