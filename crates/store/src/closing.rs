//! Closing agreements and removing systems for which nothing is outstanding.

use jiff::Timestamp;
use jiff::civil::Date;

use crate::db::{Tx, values};
use crate::model::{AgreementId, Author, Outstanding, SystemId};
use crate::store::Store;
use crate::{
    StoreError, agreement_rows, agreement_systems, audit, filter_drafts, filter_rows,
    filter_versions, forwarded_files, off4_accounts, routes, system_rows,
};

const CLOSING: &str = "closing an agreement";
const REMOVING: &str = "removing a system";

/// Closing and removing.
impl Store {
    /// Closes an agreement for good. Its filters are removed, and so are the collected files that
    /// are left in `IN`, and its accounts of OFF4.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when something is outstanding: a file that is not collected, a load
    /// that is not delivered.
    pub fn close_agreement(
        &self,
        agreement: AgreementId,
        last_day: Date,
        author: &Author,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        self.write(CLOSING, |tx| {
            agreement_rows::check_open(tx, agreement)?;
            let outstanding = outstanding(tx, agreement, last_day)?;
            if outstanding != Outstanding::default() {
                return Err(StoreError::Conflict(format!("the agreement has {outstanding}")));
            }
            let uuid = close(tx, agreement, last_day, at)?;
            expire_files(tx, agreement, at)?;
            remove_filters(tx, agreement, author, at)?;
            off4_accounts::delete_all(tx, agreement)?;
            filter_drafts::delete(tx, agreement)?;
            audit::done(tx, author, at, "close agreement", format!("agreement {uuid}"))
        })
    }

    /// Removes a system whose agreements are all closed, and revokes its certificates and keys.
    /// Returns whether it was deleted, as one that never had an agreement nor exchanged a file is; of
    /// any other the ledger keeps the deliveries and transfers.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when an agreement of it is not closed.
    pub fn remove_system(
        &self,
        system: SystemId,
        author: &Author,
        at: Timestamp,
    ) -> Result<bool, StoreError> {
        self.write(REMOVING, |tx| {
            let has_agreements = count_closed(tx, system)? > 0;
            routes::delete_all(tx, system)?;
            agreement_systems::leave_all(tx, system)?;
            let is_in_ledger = forwarded_files::leave(tx, system, at)? || has_agreements;
            let subject = system_rows::subject(tx, system, "all", "certificates and keys")?;
            if is_in_ledger {
                retire(tx, system, at)?;
            } else {
                delete(tx, system)?;
            }
            audit::done(tx, author, at, "remove system", subject)?;
            Ok(!is_in_ledger)
        })
    }
}

fn close(
    tx: &Tx<'_>,
    agreement: AgreementId,
    last_day: Date,
    at: Timestamp,
) -> Result<String, StoreError> {
    let update = "UPDATE agreement SET closed_at = ?2,
            valid_until = CASE WHEN valid_until < ?3 THEN valid_until ELSE ?3 END
        WHERE id = ?1 AND closed_at IS NULL RETURNING uuid";
    let uuid = tx.query_opt(update, &values![agreement, at, last_day], |row| row.get("uuid"))?;
    uuid.ok_or_else(|| StoreError::Conflict("the agreement is closed already".into()))
}

/// Nobody may fetch the files that were collected and left there.
fn expire_files(tx: &Tx<'_>, agreement: AgreementId, at: Timestamp) -> Result<(), StoreError> {
    let update = "UPDATE delivery SET
            expired_at = CASE WHEN data_removed_at IS NULL THEN CAST(?2 AS BIGINT) END,
            data_removed_at = coalesce(data_removed_at, ?2),
            metadata_removed_at = coalesce(metadata_removed_at, ?2)
        WHERE agreement = ?1 AND (data_removed_at IS NULL OR metadata_removed_at IS NULL)";
    tx.execute(update, &values![agreement, at]).map(|_| ())
}

