use std::collections::HashSet;

use access::AgreementUse::Read;
use manifest::{Entry, Manifest};
use pipeline::Retention;
use store::{Delivery, DeliveryId, DeliveryQuery, RunDelivery, RunId};

use crate::app::App;
use crate::error::AppError;
use crate::request_context::RequestContext;

/// What a subscription has received.
impl App {
    /// The deliveries of the agreement after a number, each with the digest of the one before.
    pub fn received(
        &self,
        context: &RequestContext,
        after: u64,
    ) -> Result<Vec<(Entry, Delivery)>, AppError> {
        self.with_agreement(context, Read, |agreement| {
            Ok(Manifest::received(&self.store, agreement, after)?)
        })
    }

    /// All deliveries of the agreement in the ledger, planned ones included.
    pub fn deliveries(&self, context: &RequestContext) -> Result<Vec<Delivery>, AppError> {
        self.with_agreement(context, Read, |agreement| {
            Ok(self.store.deliveries(DeliveryQuery::Agreement(agreement.id))?)
        })
    }

    /// What a run delivered on its day, and whether each is held; for operators and auditors.
    pub fn run_delivery_list(
        &self,
        context: &RequestContext,
        run: RunId,
    ) -> Result<Vec<(RunDelivery, bool)>, AppError> {
        self.as_reader(context, || {
            let held = self.store.held_deliveries(self.now())?.into_iter();
            let held: HashSet<DeliveryId> = held.map(|hold| hold.delivery).collect();
            let all = self.store.run_day(run, None)?.into_iter();
            let line = |delivery: RunDelivery| {
                let is_held = held.contains(&delivery.delivery);
                (delivery, is_held)
            };
            Ok(all.map(line).collect())
        })
    }

    /// The chain of the agreement's deliveries.
    pub fn manifest(&self, context: &RequestContext) -> Result<Manifest, AppError> {
        self.with_agreement(context, Read, |agreement| Ok(Manifest::of(&self.store, agreement)?))
    }

    /// The same, signed: a JWS in its compact form.
    pub fn signed_manifest(&self, context: &RequestContext) -> Result<String, AppError> {
        self.with_agreement(context, Read, |agreement| {
            let manifest = Manifest::of(&self.store, agreement)?;
            self.signer.sign(&manifest).map_err(AppError::internal)
        })
    }

    /// The key with which manifests are verified, PEM. Public.
    pub fn manifest_key(&self) -> String {
        self.signer.public_key_pem()
    }

    /// How long delivered files stay.
    pub fn retention(&self) -> Retention {
        self.pipeline.retention()
    }
}
