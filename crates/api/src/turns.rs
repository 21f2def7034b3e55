use std::collections::HashSet;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use civil::AgreementUuid;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::timeout;

use crate::why::Why;

/// How long to wait for others before one is told to come again.
const PATIENCE: Duration = Duration::from_secs(5);

/// Turns at work for which others wait: so many at a time, and one for each agreement, so that no system keeps
/// all others away.
#[derive(Debug, Clone)]
pub(crate) struct Turns {
    all: Arc<Semaphore>,
    mine: Mine,
}

/// A turn, until it is dropped.
#[derive(Debug)]
pub(crate) struct Turn {
    _all: OwnedSemaphorePermit,
    _mine: Place,
}

/// The agreements that have a turn, or wait for one.
type Mine = Arc<Mutex<HashSet<AgreementUuid>>>;

/// An agreement's place among them.
#[derive(Debug)]
struct Place {
    agreement: AgreementUuid,
    mine: Mine,
}

impl Turns {
    /// Turns for so many at a time.
    pub(crate) fn new(at_once: usize) -> Self {
        Self { all: Arc::new(Semaphore::new(at_once)), mine: Mine::default() }
    }

    /// An agreement's turn. Others are waited for a short while, the agreement itself is not.
    pub(crate) async fn take(&self, agreement: AgreementUuid) -> Result<Turn, Why> {
        let mine = Place::take(agreement, &self.mine).ok_or(Why::Busy)?;
        match timeout(PATIENCE, Arc::clone(&self.all).acquire_owned()).await {
            Ok(Ok(all)) => Ok(Turn { _all: all, _mine: mine }),
            // Nobody closes the semaphore: it took too long.
            Ok(Err(_)) | Err(_) => Err(Why::Busy),
        }
    }
}

impl Place {
    fn take(agreement: AgreementUuid, mine: &Mine) -> Option<Self> {
        lock(mine).insert(agreement).then(|| Self { agreement, mine: Arc::clone(mine) })
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        lock(&self.mine).remove(&self.agreement);
    }
}

fn lock(mine: &Mine) -> MutexGuard<'_, HashSet<AgreementUuid>> {
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
        let turns = Turns::new(2);
        let first = turns.take(number(1)).await.unwrap();
        let asked = Instant::now();
        assert_eq!(turns.take(number(1)).await.err(), Some(Why::Busy));
        assert_eq!(asked.elapsed(), Duration::ZERO);
        let _other = turns.take(number(2)).await.unwrap();
        drop(first);
        turns.take(number(1)).await.unwrap();
    }

    /// The clock stands still and jumps to the next timer when there is nothing else to do.
    #[tokio::test(start_paused = true)]
    async fn others_are_waited_for_and_not_for_ever() {
        let turns = Turns::new(2);
        let first = turns.take(number(1)).await.unwrap();
        let _second = turns.take(number(2)).await.unwrap();
        let asked = Instant::now();
        assert_eq!(turns.take(number(3)).await.err(), Some(Why::Busy));
        assert_eq!(asked.elapsed(), PATIENCE);

        // Who was told to come again has left no trace.
        let (third, ()) = tokio::join!(turns.take(number(3)), async { drop(first) });
        third.unwrap();
    }
}
