use jiff::civil::Date;
use store::{Run, RunKind, RunState, RunVolume};

use crate::app::App;
use crate::error::AppError;
use crate::request_context::RequestContext;

/// A day of a trend.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TrendDay {
    /// PRODDTO.
    pub proddto: Date,
    /// Persons in the extract.
    pub persons: u64,
    /// Seconds from its coming to the last delivery; `None` while it is under way, or when it was held.
    pub seconds: Option<f64>,
    /// What was delivered of it.
    pub volume: RunVolume,
}

/// How days went.
impl App {
    /// The last extracts in the replica, the oldest first: at most so many. For operators and auditors.
    pub fn trends(
        &self,
        context: &RequestContext,
        at_most: usize,
    ) -> Result<Vec<TrendDay>, AppError> {
        self.as_reader(context, || {
            let mut runs = self.store.runs()?;
            runs.retain(|run| run.kind == RunKind::Day && run.state.is_applied());
            runs.sort_by_key(|run| run.header.map(|header| header.proddto));
            let first = runs.len().saturating_sub(at_most);
            let shown = runs.drain(first..);
            shown.filter_map(|run| self.trend_day(&run).transpose()).collect()
        })
    }

    fn trend_day(&self, run: &Run) -> Result<Option<TrendDay>, AppError> {
        let Some(header) = run.header else { return Ok(None) };
        let volume = match self.run_volumes.get(run.id) {
            Some(volume) => volume,
            None => {
                let volume = self.store.run_volume(run.id)?;
                if run.state == RunState::Done {
                    self.run_volumes.put(run.id, volume);
                }
                volume
            }
        };
        let taken = run.done_at.map(|done| done.duration_since(run.seen_at).as_secs_f64());
        let seconds = taken.filter(|_| run.held.is_none() && run.released.is_empty());
        Ok(Some(TrendDay { proddto: header.proddto, persons: run.persons, seconds, volume }))
    }
}
