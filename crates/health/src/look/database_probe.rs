use std::time::{Duration, Instant};

use store::StoreError;

use super::excerpt::excerpt;
use crate::alert::{Alert, AlertKind};

/// How long the database may take for all queries of one look. The last one may take as long as
/// [`store::CallLimits::HEALTH`] allows.
const LONGEST: Duration = Duration::from_secs(8);
/// An error that took so long means a database that does not answer: no more queries are sent.
const NO_ANSWER: Duration = Duration::from_secs(2);
/// Errors that are listed one by one.
const LISTED: usize = 5;

/// Queries the database. A query that fails does not stop the others, as long as there is time.
#[derive(Debug)]
pub(crate) struct DatabaseProbe {
    begun: Instant,
    longest: Duration,
    no_answer: Duration,
    /// Each once.
    errors: Vec<String>,
    is_out_of_time: bool,
}

impl DatabaseProbe {
    pub(crate) fn begin() -> Self {
        Self::within(LONGEST, NO_ANSWER)
    }

    fn within(longest: Duration, no_answer: Duration) -> Self {
        let begun = Instant::now();
        Self { begun, longest, no_answer, errors: Vec::new(), is_out_of_time: false }
    }

    /// The answer; `None` on an error, or when no time is left.
    pub(crate) fn ask<T>(&mut self, question: impl FnOnce() -> Result<T, StoreError>) -> Option<T> {
        let begun = Instant::now();
        self.is_out_of_time |= begun.duration_since(self.begun) >= self.longest;
        if self.is_out_of_time {
            return None;
        }
        let error = match question() {
            Ok(answer) => return Some(answer),
            Err(error) => error_report::Report(&error).to_string(),
        };
        self.is_out_of_time = begun.elapsed() >= self.no_answer;
        if !self.errors.contains(&error) {
            self.errors.push(error);
        }
        None
    }

    /// The failed queries, as one alert.
    pub(crate) fn alert(&self) -> Option<Alert> {
        let (listed, more) = excerpt(&self.errors, LISTED);
        let mut listed: Vec<String> = listed.into_iter().cloned().collect();
        if more > 0 {
            listed.push(format!("{more} more errors"));
        }
        if self.is_out_of_time {
            listed.push("it took so long that some queries were left out".to_owned());
        }
        let what = format!("the database cannot be read: {}", listed.join("; "));
        (!listed.is_empty()).then(|| AlertKind::Database.of(what))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn failing(what: &'static str) -> Result<(), StoreError> {
        Err(StoreError::Corrupt(what))
    }

    #[test]
    fn query_after_a_failed_one_is_answered_and_each_error_is_listed_once() {
        let mut probe = DatabaseProbe::begin();
        assert_eq!(probe.alert(), None);
        for what in ["one", "one", "two"] {
            assert_eq!(probe.ask(|| failing(what)), None);
        }
        assert_eq!(probe.ask(|| Ok(7)), Some(7));
        let what = probe.alert().unwrap().what;
        assert!(what.matches("one").count() == 1 && what.contains("two"), "{what}");
    }

    #[test]
    fn query_when_time_is_over_is_not_sent_and_that_is_reported() {
        let mut probe = DatabaseProbe::within(Duration::ZERO, NO_ANSWER);
        assert_eq!(probe.ask(|| Ok(7)), None);
        assert!(probe.alert().unwrap().what.contains("some queries were left out"));
    }

    #[test]
    fn query_after_one_without_an_answer_is_not_sent() {
        let mut probe = DatabaseProbe::within(LONGEST, Duration::ZERO);
        assert_eq!(probe.ask(|| failing("one")), None);
        assert_eq!(probe.ask(|| Ok(7)), None);
        assert!(probe.alert().unwrap().what.contains("one"));
    }
}
