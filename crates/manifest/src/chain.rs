use std::collections::HashMap;

use civil::AgreementUuid;
use serde::Serialize;
use store::{Agreement, DeliveriesOf, Delivery, DeliveryKind, RunId, Sha256, Store, StoreError};

use crate::entry::{Entry, Replaced};

/// Everything that was delivered for an agreement, each with the digest of the one before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Manifest {
    /// Whose it is.
    pub agreement: AgreementUuid,
    /// The deliveries, in order.
    pub deliveries: Vec<Entry>,
}

impl Manifest {
    /// The manifest of an agreement, as the ledger has it.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn of(store: &Store, agreement: &Agreement) -> Result<Self, StoreError> {
        let received = Self::received(store, agreement)?;
        let deliveries = received.into_iter().map(|(entry, _)| entry).collect();
        Ok(Self { agreement: agreement.uuid, deliveries })
    }

    /// The same, each entry with the delivery that it is about.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn received(
        store: &Store,
        agreement: &Agreement,
    ) -> Result<Vec<(Entry, Delivery)>, StoreError> {
        let mut replaced: HashMap<RunId, Vec<Replaced>> = HashMap::new();
        for (run, old, new) in store.followed(agreement.id)? {
            replaced.entry(run).or_default().push(Replaced::new(old, new));
        }
        let mut received = Vec::new();
        let mut previous: Option<Sha256> = None;
        for delivery in store.deliveries(DeliveriesOf::Agreement(agreement.id))? {
            let is_day = delivery.kind == DeliveryKind::Day;
            let replaced = replaced.get(&delivery.run).filter(|_| is_day);
            let entry = Entry::of(&delivery, previous, replaced.cloned().unwrap_or_default());
            if let Some(entry) = entry {
                previous = delivery.published.as_ref().map(|published| published.sha256);
                received.push((entry, delivery));
            }
        }
        Ok(received)
    }
}
