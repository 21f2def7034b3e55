//! Runs that are held, and the operator's decision on them.

use jiff::Timestamp;

use crate::db::{Tx, values};
use crate::model::{AgreementText, Author, Decision, Held, HeldReason, Run, RunId, RunState};
use crate::store::Store;
use crate::{StoreError, audit, run_rows};

/// Runs on hold.
impl Store {
    /// Sets or clears the reasons for which a pending run is held.
    pub fn set_hold(&self, id: RunId, held: Option<&Held>) -> Result<(), StoreError> {
        self.write("holding a run", |tx| label(tx, id, held))
    }

    /// Releases a held run, or rejects a pending one, with an audit entry that has the reason. One transaction.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when the run is in another state, or cannot be released.
    pub fn resolve_hold(
        &self,
        id: RunId,
        decision: Decision,
        reason: Option<&AgreementText>,
        author: &Author,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        self.write("deciding on a run", |tx| {
            let run = run_rows::by_id(tx, id)?;
            let run = run.ok_or_else(|| StoreError::NotFound(format!("run {id}")))?;
            match decision {
                Decision::Release => release(tx, &run)?,
                Decision::Reject => reject(tx, &run)?,
            }
            let held = run
                .held
                .map_or(String::new(), |held| format!(" held for {}", held.reason.as_str()));
            let why = reason.map(|reason| format!(": {}", reason.as_str())).unwrap_or_default();
            audit::done(tx, author, at, decision.as_str(), format!("run {id}{held}{why}"))
        })
    }
}

/// Puts a pending run on hold, or takes it off.
pub(crate) fn label(tx: &Tx<'_>, id: RunId, held: Option<&Held>) -> Result<(), StoreError> {
    let update = "UPDATE run SET state = ?2, held = ?3, detail = ?4, releasable = ?5
                  WHERE id = ?1 AND state IN ('seen', 'held')";
    let state = if held.is_some() { RunState::Held } else { RunState::Seen };
    let row = values![
        id,
        state.as_str(),
        held.map(|held| held.reason.as_str()),
        held.map(|held| &held.detail),
        held.map(|held| held.releasable),
    ];
    tx.execute(update, &row).map(|_| ())
}

fn release(tx: &Tx<'_>, run: &Run) -> Result<(), StoreError> {
    let update = "UPDATE run SET state = 'seen', held = NULL, detail = NULL, releasable = NULL,
            released = ?2
        WHERE id = ?1";
    let released = HeldReason::names(&run.release()?);
    tx.execute(update, &values![run.id, released]).map(|_| ())
}

fn reject(tx: &Tx<'_>, run: &Run) -> Result<(), StoreError> {
    run.check_rejectable()?;
    let update = "UPDATE run SET state = 'rejected' WHERE id = ?1";
    tx.execute(update, &values![run.id]).map(|_| ())
}
