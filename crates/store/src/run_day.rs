//! What a run delivered on its day, in a row for each agreement.

use std::collections::HashMap;

use crate::StoreError;
use crate::db::{Row, values};
use crate::model::{AgreementId, RunDelivery, RunId, SystemId};
use crate::store::Store;

const READING: &str = "reading a run's deliveries";

/// Lists of a day. Their rows are not checked one by one, so that a page of thousands is quick: `verify` does that.
impl Store {
    /// What a run delivered on its day to each agreement, in their order; or to one.
    pub fn run_day(
        &self,
        run: RunId,
        agreement: Option<AgreementId>,
    ) -> Result<Vec<RunDelivery>, StoreError> {
        let select = "SELECT delivery.id, agreement.uuid, delivery.seq, system.sftp_user,
                delivery.persons, delivery.size, delivery.published_at, delivery.data_removed_at,
                (SELECT min(at) FROM collection WHERE delivery = delivery.id) AS collected_at
            FROM delivery
            JOIN agreement ON agreement.id = delivery.agreement
            JOIN system ON system.id = delivery.system
            WHERE delivery.kind = 'day' AND delivery.run = ?1";
        self.read(READING, |tx| match agreement {
            Some(agreement) => tx.query(
                &format!("{select} AND delivery.agreement = ?2"),
                &values![run, agreement],
                read,
            ),
            None => tx.query(&format!("{select} ORDER BY delivery.id"), &values![run], read),
        })
    }

    /// The names of all systems.
    pub fn system_names(&self) -> Result<HashMap<SystemId, String>, StoreError> {
        self.read("reading the names of systems", |tx| {
            let names = tx.query("SELECT id, name FROM system", &[], |row| {
                Ok((row.get("id")?, row.get("name")?))
            });
            Ok(names?.into_iter().collect())
        })
    }
}

fn read(row: &Row<'_>) -> Result<RunDelivery, StoreError> {
    Ok(RunDelivery {
        delivery: row.get("id")?,
        agreement: row.get("uuid")?,
        seq: row.get("seq")?,
        sftp_user: row.get("sftp_user")?,
        persons: row.get("persons")?,
        size: row.get("size")?,
        published_at: row.get("published_at")?,
        collected_at: row.get("collected_at")?,
        removed_at: row.get("data_removed_at")?,
    })
}
