//! Publishing in the ledger: deliveries whose files are in their folders, with the log of the persons
//! disclosed.

use std::collections::BTreeMap;

use jiff::Timestamp;
use rayon::prelude::*;

use crate::db::{Tx, values};
use crate::encoding::commitment::SealedPersons;
use crate::ledger_rows::PersonsIn;
use crate::model::{AgreementId, DeliveryId, PublishedFiles, RunId};
use crate::store::Store;
use crate::{
    StoreError, account_mtimes, delivery_heads, delivery_problems, ledger, ledger_subjects,
    run_rows,
};

const PUBLISHING: &str = "publishing deliveries";

/// Publishing.
impl Store {
    /// Publishes deliveries whose files are in their folders, with the log of the persons disclosed.
    /// The run is delivered with its last one. One transaction.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when another process was faster. Nothing has changed then.
    pub fn publish(
        &self,
        run: RunId,
        publish: &[(DeliveryId, PublishedFiles)],
        at: Timestamp,
    ) -> Result<(), StoreError> {
        let sealed = seal_all(publish.iter().map(|(_, publish)| publish))?;
        self.write(PUBLISHING, |tx| {
            let publish: Vec<_> = publish
                .iter()
                .zip(&sealed)
                .map(|((id, publish), sealed)| (*id, publish, sealed))
                .collect();
            publish_all(tx, &publish, at)?;
            let left = "SELECT id FROM delivery WHERE run = ?1 AND published_at IS NULL LIMIT 1";
            if !tx.exists(left, &values![run])? {
                check_all_published(tx, run)?;
                run_rows::finish(tx, run, at)?;
            }
            Ok(())
        })
    }
}

/// Checks that as many are published as were planned: a delivery that damage hides is not
/// published.
fn check_all_published(tx: &Tx<'_>, run: RunId) -> Result<(), StoreError> {
    let select = "SELECT run.planned, count(delivery.id) AS published
        FROM run LEFT JOIN delivery ON delivery.run = run.id AND delivery.kind = 'day'
            AND delivery.published_at IS NOT NULL
        WHERE run.id = ?1 GROUP BY run.planned";
    let counts = tx.query_opt(select, &values![run], |row| {
        Ok((row.get::<Option<u64>>("planned")?, row.get::<u64>("published")?))
    })?;
    match counts {
        // Runs that an older cprabo applied do not have the number.
        Some((Some(planned), published)) if planned != published => {
            Err(StoreError::Corrupt("index of the deliveries"))
        }
        _ => Ok(()),
    }
}

/// Seals the persons of deliveries: on all cores, and before a transaction begins.
pub(crate) fn seal_all<'a>(
    publish: impl Iterator<Item = &'a PublishedFiles>,
) -> Result<Vec<SealedPersons>, StoreError> {
    let publish: Vec<&PublishedFiles> = publish.collect();
    publish.par_iter().map(|publish| SealedPersons::seal(&publish.disclosed)).collect()
}

/// Publishes deliveries that become visible in the same second.
pub(crate) fn publish_all(
    tx: &Tx<'_>,
    publish: &[(DeliveryId, &PublishedFiles, &SealedPersons)],
    at: Timestamp,
) -> Result<(), StoreError> {
    ledger::begin_if_new(tx, at)?;
    let ids: Vec<DeliveryId> = publish.iter().map(|(id, ..)| *id).collect();
    let mtimes = give_mtimes(tx, &ids, at)?;
    for ((id, publish, sealed), mtime) in publish.iter().zip(mtimes) {
        publish_one(tx, *id, publish, mtime, at)?;
        enter(tx, *id, sealed)?;
    }
    Ok(())
}

/// The mtimes of deliveries that are published together, in their order.
fn give_mtimes(
    tx: &Tx<'_>,
    deliveries: &[DeliveryId],
    at: Timestamp,
) -> Result<Vec<i64>, StoreError> {
    let select = "SELECT system FROM delivery WHERE id = ?1";
    let mut by_account: BTreeMap<i64, Vec<usize>> = BTreeMap::new();
    for (place, delivery) in deliveries.iter().enumerate() {
        let system = tx.query_opt(select, &values![*delivery], |row| row.get("system"))?;
        let system = system.ok_or_else(|| StoreError::NotFound("such delivery".into()))?;
        by_account.entry(system).or_default().push(place);
    }
    let now = at.as_second();
    let mut mtimes = vec![now; deliveries.len()];
    for (system, places) in by_account {
        let of_account = account_mtimes::take(tx, system, now, places.len())?;
        for (mtime, place) in of_account.into_iter().zip(places) {
            mtimes[place] = mtime;
        }
    }
    Ok(mtimes)
}

fn publish_one(
    tx: &Tx<'_>,
    delivery: DeliveryId,
    publish: &PublishedFiles,
    mtime: i64,
    at: Timestamp,
) -> Result<(), StoreError> {
    let update = "UPDATE delivery SET size = ?2, metadata_size = ?3, sha256 = ?4, persons = ?5,
            records = ?6, mtime = ?7, published_at = ?8, metadata_sha256 = ?9
        WHERE id = ?1 AND published_at IS NULL RETURNING agreement, seq";
    let row = values![
        delivery,
        publish.size,
        publish.metadata_size,
        &publish.sha256,
        publish.disclosed.len(),
        publish.records,
        mtime,
        at,
        &publish.metadata_sha256,
    ];
    let published: Option<(AgreementId, u64)> =
        tx.query_opt(update, &row, |row| Ok((row.get("agreement")?, row.get("seq")?)))?;
    let late = || StoreError::Conflict("a delivery was published by another process".into());
    let (agreement, seq) = published.ok_or_else(late)?;
    delivery_heads::publish(tx, agreement, seq, &publish.sha256)?;
    delivery_problems::delete(tx, delivery)
}

/// Keeps the persons of a published delivery, and enters it into the disclosure ledger.
fn enter(tx: &Tx<'_>, delivery: DeliveryId, sealed: &SealedPersons) -> Result<(), StoreError> {
    let insert = "INSERT INTO disclosure (delivery, entries) VALUES (?1, ?2)";
    tx.execute(insert, &values![delivery, &sealed.entries])?;
    let entry = ledger_subjects::delivery(tx, delivery)?;
    ledger::append(tx, &entry, Some((sealed, PersonsIn::Disclosure))).map(|_| ())
}
