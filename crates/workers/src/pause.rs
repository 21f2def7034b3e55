use std::time::{Duration, Instant};

/// How often a rest checks whether the process stops.
const LOOK: Duration = Duration::from_millis(50);

/// The pause before a failed operation is tried again: each time twice as long, up to a limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GrowingPause {
    first: Duration,
    longest: Duration,
    next: Duration,
}

impl GrowingPause {
    /// A pause that grows from `first` to `longest`.
    pub const fn new(first: Duration, longest: Duration) -> Self {
        Self { first, longest, next: first }
    }

    /// The pause after this failure.
    pub fn grow(&mut self) -> Duration {
        let pause = self.next;
        self.next = (pause * 2).min(self.longest);
        pause
    }

    /// The operation succeeded: the next failure gets the first pause again.
    pub const fn reset(&mut self) {
        self.next = self.first;
    }
}

/// Sleeps on this thread; ends early when `is_over`.
pub fn rest(pause: Duration, is_over: &dyn Fn() -> bool) {
    let begun = Instant::now();
    while begun.elapsed() < pause && !is_over() {
        std::thread::sleep(LOOK.min(pause.saturating_sub(begun.elapsed())));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pause_grows_to_its_limit_and_can_be_reset() {
        let seconds = Duration::from_secs;
        let mut pause = GrowingPause::new(seconds(1), seconds(3));
        assert_eq!(
            [pause.grow(), pause.grow(), pause.grow()],
            [seconds(1), seconds(2), seconds(3)]
        );
        pause.reset();
        assert_eq!(pause.grow(), seconds(1));
    }
}
