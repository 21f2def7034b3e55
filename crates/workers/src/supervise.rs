use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::{Duration, Instant};

use tracing::error;

use crate::pause::{GrowingPause, rest};
use crate::status::State;
use crate::worker::Worker;

/// The pause after a panic.
const PAUSE: GrowingPause = GrowingPause::new(Duration::from_secs(1), Duration::from_secs(60));
/// Work that ran this long before it panicked gets the first pause again.
const HEALTHY: Duration = Duration::from_secs(10 * 60);

impl Worker {
    /// Runs work that returns only when `is_over`, on this thread, and restarts it after each panic.
    ///
    /// The work must be able to restart from any point, as after a kill of the process.
    pub fn supervise(&self, is_over: &dyn Fn() -> bool, work: impl FnMut()) {
        self.supervise_with(PAUSE, is_over, work);
    }

    fn supervise_with(
        &self,
        mut pause: GrowingPause,
        is_over: &dyn Fn() -> bool,
        mut work: impl FnMut(),
    ) {
        loop {
            let begun = Instant::now();
            self.record().state = State::Running;
            // Unwind safe: the work can continue from its state as after a kill; locks and transactions end while the
            // stack unwinds.
            if catch_unwind(AssertUnwindSafe(&mut work)).is_ok() {
                break;
            }
            if begun.elapsed() >= HEALTHY {
                pause.reset();
            }
            let length = pause.grow();
            self.note_panic(length);
            rest(length, is_over);
            if is_over() {
                break;
            }
        }
        self.record().state = State::Ended;
    }

    fn note_panic(&self, pause: Duration) {
        let name = self.name();
        let mut record = self.record();
        record.state = State::Restarting;
        record.restarts = record.restarts.saturating_add(1);
        record.panicked = Some(Instant::now());
        drop(record);
        // The panic hook has logged the place.
        error!(
            event = "worker.restarting",
            worker = name,
            pause_seconds = pause.as_secs(),
            "a worker panicked and is started again after a pause"
        );
    }
}

#[cfg(test)]
#[allow(clippy::panic, reason = "tests")]
mod tests {
    use clock::Clock;

    use super::*;
    use crate::worker::Workers;

    const NONE: GrowingPause = GrowingPause::new(Duration::ZERO, Duration::ZERO);

    #[test]
    fn work_that_panics_is_started_again() {
        let worker = Workers::new(Clock::system()).add("test");
        let mut attempts = 0;
        worker.supervise_with(NONE, &|| false, || {
            attempts += 1;
            assert_eq!(worker.status().state, State::Running);
            assert!(attempts > 1, "on purpose");
        });
        let status = worker.status();
        assert_eq!((attempts, status.restarts, status.state), (2, 1, State::Ended));
        assert!(status.panicked_ago.is_some());
    }

    #[test]
    fn work_that_panics_while_the_process_stops_is_not_started_again() {
        let worker = Workers::new(Clock::system()).add("test");
        let mut attempts = 0;
        worker.supervise_with(NONE, &|| true, || {
            attempts += 1;
            panic!("on purpose");
        });
        assert_eq!((attempts, worker.status().state), (1, State::Ended));
    }
}
