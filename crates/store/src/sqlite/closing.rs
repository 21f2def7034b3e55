//! Agreements that are over for good, and systems that are taken out: where nothing is outstanding.

use jiff::Timestamp;
use jiff::civil::Date;

use super::{audit, filters as stored_filters, systems};
use crate::StoreError;
use crate::db::{Engine, Tx, values};
use crate::model::{AgreementId, Author, Outstanding, SystemChange, SystemId};

const CLOSING: &str = "closing an agreement";
const REMOVING: &str = "removing a system";

impl Engine {
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
            let key = values![agreement, at, last_day];
            let uuid = tx.query_opt(update, &key, |row| row.get::<String>("uuid"))?;
            let uuid =
                uuid.ok_or_else(|| StoreError::Conflict("the agreement is closed already".into()))?;
            // What was collected and left lying is nobody's to fetch any more.
            let leave = "UPDATE delivery SET
                    expired_at = CASE WHEN data_removed_at IS NULL THEN ?2 END,
                    data_removed_at = coalesce(data_removed_at, ?2),
                    metadata_removed_at = coalesce(metadata_removed_at, ?2)
                WHERE agreement = ?1 AND (data_removed_at IS NULL OR metadata_removed_at IS NULL)";
            tx.execute(leave, &values![agreement, at])?;
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
            tx.execute(update, &values![system, change.name.as_deref(), root]).map_err(
                |error| {
                    let what = "a system of that name";
                    if error.is_taken() { StoreError::AlreadyExists(what.into()) } else { error }
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
            let agreements = tx.query_opt(open, &values![system], |row| {
                Ok((row.get::<u64>("agreements")?, row.get::<u64>("not_closed")?))
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
    tx: &Tx<'_>,
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
    let found = tx.query_opt(select, &values![agreement, last_day], |row| {
        Ok(Outstanding {
            unwritten: row.get("unwritten")?,
            uncollected: row.get("uncollected")?,
            loads: row.get("loads")?,
        })
    })?;
    Ok(found.unwrap_or_default())
}

/// A system that never had an agreement leaves nothing behind but the audit trail.
fn delete(tx: &Tx<'_>, system: SystemId) -> Result<(), StoreError> {
    for table in ["certificate", "ssh_key", "refusal"] {
        tx.execute(&format!("DELETE FROM {table} WHERE system = ?1"), &values![system])?;
    }
    tx.execute("DELETE FROM system WHERE id = ?1", &values![system]).map(|_| ())
}

/// One that had is kept, since the ledger names it: its account can do nothing, and its name is free.
fn retire(tx: &Tx<'_>, system: SystemId, at: Timestamp) -> Result<(), StoreError> {
    for table in ["certificate", "ssh_key"] {
        let revoke =
            format!("UPDATE {table} SET revoked_at = coalesce(revoked_at, ?2) WHERE system = ?1");
        tx.execute(&revoke, &values![system, at])?;
    }
    let retire = "UPDATE system SET removed_at = ?2, suspended_at = coalesce(suspended_at, ?2),
            name = name || ' (removed ' || id || ')', legacy_ssh_since = NULL
        WHERE id = ?1 AND removed_at IS NULL";
    if tx.execute(retire, &values![system, at])? == 0 {
        return Err(StoreError::Conflict("the system is removed already".into()));
    }
    // What was refused of it is no matter any more.
    tx.execute("DELETE FROM refusal WHERE system = ?1", &values![system]).map(|_| ())
}

/// Whether an agreement is closed: nothing of it is changed any more.
pub(super) fn check_open(tx: &Tx<'_>, agreement: AgreementId) -> Result<(), StoreError> {
    let select = "SELECT 1 FROM agreement WHERE id = ?1 AND closed_at IS NOT NULL";
    if !tx.exists(select, &values![agreement])? {
        return Ok(());
    }
    Err(StoreError::Conflict("the agreement is closed".into()))
}
