use std::collections::BTreeSet;

use civil::Pnr;
use store::{Agreement, AuditEntry, Author, LoadId, NewLoad};

use crate::drift::{Drift, drift};
use crate::error::PipelineError;
use crate::pipeline::Pipeline;

impl Pipeline {
    /// Compares the numbers that a system holds with whom the filters of its subscription choose now. A line in
    /// the audit trail says who asked.
    ///
    /// # Errors
    /// [`PipelineError::LoadNotPossible`] when the subscription has event codes alone, which choose nobody;
    /// [`PipelineError::ReplicaEmpty`]; [`PipelineError::Superseded`] when an extract came meanwhile.
    pub fn drift(
        &self,
        agreement: &Agreement,
        held: &BTreeSet<Pnr>,
        author: &Author,
    ) -> Result<Drift, PipelineError> {
        self.store.audit(&asked_for_drift(agreement, held, author), self.clock.now())?;
        drift(&self.store, agreement, held)
    }

    /// The same for the system itself: whom it learns of is disclosed to it, and stands in the log with the
    /// reason before it is told.
    ///
    /// # Errors
    /// As [`Pipeline::drift`].
    pub fn compare_and_record(
        &self,
        agreement: &Agreement,
        held: &BTreeSet<Pnr>,
        author: &Author,
    ) -> Result<Drift, PipelineError> {
        let drift = drift(&self.store, agreement, held)?;
        let entry = asked_for_drift(agreement, held, author);
        let of = (agreement.id, drift.run);
        self.store.record_answer(&entry, of, drift.disclosed(), self.clock.now())?;
        Ok(drift)
    }

    /// Orders a load of those whom a system lacks; `None` when it lacks nobody.
    ///
    /// # Errors
    /// As [`Pipeline::order_load`].
    pub fn order_catch_up(
        &self,
        agreement: &Agreement,
        drift: &Drift,
        author: &Author,
    ) -> Result<Option<LoadId>, PipelineError> {
        if drift.missing.is_empty() {
            return Ok(None);
        }
        let is_everyone = drift.missing.len() as u64 == drift.chosen;
        let new = NewLoad {
            reason: Some("catch-up of persons who were missing".to_owned()),
            restrict_to: (!is_everyone).then(|| drift.missing.clone()),
            ..NewLoad::of(agreement.id)
        };
        self.order_load(agreement, &new, author).map(Some)
    }
}

/// The line of the audit trail that says who compared.
fn asked_for_drift(agreement: &Agreement, held: &BTreeSet<Pnr>, author: &Author) -> AuditEntry {
    AuditEntry {
        author: author.clone(),
        action: "drift".to_owned(),
        subject: format!("agreement {}, {} persons held", agreement.uuid, held.len()),
        outcome: "done".to_owned(),
    }
}
