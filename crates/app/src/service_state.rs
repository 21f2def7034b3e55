use jiff::Timestamp;
use jiff::civil::Date;
use store::RunState;

use crate::app::App;
use crate::error::AppError;
use crate::today::{DayState, Pace, state};

/// Runs that are looked at for it.
const RUNS: u64 = 6;

/// How the service stands, for everybody: nothing of any authority or system.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ServiceState {
    /// Whether the day's file is late or held.
    pub is_delayed: bool,
    /// The day of the last extract in the replica.
    pub last: Option<Date>,
    /// When its files were all published.
    pub delivered_at: Option<Timestamp>,
    /// Now.
    pub at: Timestamp,
}

/// What everybody may know.
impl App {
    /// How the service stands. For everybody.
    pub fn service_state(&self, pace: Pace) -> Result<ServiceState, AppError> {
        let at = self.now();
        let runs = self.store.last_runs(RUNS)?;
        let last = self.store.last_applied()?;
        let day = last.as_ref().and_then(|run| run.header).map(|header| header.proddto);
        let state = state(runs.iter(), day, at, pace);
        Ok(ServiceState {
            is_delayed: matches!(state, DayState::Held(_) | DayState::Late(_)),
            last: day,
            delivered_at: last
                .filter(|run| run.state == RunState::Done)
                .and_then(|run| run.done_at),
            at,
        })
    }
}
