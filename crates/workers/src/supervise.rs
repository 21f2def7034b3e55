use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::{Duration, Instant};

use tracing::error;

use crate::status::State;
use crate::worker::Worker;

/// How long to wait after a panic.
#[derive(Debug, Clone, Copy)]
struct Pauses {
    /// After the first one; each time twice as long.
    first: Duration,
    longest: Duration,
    /// Work that went on for so long before it panicked gets the first pause again.
    healthy: Duration,
}

const PAUSES: Pauses = Pauses {
    first: Duration::from_secs(1),
    longest: Duration::from_secs(60),
    healthy: Duration::from_secs(10 * 60),
};
/// How often a pause looks whether the process stops.
const LOOK: Duration = Duration::from_millis(50);

impl Worker {
    /// Does work that returns only when `is_over`, on this thread, and starts it again each time it panics.
    ///
    /// The work is to be such that it can be started again wherever it stopped, as after a kill.
    pub fn supervise(&self, is_over: &dyn Fn() -> bool, work: impl FnMut()) {
        self.supervise_with(PAUSES, is_over, work);
    }

    fn supervise_with(&self, pauses: Pauses, is_over: &dyn Fn() -> bool, mut work: impl FnMut()) {
        let mut pause = pauses.first;
        loop {
            let begun = Instant::now();
            self.record().state = State::Running;
            // What the work holds it can go on with after a kill; locks and transactions end as the stack unwinds.
            if catch_unwind(AssertUnwindSafe(&mut work)).is_ok() {
                break;
            }
            if begun.elapsed() >= pauses.healthy {
                pause = pauses.first;
            }
            self.note_panic(pause);
            rest(pause, is_over);
            pause = (pause * 2).min(pauses.longest);
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
        // The panic hook has said where.
        error!(
            event = "worker.restarting",
            worker = name,
            pause_seconds = pause.as_secs(),
            "a worker panicked and is started again after a pause"
        );
    }
}

fn rest(pause: Duration, is_over: &dyn Fn() -> bool) {
    let begun = Instant::now();
    while begun.elapsed() < pause && !is_over() {
        std::thread::sleep(LOOK.min(pause));
    }
}

#[cfg(test)]
#[allow(clippy::panic, reason = "tests")]
mod tests {
    use clock::Clock;

    use super::*;
    use crate::worker::Workers;

    const NONE: Pauses =
        Pauses { first: Duration::ZERO, longest: Duration::ZERO, healthy: Duration::ZERO };

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
