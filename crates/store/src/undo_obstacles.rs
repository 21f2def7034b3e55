//! What prevents a run from being undone.

use crate::db::{Tx, values};
use crate::model::{NotUndoable, Run, RunId, RunKind};
use crate::{StoreError, run_rows};

/// Why the run cannot be undone, if so.
pub(crate) fn find(tx: &Tx<'_>, run: &Run) -> Result<Option<NotUndoable>, StoreError> {
    if !run.state.is_applied() {
        return Ok(Some(NotUndoable::NotApplied));
    }
    if run.kind == RunKind::Seed {
        return Ok(Some(NotUndoable::Seed));
    }
    if let Some(last) = run_rows::last_applied(tx)?.filter(|last| last.id != run.id) {
        return Ok(Some(NotUndoable::NotLast(last.id)));
    }
    let of_run = |found: Option<NotUndoable>, look: Look| match found {
        None => look(tx, run.id),
        found => Ok(found),
    };
    [fetched, delivered_since, not_kept].into_iter().try_fold(None, of_run)
}

/// A check for one obstacle.
type Look = fn(&Tx<'_>, RunId) -> Result<Option<NotUndoable>, StoreError>;

/// Data that a system has: all of a file, a part of it, or a file that it removed.
fn fetched(tx: &Tx<'_>, run: RunId) -> Result<Option<NotUndoable>, StoreError> {
    let select = "SELECT count(*) AS files, max(system.sftp_user) AS sftp_user
        FROM delivery JOIN system ON system.id = delivery.system
        WHERE delivery.run = ?1 AND (
            (delivery.data_removed_at IS NOT NULL AND delivery.expired_at IS NULL)
            OR EXISTS (SELECT 1 FROM collection WHERE delivery = delivery.id)
            OR EXISTS (SELECT 1 FROM delivery_sent WHERE delivery = delivery.id)
            OR EXISTS (SELECT 1 FROM delivery_begun WHERE delivery = delivery.id))
        HAVING count(*) > 0";
    tx.query_opt(select, &values![run], |row| {
        let (files, sftp_user) = (row.get("files")?, row.get("sftp_user")?);
        Ok(NotUndoable::Fetched { files, sftp_user })
    })
}

/// An agreement's deliveries are numbered without a gap.
fn delivered_since(tx: &Tx<'_>, run: RunId) -> Result<Option<NotUndoable>, StoreError> {
    let select = "SELECT agreement.uuid FROM delivery
        JOIN delivery AS later ON later.agreement = delivery.agreement AND later.seq > delivery.seq
        JOIN agreement ON agreement.id = delivery.agreement
        WHERE delivery.run = ?1 AND later.run <> ?1 LIMIT 1";
    tx.query_opt(select, &values![run], |row| row.get("uuid"))
        .map(|found| found.map(NotUndoable::DeliveredSince))
}

/// The state before the run must be kept for each person that the run changed.
fn not_kept(tx: &Tx<'_>, run: RunId) -> Result<Option<NotUndoable>, StoreError> {
    let select = "SELECT (SELECT count(*) FROM person_before WHERE changed_by = ?1) AS kept,
        (SELECT count(*) FROM change WHERE run = ?1) AS changed";
    let counts: Option<(u64, u64)> =
        tx.query_opt(select, &values![run], |row| Ok((row.get("kept")?, row.get("changed")?)))?;
    let is_kept = counts.is_some_and(|(kept, changed)| kept == changed);
    Ok((!is_kept).then_some(NotUndoable::NotKept))
}
