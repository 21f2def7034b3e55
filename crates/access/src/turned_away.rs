use std::time::Duration;

use tokio::time::Instant;

/// How often the log hears of connections that are turned away.
const EVERY: Duration = Duration::from_secs(60);

/// Counts connections that found no place, for a log that whoever knocks a thousand times a second must
/// not fill.
#[derive(Debug, Default)]
pub(crate) struct TurnedAway {
    untold: u64,
    told: Option<Instant>,
}

impl TurnedAway {
    /// Notes one more. Answers, when it is time to tell, how many there were since it was told last.
    pub(crate) fn note(&mut self, now: Instant) -> Option<u64> {
        self.untold += 1;
        if self.told.is_some_and(|told| now.duration_since(told) < EVERY) {
            return None;
        }
        self.told = Some(now);
        Some(std::mem::take(&mut self.untold))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_log_hears_the_first_and_then_a_number_each_minute() {
        let start = Instant::now();
        let mut turned_away = TurnedAway::default();
        assert_eq!(turned_away.note(start), Some(1));
        assert_eq!(turned_away.note(start), None);
        assert_eq!(turned_away.note(start + EVERY - Duration::from_nanos(1)), None);
        assert_eq!(turned_away.note(start + EVERY), Some(3));
    }
}
