use clock::danish_day;
use jiff::Timestamp;
use store::{ClockJump, EndedNeeds, Store};
use tracing::{info, warn};

use crate::error::PipelineError;

/// Removes the filters whose need ended before today in Denmark; none while the clock may be wrong, because a system
/// would lose persons whom it still needs. Can be called at any time.
///
/// # Errors
/// When the store fails. What is left is done by the next call.
pub(crate) fn end_needs(store: &Store, now: Timestamp) -> Result<(), PipelineError> {
    let today = danish_day(now);
    if !store.has_needs_to_end(today)? {
        return Ok(());
    }
    if let Some(ClockJump { from, to }) = store.see_clock(now)?.jump {
        warn!(event = "need.not_ended", %from, %to, "no need ends until somebody confirms the clock");
        return Ok(());
    }
    for EndedNeeds { agreement, filters } in store.end_needs(today, now)? {
        info!(event = "need.ended", %agreement, filters, "filters removed: the need for them has ended");
    }
    Ok(())
}
