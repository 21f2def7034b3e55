use std::sync::Arc;
use std::time::Duration;

use clock::{Clock, danish_day};
use error_report::Report;
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use limited_command::{CommandError, LimitedCommand};
use serde::Serialize;
use store::{Expiry, ExpiryWindow, ReviewState, Store, StoreError};
use tracing::{error, info};
use workers::{Activity, GrowingPause, Worker, rest};

/// So many days before an end somebody is told, each time once.
const DAYS: [u32; 3] = [1, 7, 30];
/// How often it is looked at, and what was not taken is told again.
const EVERY: Duration = Duration::from_secs(60 * 60);
/// How often it gives a sign of life in between.
const TICK: Duration = Duration::from_secs(1);
/// The pause after an error.
const PAUSE: GrowingPause = GrowingPause::new(Duration::from_secs(60), EVERY);

/// So many days before a review is overdue somebody is told, and 0 for one that is.
const REVIEW_DAYS: [u32; 2] = [0, 14];

/// Tells a program of the operator's when an agreement, the last certificate of a system, or a password of OFF4 is about to end,
/// or a review is due.
pub(super) struct Notifier {
    pub(super) store: Arc<Store>,
    pub(super) clock: Clock,
    pub(super) command: Option<LimitedCommand>,
    /// How long passwords of OFF4 are valid.
    pub(super) passwords_last: Option<SignedDuration>,
}

/// What the program is told.
#[derive(Serialize)]
struct Notice<'a> {
    kind: &'static str,
    subject: &'a str,
    system: &'a str,
    contact: Option<&'a str>,
    last_day: Date,
    days_left: u32,
}

/// Why a notice could not be given.
#[derive(Debug, thiserror::Error)]
enum NoticeError {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error("the command of notify.command does not take a notice")]
    Command(#[from] CommandError),
    #[error("the command of notify.command did not take a notice: it ended with {0}")]
    NotTaken(std::process::ExitStatus),
    #[error("a notice cannot be written")]
    Json(#[from] serde_json::Error),
}

impl Notifier {
    /// Looks until `is_over`. Errors are logged, reported to `worker`, and it is tried again.
    pub(super) fn work(&self, is_over: &dyn Fn() -> bool, worker: &Worker) {
        let mut failed = PAUSE;
        let mut pause = Duration::ZERO;
        while !is_over() {
            worker.beat(Activity::Idle);
            if !pause.is_zero() {
                rest(TICK.min(pause), is_over);
                pause = pause.saturating_sub(TICK);
                continue;
            }
            pause = match self.notify(is_over, worker) {
                Ok(()) => {
                    worker.succeeded();
                    failed.reset();
                    EVERY
                }
                Err(error) => {
                    error!(event = "notice.not_given", error = %Report(&error), "nobody could be told that something ends; it is tried again");
                    worker.failed("giving notice", &error);
                    failed.grow()
                }
            };
        }
    }

    /// Gives each notice that is due; one that is not taken does not keep the others back.
    fn notify(&self, is_over: &dyn Fn() -> bool, worker: &Worker) -> Result<(), NoticeError> {
        let Some(command) = &self.command else { return Ok(()) };
        let now = self.clock.now();
        let mut failed = Ok(());
        for (expiry, step) in self.due(now)? {
            if is_over() {
                break;
            }
            worker.beat(Activity::Working("giving notice"));
            match self.give(command, &expiry, step, now) {
                Ok(()) => {}
                // It would not be run for the others either.
                Err(error @ NoticeError::Command(CommandError::NotRun(_))) => return Err(error),
                Err(error) => failed = failed.and(Err(error)),
            }
        }
        failed
    }

    fn give(
        &self,
        command: &LimitedCommand,
        expiry: &Expiry,
        step: u32,
        now: Timestamp,
    ) -> Result<(), NoticeError> {
        let Expiry { kind, subject, system, contact, last_day } = expiry;
        let (kind, contact, last_day) = (kind.as_str(), contact.as_deref(), *last_day);
        let days_left = expiry.days_left(danish_day(now));
        let notice = Notice { kind, subject, system, contact, last_day, days_left };
        let mut input = serde_json::to_vec(&notice)?;
        input.push(b'\n');
        let status = command.run(&[], &input)?;
        if !status.success() {
            return Err(NoticeError::NotTaken(status));
        }
        self.store.note_notice(expiry, step, now)?;
        info!(event = "notice.given", kind, subject, days_left, "told that something ends");
        Ok(())
    }

    /// The notices that are due and were not given.
    fn due(&self, now: Timestamp) -> Result<Vec<(Expiry, u32)>, StoreError> {
        let last = DAYS.into_iter().max().unwrap_or_default();
        let window = ExpiryWindow::of(now, last, self.passwords_last, &danish_day);
        let mut due = Vec::new();
        for expiry in self.store.expiries(&window)? {
            let left = expiry.days_left(danish_day(now));
            if let Some(days) = DAYS.into_iter().find(|days| left <= *days)
                && !self.store.is_noticed(&expiry, days)?
            {
                due.push((expiry, days));
            }
        }
        due.extend(self.due_reviews(danish_day(now))?);
        Ok(due)
    }

    /// Those of reviews: when one is due, and when it is overdue.
    fn due_reviews(&self, today: Date) -> Result<Vec<(Expiry, u32)>, StoreError> {
        let [overdue, soon] = REVIEW_DAYS;
        let mut due = Vec::new();
        for status in self.store.reviews()?.iter().filter(|status| status.is_active) {
            let (by, step) = match status.state(today, danish_day) {
                ReviewState::Due(by) => (by, soon),
                ReviewState::Overdue(by) => (by, overdue),
                ReviewState::Off | ReviewState::Current(_) => continue,
            };
            let expiry = status.expiry(by);
            if !self.store.is_noticed(&expiry, step)? {
                due.push((expiry, step));
            }
        }
        Ok(due)
    }
}
