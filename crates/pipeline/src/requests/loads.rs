use matching::{LoadNotPossible, check_selection};
use store::{
    Agreement, Author, Delivery, DeliveryKind, DeliveryQuery, LeaseName, Load, LoadId, NewLoad,
    StoreError,
};
use tracing::info;

use crate::error::PipelineError;
use crate::load::{self, Loading};
use crate::lock::{LOAD_LOCK, Lock};
use crate::pipeline::Pipeline;
use crate::progress::PipelineObserver;
use crate::requests::in_force::check_delivers;

impl Pipeline {
    /// Orders a load for an agreement; [`Pipeline::write_loads`] writes it, here or in the server.
    ///
    /// # Errors
    /// [`PipelineError::LoadNotPossible`] when the subscription's filters match no person,
    /// [`PipelineError::NotInForce`], [`PipelineError::NotCovered`], [`PipelineError::LoadUnderWay`], and
    /// [`PipelineError::ReplicaEmpty`].
    pub fn order_load(
        &self,
        agreement: &Agreement,
        new: &NewLoad,
        author: &Author,
    ) -> Result<LoadId, PipelineError> {
        let now = self.clock.now();
        check_delivers(agreement, clock::danish_day(now))?;
        check_selection(&self.store.filters(agreement.id)?, new.kinds)?;
        if new.restrict_to.as_ref().is_some_and(Vec::is_empty) {
            return Err(LoadNotPossible::EmptySelection.into());
        }
        if self.store.last_applied()?.is_none() {
            return Err(PipelineError::ReplicaEmpty);
        }
        let id = match self.store.order_load(new, author, now) {
            Err(StoreError::Conflict(_)) => return Err(PipelineError::LoadUnderWay),
            ordered => ordered?,
        };
        info!(event = "load.ordered", load = %id, agreement = %agreement.uuid, who = %author.actor, "load ordered");
        Ok(id)
    }

    /// A load of an agreement by its number, or the latest; with its deliveries, the parts in order.
    ///
    /// # Errors
    /// [`PipelineError::UnknownLoad`] when there is none, or it belongs to another agreement.
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
        let mut parts = self.store.deliveries(DeliveryQuery::Load(load.id))?;
        parts.retain(|delivery| delivery.kind == DeliveryKind::Load);
        Ok((load, parts))
    }

    /// Cancels a load of an agreement.
    ///
    /// # Errors
    /// [`PipelineError::UnknownLoad`], [`PipelineError::LoadFinished`].
    pub fn cancel_load(
        &self,
        agreement: &Agreement,
        id: LoadId,
        author: &Author,
    ) -> Result<(), PipelineError> {
        self.load(agreement, Some(id))?;
        match self.store.cancel_load(id, author, self.clock.now()) {
            Err(StoreError::Conflict(_)) => Err(PipelineError::LoadFinished(id)),
            cancelled => Ok(cancelled?),
        }
    }

    /// Writes and delivers all ordered loads, from wherever they stopped. Extracts have precedence.
    ///
    /// # Errors
    /// An error of the store or the files; the next call continues from there.
    pub fn write_loads(&self, progress: &dyn PipelineObserver) -> Result<(), PipelineError> {
        let now = self.clock.now();
        for load in self.store.order_first_data(clock::danish_day(now), now)? {
            info!(event = "load.first_data_ordered", %load, "first data ordered");
        }
        // What is damaged for one agreement must not stop the loads of others.
        let ordered = self.order_ages_in();
        if self.store.open_loads()?.is_empty() && self.files.work.names()?.is_empty() {
            return ordered;
        }
        let _lock = Lock::take(&self.settings.load_lock, LOAD_LOCK, progress)?;
        let leased = self.store.with_lease(LeaseName::Load)?;
        if self.has_work()? {
            // An extract left undelivered by a crash: a load would wait for it for ever.
            self.reconcile(progress)?;
        }
        load::discard_leftovers(&self.store, &self.files.work)?;
        let (store, files, clock) = (&leased, &*self.files, &self.clock);
        let loading = Loading { store, files, clock, settings: &self.settings, progress };
        let mut outcome = ordered;
        for id in self.store.open_loads()? {
            // A load that cannot be written must not stop the others.
            match loading.run(id) {
                Err(error @ PipelineError::Cancelled(_)) => return Err(error),
                result => outcome = outcome.and(result),
            }
        }
        outcome
    }
}