fn remove_filters(
    tx: &Tx<'_>,
    agreement: AgreementId,
    author: &Author,
    at: Timestamp,
) -> Result<(), StoreError> {
    let version = filter_versions::begin_edit(tx, agreement)?;
    let filters = filter_rows::current(tx, agreement)?;
    if filters.is_empty() {
        return filter_versions::give_back(tx, agreement);
    }
    for filter in filters.iter() {
        filter_rows::remove(tx, agreement, filter, version)?;
    }
    filter_versions::record(tx, (agreement, version), author, at)
}

/// The number of agreements of a system, all of which must be closed.
fn count_closed(tx: &Tx<'_>, system: SystemId) -> Result<u64, StoreError> {
    let count = "SELECT count(*) AS agreements,
            count(*) FILTER (WHERE closed_at IS NULL) AS not_closed
        FROM agreement WHERE system = ?1";
    let counts = tx.query_opt(count, &values![system], |row| {
        Ok((row.get("agreements")?, row.get("not_closed")?))
    })?;
    let (agreements, not_closed): (u64, u64) = counts.unwrap_or_default();
    if not_closed > 0 {
        let many = if not_closed == 1 { "agreement that is" } else { "agreements that are" };
        return Err(StoreError::Conflict(format!(
            "the system has {not_closed} {many} not closed: `cprabo agreement close` first"
        )));
    }
    Ok(agreements)
}

/// What an agreement's system has not received yet. Nobody can fetch anything under an agreement
/// that has ended.
fn outstanding(
    tx: &Tx<'_>,
    agreement: AgreementId,
    last_day: Date,
) -> Result<Outstanding, StoreError> {
    let select = "SELECT
        (SELECT count(*) FROM delivery WHERE agreement = ?1 AND published_at IS NULL) AS unwritten,
        (SELECT count(*) FROM delivery WHERE agreement = ?1 AND published_at IS NOT NULL
            AND data_removed_at IS NULL
            AND NOT EXISTS (SELECT 1 FROM collection WHERE delivery = delivery.id)
            AND NOT EXISTS (SELECT 1 FROM agreement
                WHERE id = ?1 AND valid_until <= ?2)) AS uncollected,
        (SELECT count(*) FROM load_order WHERE agreement = ?1
            AND state IN ('ordered', 'running')) AS loads";
    let found = tx.query_opt(select, &values![agreement, last_day], |row| {
        Ok(Outstanding {
            unwritten: row.get("unwritten")?,
            uncollected: row.get("uncollected")?,
            loads: row.get("loads")?,
        })
    })?;
    Ok(found.unwrap_or_default())
}

/// A system that is not in the ledger leaves nothing but its audit entries.
fn delete(tx: &Tx<'_>, system: SystemId) -> Result<(), StoreError> {
    for table in ["certificate", "ssh_key", "refusal"] {
        tx.execute(&format!("DELETE FROM {table} WHERE system = ?1"), &values![system])?;
    }
    tx.execute("DELETE FROM system WHERE id = ?1", &values![system]).map(|_| ())
}

/// A system that the ledger refers to is kept. Its account is disabled and
/// its name becomes free.
fn retire(tx: &Tx<'_>, system: SystemId, at: Timestamp) -> Result<(), StoreError> {
    for table in ["certificate", "ssh_key"] {
        let revoke =
            format!("UPDATE {table} SET revoked_at = coalesce(revoked_at, ?2) WHERE system = ?1");
        tx.execute(&revoke, &values![system, at])?;
    }
    let retire = "UPDATE system SET removed_at = ?2, suspended_at = coalesce(suspended_at, ?2),
            name = name || ' (removed ' || CAST(id AS TEXT) || ')', legacy_ssh_since = NULL
        WHERE id = ?1 AND removed_at IS NULL";
    if tx.execute(retire, &values![system, at])? == 0 {
        return Err(StoreError::Conflict("the system is removed already".into()));
    }
    // Its refused connections are of no interest any more.
    tx.execute("DELETE FROM refusal WHERE system = ?1", &values![system]).map(|_| ())
}
