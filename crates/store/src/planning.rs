//! Planning the deliveries of an applied run: one for each agreement in force that covers
//! subscriptions.

use crate::counters::{self, Counter};
use crate::db::table::AGREEMENT;
use crate::db::{Tx, checksums, values};
use crate::model::{Agreement, Apply, System, day_name, free_name};
use crate::{StoreError, agreement_rows, delivery_heads, system_rows};

/// Plans a delivery for each agreement in force, also for those that no person will match. Returns
/// how many.
pub(crate) fn plan(tx: &Tx<'_>, apply: &Apply<'_>) -> Result<usize, StoreError> {
    let agreements = agreement_rows::all(tx)?;
    // An agreement that damage hides would receive nothing from now on, unnoticed.
    if !checksums::is_complete(tx, &AGREEMENT, agreements.len())? {
        return Err(StoreError::Corrupt("table of agreements"));
    }
    let in_force = |agreement: &&Agreement| agreement.delivers_on(apply.day);
    let mut planned = 0;
    for agreement in agreements.iter().filter(in_force) {
        let system = system_rows::by_id(tx, agreement.system)?;
        let name = free_day_name(tx, agreement, &(apply.name)(agreement, &system))?;
        insert_delivery(tx, apply, agreement, &system, &name)?;
        planned += 1;
    }
    Ok(planned)
}

fn free_day_name(tx: &Tx<'_>, agreement: &Agreement, wanted: &str) -> Result<String, StoreError> {
    let select = "SELECT id FROM delivery WHERE system = ?1 AND name = ?2";
    let is_taken = |name: &str| tx.exists(select, &values![agreement.system, name]);
    free_name(1, |number| day_name(wanted, number), is_taken)
}

fn insert_delivery(
    tx: &Tx<'_>,
    apply: &Apply<'_>,
    agreement: &Agreement,
    system: &System,
    name: &str,
) -> Result<(), StoreError> {
    let insert = "INSERT INTO delivery
        (kind, run, agreement, system, combination, opgavenr, metadata_root, name, sender, signed,
            minimisation, seq, id)
        VALUES ('day', ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)";
    let row = values![
        apply.run,
        agreement.id,
        agreement.system,
        agreement.combination.as_str(),
        agreement.opgavenr.map(|nr| nr.to_string()),
        system.metadata_root.element(),
        name,
        apply.sender,
        system.signed_metadata,
        agreement.minimisation.to_string(),
        delivery_heads::next_seq(tx, agreement.id)?,
        counters::next(tx, Counter::Delivery)?,
    ];
    tx.execute(insert, &row).map(|_| ())
}
