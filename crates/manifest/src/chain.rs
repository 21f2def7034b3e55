use std::collections::HashMap;

use civil::AgreementUuid;
use serde::Serialize;
use store::{Agreement, Delivery, DeliveryKind, DeliveryQuery, RunId, Store, StoreError};

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
    pub fn of(store: &Store, agreement: &Agreement) -> Result<Self, StoreError> {
        let received = Self::received(store, agreement, 0)?;
        let deliveries = received.into_iter().map(|(entry, _)| entry).collect();
        Ok(Self { agreement: agreement.uuid, deliveries })
    }

    /// The same after delivery `after`, each entry with its delivery.
    pub fn received(
        store: &Store,
        agreement: &Agreement,
        after: u64,
    ) -> Result<Vec<(Entry, Delivery)>, StoreError> {
        let mut replaced: HashMap<RunId, Vec<Replaced>> = HashMap::new();
        for (run, old, new) in store.followed(agreement.id)? {
            replaced.entry(run).or_default().push(Replaced::new(old, new));
        }
        let deliveries = store.deliveries(DeliveryQuery::After(agreement.id, after))?;
        let entry = |delivery: Delivery| {
            let is_day = delivery.kind == DeliveryKind::Day;
            let replaced = replaced.get(&delivery.run).filter(|_| is_day);
            let entry = Entry::of(&delivery, replaced.cloned().unwrap_or_default())?;
            Some((entry, delivery))
        };
        Ok(deliveries.into_iter().filter_map(entry).collect())
    }
}
