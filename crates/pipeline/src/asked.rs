//! What is asked of the pipeline beside the way of extracts.

use std::collections::BTreeSet;
use std::path::Path;

use civil::Pnr;
use jiff::civil::Date;
use store::{
    Agreement, AuditEntry, Author, DeliveriesOf, Delivery, DeliveryKind, Load, LoadId, NewLoad,
    Run, StoreError,
};
use tracing::info;

use crate::delivery::{check_modest, replay};
use crate::drift::{Drift, drift};
use crate::error::PipelineError;
use crate::load::{self, Loading, NoLoad};
use crate::lock::Lock;
use crate::pipeline::Pipeline;
use crate::progress::Progress;
use crate::seed::seed;

impl Pipeline {
    /// Fills an empty replica from a full extract, U12170-P or the status extract U12180-P, of any size. The
    /// next day's extract follows its PRODDTO. Nothing is delivered.
    ///
    /// # Errors
    /// [`PipelineError::NotASeed`] when the file has errors; [`store::StoreError::NotNow`] when the replica is
    /// in use. Nothing has changed then.
    pub fn seed(&self, path: &Path, progress: &dyn Progress) -> Result<Run, PipelineError> {
        let _lock = self.begin(progress)?;
        let id = seed(&self.store, &self.shelf, path, &self.clock, progress)?;
        let run = self.find(id)?;
        info!(run = %id, persons = run.persons, "replica seeded");
        Ok(run)
    }

    /// Delivers once more what was delivered of the extracts with PRODDTOs from one to another, both included:
    /// the same bytes, from the archive, under new names. The names of the data files.
    ///
    /// # Errors
    /// [`PipelineError::NothingToReplay`]; [`PipelineError::Inconsistent`] when the archive does not give the
    /// bytes that the ledger says. Nothing is delivered then.
    pub fn replay(
        &self,
        agreement: &Agreement,
        days: (Date, Date),
        author: &Author,
        progress: &dyn Progress,
    ) -> Result<Vec<String>, PipelineError> {
        let _lock = self.begin(progress)?;
        self.replay_now(agreement, days, author, progress)
    }

    /// The same for a system that asks for itself: not more at once than others can wait for, and nothing whose
    /// replay lies in its folder still.
    ///
    /// # Errors
    /// As [`Pipeline::replay`]; [`PipelineError::TooMuchToReplay`], [`PipelineError::LiesInFolder`].
    pub fn replay_modestly(
        &self,
        agreement: &Agreement,
        days: (Date, Date),
        author: &Author,
        progress: &dyn Progress,
    ) -> Result<Vec<String>, PipelineError> {
        let _lock = self.begin(progress)?;
        check_modest(&self.store, agreement, days)?;
        self.replay_now(agreement, days, author, progress)
    }

    fn replay_now(
        &self,
        agreement: &Agreement,
        days: (Date, Date),
        author: &Author,
        progress: &dyn Progress,
    ) -> Result<Vec<String>, PipelineError> {
        // What a crash left planned has its place in the chain before these.
        self.advance(None, progress)?;
        let now = self.clock.now();
        if !agreement.is_in_force(clock::danish_day(now)) {
            return Err(PipelineError::NotInForce(agreement.uuid));
        }
        let names = replay(&self.store, &self.shelf, agreement, days, author, now)?;
        let (agreement, who) = (agreement.uuid, &author.actor);
        info!(%agreement, deliveries = names.len(), %who, "delivered once more");
        Ok(names)
    }

    /// Compares the numbers that a system holds with whom the filters of its subscription choose now. A line in
    /// the audit trail says who asked.
    ///
    /// # Errors
    /// [`PipelineError::NoLoad`] when the filters choose nobody, [`PipelineError::NobodyThere`].
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
    pub fn tell_drift(
        &self,
        agreement: &Agreement,
        held: &BTreeSet<Pnr>,
        author: &Author,
    ) -> Result<Drift, PipelineError> {
        let drift = drift(&self.store, agreement, held)?;
        let entry = asked_for_drift(agreement, held, author);
        self.store.audit_telling(&entry, agreement.id, drift.disclosed(), self.clock.now())?;
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
        let new = NewLoad {
            reason: Some("catch-up of persons who were missing".to_owned()),
            only: Some(drift.missing.clone()),
            ..NewLoad::of(agreement.id)
        };
        self.order_load(agreement, &new, author).map(Some)
    }

