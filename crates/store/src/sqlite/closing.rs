//! Agreements that are over for good, and systems that are taken out: where nothing is outstanding.

use jiff::Timestamp;
use jiff::civil::Date;
use rusqlite::{Transaction, params};

use super::columns::{self, date, execute, get, rows, time};
use super::{Sqlite, audit, filters as stored_filters, systems};
use crate::StoreError;
use crate::model::{AgreementId, Author, Outstanding, SystemChange, SystemId};

const CLOSING: &str = "closing an agreement";
const REMOVING: &str = "removing a system";

impl Sqlite {
    pub(crate) fn close_agreement(
        &self,
        agreement: AgreementId,
        last_day: Date,
        author: &Author,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        self.write(CLOSING, |tx| {
            check_open(tx, agreement)?;
            let outstanding = outstanding(tx, agreement, last_day)?;
            if outstanding != Outstanding::default() {
                return Err(StoreError::Conflict(format!("the agreement has {outstanding}")));
            }
            let update = "UPDATE agreement SET closed_at = ?2,
                    valid_until = CASE WHEN valid_until < ?3 THEN valid_until ELSE ?3 END
                WHERE id = ?1 AND closed_at IS NULL RETURNING uuid";
            let key = params![agreement.0, time(at), date(last_day)];
            let uuid = columns::row(tx, CLOSING, update, key, |row| get::<String>(row, "uuid"))?;
            let uuid =
                uuid.ok_or_else(|| StoreError::Conflict("the agreement is closed already".into()))?;
            // What was collected and left lying is nobody's to fetch any more.
            let leave = "UPDATE delivery SET
                    expired_at = CASE WHEN data_removed_at IS NULL THEN ?2 END,
                    data_removed_at = coalesce(data_removed_at, ?2),
                    metadata_removed_at = coalesce(metadata_removed_at, ?2)
                WHERE agreement = ?1 AND (data_removed_at IS NULL OR metadata_removed_at IS NULL)";
            execute(tx, CLOSING, leave, params![agreement.0, time(at)])?;
            let filters = stored_filters::current(tx, agreement)?;
            if !filters.is_empty() {
                let change = stored_filters::begin_change(tx, agreement, author, at)?;
                for filter in filters.iter() {
                    stored_filters::remove(tx, agreement, filter, change)?;
                }
            }
            audit::done(tx, author, at, "close agreement", format!("agreement {uuid}"))
        })
    }

    pub(crate) fn change_system(
        &self,
        system: SystemId,
        change: &SystemChange,
        author: &Author,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        let operation = "changing a system";
        let update = "UPDATE system SET name = coalesce(?2, name),
            metadata_root = coalesce(?3, metadata_root) WHERE id = ?1";
        self.write(operation, |tx| {
            let root = change.metadata_root.map(crate::model::MetadataRoot::element);
            execute(tx, operation, update, params![system.0, change.name, root]).map_err(
                |error| {
                    let what = "a system of that name";
                    if columns::is_taken(&error) {
                        StoreError::AlreadyExists(what.into())
                    } else {
                        error
                    }
                },
            )?;
            let named = change.name.as_ref().map(|name| format!("name {name:?}"));
            let root = root.map(|root| format!("metadata root {root}"));
            let what: Vec<String> = named.into_iter().chain(root).collect();
            let subject = systems::subject(tx, system, "settings", what.join(" and "))?;
            audit::done(tx, author, at, "change system", subject)
        })
    }

