//! The numbers that a subscription's PNR filters have matched, by the log of disclosures.

use std::collections::HashSet;

use civil::Pnr;
use filters::Reason;
use jiff::Timestamp;

use crate::StoreError;
use crate::db::table::DISCLOSURE;
use crate::db::{checksums, values};
use crate::encoding::disclosures;
use crate::model::{AgreementId, DeliveryId};
use crate::store::Store;

/// Days alone: a load has everybody, changed or not.
const SINCE: &str = "SELECT id FROM delivery
    WHERE agreement = ?1 AND kind = 'day' AND published_at >= ?2";

/// Numbers that filters matched.
impl Store {
    /// The numbers that a subscription's PNR filters have matched in a day's extract since a moment.
    pub fn matched_numbers(
        &self,
        agreement: AgreementId,
        since: Timestamp,
    ) -> Result<HashSet<Pnr>, StoreError> {
        self.read("reading whom filters matched", |tx| {
            let mut matched = HashSet::new();
            let days: Vec<DeliveryId> =
                tx.query(SINCE, &values![agreement, since], |row| row.get("id"))?;
            for delivery in days {
                checksums::for_each(tx, &DISCLOSURE, delivery.0, |row| {
                    let entries = disclosures::decode(&row.get::<Vec<u8>>("entries")?)?;
                    matched.extend(entries.into_iter().filter(is_by_number).map(|(pnr, _)| pnr));
                    Ok(())
                })?;
            }
            Ok(matched)
        })
    }
}

fn is_by_number((_, reason): &(Pnr, Reason)) -> bool {
    reason.has(Reason::PNR) || reason.has(Reason::FOLLOWED)
}
