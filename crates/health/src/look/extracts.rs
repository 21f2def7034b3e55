use clock::{danish_day, working_days_between};
use jiff::Timestamp;
use store::StoreError;

use crate::sources::Sources;
use crate::trouble::{Trouble, TroubleKind};

/// A replica without anybody, and extracts that have not come.
pub(super) fn look(sources: &Sources, now: Timestamp) -> Result<Option<Trouble>, StoreError> {
    let Some(last) = sources.store.last_applied()?.and_then(|run| run.header) else {
        let what = "no extract was taken in yet, so nothing is delivered: `cprabo seed`, or put the first one into \
                    the inbox";
        return Ok(Some(TroubleKind::Empty.of(what.to_owned())));
    };
    let Some(limit) = sources.alarms.missing_extracts.filter(|limit| *limit > 0) else {
        return Ok(None);
    };
    // Today's comes in the night.
    let missing = working_days_between(last.proddto, danish_day(now));
    let what = format!(
        "the last extract is of {}: those of {missing} working days have not come",
        last.proddto
    );
    Ok((missing >= limit).then(|| TroubleKind::Overdue.of(what)))
}