    pub(crate) fn remove_system(
        &self,
        system: SystemId,
        author: &Author,
        at: Timestamp,
    ) -> Result<bool, StoreError> {
        self.write(REMOVING, |tx| {
            let open = "SELECT count(*) AS agreements,
                    count(*) FILTER (WHERE closed_at IS NULL) AS not_closed
                FROM agreement WHERE system = ?1";
            let agreements = columns::row(tx, REMOVING, open, [system.0], |row| {
                Ok((get::<u64>(row, "agreements")?, get::<u64>(row, "not_closed")?))
            })?;
            let (agreements, not_closed) = agreements.unwrap_or_default();
            if not_closed > 0 {
                let many =
                    if not_closed == 1 { "agreement that is" } else { "agreements that are" };
                return Err(StoreError::Conflict(format!(
                    "the system has {not_closed} {many} not closed: `cprabo agreement close` first"
                )));
            }
            let subject = systems::subject(tx, system, "all", "certificates and keys")?;
            if agreements == 0 {
                delete(tx, system)?;
            } else {
                retire(tx, system, at)?;
            }
            audit::done(tx, author, at, "remove system", subject)?;
            Ok(agreements == 0)
        })
    }
}

/// What an agreement's system has not had yet.
fn outstanding(
    tx: &Transaction<'_>,
    agreement: AgreementId,
    last_day: Date,
) -> Result<Outstanding, StoreError> {
    let select = "SELECT
        (SELECT count(*) FROM delivery WHERE agreement = ?1 AND published_at IS NULL) AS unwritten,
        (SELECT count(*) FROM delivery WHERE agreement = ?1 AND published_at IS NOT NULL
            AND data_removed_at IS NULL
            AND NOT EXISTS (SELECT 1 FROM collection WHERE delivery = delivery.id)
            -- Of one that is over already nobody can fetch anything any more.
            AND NOT EXISTS (SELECT 1 FROM agreement
                WHERE id = ?1 AND valid_until <= ?2)) AS uncollected,
        (SELECT count(*) FROM load_order WHERE agreement = ?1
            AND state IN ('ordered', 'running')) AS loads";
    let found = columns::row(tx, CLOSING, select, params![agreement.0, date(last_day)], |row| {
        Ok(Outstanding {
            unwritten: get(row, "unwritten")?,
            uncollected: get(row, "uncollected")?,
            loads: get(row, "loads")?,
        })
    })?;
    Ok(found.unwrap_or_default())
}

/// A system that never had an agreement leaves nothing behind but the audit trail.
fn delete(tx: &Transaction<'_>, system: SystemId) -> Result<(), StoreError> {
    for table in ["certificate", "ssh_key", "refusal"] {
        execute(tx, REMOVING, &format!("DELETE FROM {table} WHERE system = ?1"), [system.0])?;
    }
    execute(tx, REMOVING, "DELETE FROM system WHERE id = ?1", [system.0]).map(|_| ())
}

/// One that had is kept, since the ledger names it: its account can do nothing, and its name is free.
fn retire(tx: &Transaction<'_>, system: SystemId, at: Timestamp) -> Result<(), StoreError> {
    for table in ["certificate", "ssh_key"] {
        let revoke =
            format!("UPDATE {table} SET revoked_at = coalesce(revoked_at, ?2) WHERE system = ?1");
        execute(tx, REMOVING, &revoke, params![system.0, time(at)])?;
    }
    let retire = "UPDATE system SET removed_at = ?2, suspended_at = coalesce(suspended_at, ?2),
            name = name || ' (removed ' || id || ')', legacy_ssh_since = NULL
        WHERE id = ?1 AND removed_at IS NULL";
    if execute(tx, REMOVING, retire, params![system.0, time(at)])? == 0 {
        return Err(StoreError::Conflict("the system is removed already".into()));
    }
    // What was refused of it is no matter any more.
    execute(tx, REMOVING, "DELETE FROM refusal WHERE system = ?1", [system.0]).map(|_| ())
}

/// Whether an agreement is closed: nothing of it is changed any more.
pub(super) fn check_open(tx: &Transaction<'_>, agreement: AgreementId) -> Result<(), StoreError> {
    let select = "SELECT 1 FROM agreement WHERE id = ?1 AND closed_at IS NOT NULL";
    if rows(tx, CLOSING, select, [agreement.0], |_| Ok(()))?.is_empty() {
        return Ok(());
    }
    Err(StoreError::Conflict("the agreement is closed".into()))
}