    /// Orders a load for an agreement; [`Pipeline::write_loads`] writes it, here or in the server.
    ///
    /// # Errors
    /// [`PipelineError::NoLoad`] when the subscription's filters choose nobody,
    /// [`PipelineError::NotInForce`], [`PipelineError::LoadUnderWay`], and [`PipelineError::NobodyThere`].
    pub fn order_load(
        &self,
        agreement: &Agreement,
        new: &NewLoad,
        author: &Author,
    ) -> Result<LoadId, PipelineError> {
        let now = self.clock.now();
        if !agreement.is_in_force(clock::danish_day(now)) {
            return Err(PipelineError::NotInForce(agreement.uuid));
        }
        load::check(&self.store.filters(agreement.id)?, new.kinds)?;
        if new.only.as_ref().is_some_and(Vec::is_empty) {
            return Err(NoLoad::OfNobody.into());
        }
        if self.store.last_applied()?.is_none() {
            return Err(PipelineError::NobodyThere);
        }
        let id = match self.store.order_load(new, author, now) {
            Err(StoreError::NotNow(_)) => return Err(PipelineError::LoadUnderWay),
            ordered => ordered?,
        };
        info!(load = %id, agreement = %agreement.uuid, who = %author.actor, "load ordered");
        Ok(id)
    }

    /// A load of an agreement by its number, or the latest; with its deliveries, the parts in order.
    ///
    /// # Errors
    /// [`PipelineError::UnknownLoad`] when there is none, or it is another agreement's.
    pub fn load(
        &self,
        agreement: &Agreement,
        id: Option<LoadId>,
    ) -> Result<(Load, Vec<Delivery>), PipelineError> {
        let load = match id {
            Some(id) => self.store.load(id)?,
            None => self.store.loads(Some(agreement.id))?.pop(),
        };
        let load = load.filter(|load| load.agreement == agreement.uuid);
        let load = load.ok_or(PipelineError::UnknownLoad)?;
        let mut parts = self.store.deliveries(DeliveriesOf::Load(load.id))?;
        parts.retain(|delivery| delivery.kind == DeliveryKind::Load);
        Ok((load, parts))
    }

    /// Calls a load of an agreement off.
    ///
    /// # Errors
    /// [`PipelineError::UnknownLoad`], [`PipelineError::LoadOver`].
    pub fn cancel_load(
        &self,
        agreement: &Agreement,
        id: LoadId,
        author: &Author,
    ) -> Result<(), PipelineError> {
        self.load(agreement, Some(id))?;
        match self.store.cancel_load(id, author, self.clock.now()) {
            Err(StoreError::NotNow(_)) => Err(PipelineError::LoadOver(id)),
            cancelled => Ok(cancelled?),
        }
    }

    /// Writes and delivers all loads that are ordered, from wherever they stopped. Extracts go first.
    ///
    /// # Errors
    /// When the store or the shelf does not do its part; the next call goes on from there.
    pub fn write_loads(&self, progress: &dyn Progress) -> Result<(), PipelineError> {
        let now = self.clock.now();
        for load in self.store.order_first_data(clock::danish_day(now), now)? {
            info!(%load, "first data ordered");
        }
        if self.store.open_loads()?.is_empty() && self.shelf.stagings()?.is_empty() {
            return Ok(());
        }
        let _turn = Lock::take(&self.settings.load_lock, progress)?;
        if !self.store.applied_runs()?.is_empty() {
            // Left undelivered by a crash: a load could wait for it for ever.
            self.reconcile(progress)?;
        }
        load::discard_leftovers(&self.store, &self.shelf)?;
        let (store, shelf, clock) = (&*self.store, &*self.shelf, &self.clock);
        let loading = Loading { store, shelf, clock, settings: &self.settings, progress };
        let mut outcome = Ok(());
        for id in self.store.open_loads()? {
            // One that cannot be written must not keep those of others away.
            match loading.run(id) {
                Err(error @ PipelineError::Interrupted(_)) => return Err(error),
                result => outcome = outcome.and(result),
            }
        }
        outcome
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
