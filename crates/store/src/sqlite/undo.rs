//! The last run taken back: replica, filters that followed, deliveries and loads as they were before. One transaction.

use jiff::Timestamp;

use super::{audit, filters as stored_filters, runs};
use crate::StoreError;
use crate::db::table;
use crate::db::{Engine, Tx, checksums, values};
use crate::model::{Author, LoadId, NotUndoable, Run, RunId, RunKind, Undone};

const DOING: &str = "taking a run back";

impl Engine {
    pub(crate) fn undo_run(
        &self,
        id: RunId,
        author: &Author,
        at: Timestamp,
    ) -> Result<Result<Undone, NotUndoable>, StoreError> {
        self.write(DOING, |tx| {
            let run = runs::one(tx, id)?;
            let run = run.ok_or_else(|| StoreError::NotFound(format!("run {id}")))?;
            if let Some(why_not) = obstacle(tx, &run)? {
                return Ok(Err(why_not));
            }
            let (restored, removed) = restore_persons(tx, id)?;
            let undone = Undone {
                restored,
                removed,
                follows: take_follows_back(tx, id, author, at)?,
                loads: call_loads_off(tx, id)?,
                withdrawn: withdraw(tx, id)?,
            };
            tx.execute("DELETE FROM change WHERE run = ?1", &values![id])?;
            tx.execute("UPDATE run SET state = 'undone' WHERE id = ?1", &values![id])?;
            audit::done(tx, author, at, "undo run", subject(id, &undone))?;
            Ok(Ok(undone))
        })
    }
}

fn subject(id: RunId, undone: &Undone) -> String {
    let Undone { restored, removed, follows, withdrawn, loads } = undone;
    let files: u64 = withdrawn.iter().map(|(_, files)| files).sum();
    format!(
        "run {id}: {restored} persons as before, {removed} gone, {follows} filters taken back, {files} deliveries \
         withdrawn, {} loads called off",
        loads.len()
    )
}

/// Why the run cannot be taken back, if it cannot.
fn obstacle(tx: &Tx<'_>, run: &Run) -> Result<Option<NotUndoable>, StoreError> {
    if !run.state.is_applied() {
        return Ok(Some(NotUndoable::NotApplied));
    }
    if run.kind == RunKind::Seed {
        return Ok(Some(NotUndoable::Seed));
    }
    if let Some(last) = runs::last_applied(tx)?.filter(|last| last.id != run.id) {
        return Ok(Some(NotUndoable::NotLast(last.id)));
    }
    let of_run = |found: Option<NotUndoable>, look: Look| match found {
        None => look(tx, run.id),
        found => Ok(found),
    };
    [fetched, delivered_since, not_kept].into_iter().try_fold(None, of_run)
}

/// A look for something that keeps a run from being taken back.
type Look = fn(&Tx<'_>, RunId) -> Result<Option<NotUndoable>, StoreError>;

/// Data that somebody has: all of a file, a part of it, or one that its system has removed.
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

/// The places of an agreement's deliveries have no gap.
fn delivered_since(tx: &Tx<'_>, run: RunId) -> Result<Option<NotUndoable>, StoreError> {
    let select = "SELECT agreement.uuid FROM delivery
        JOIN delivery AS later ON later.agreement = delivery.agreement AND later.seq > delivery.seq
        JOIN agreement ON agreement.id = delivery.agreement
        WHERE delivery.run = ?1 AND later.run <> ?1 LIMIT 1";
    tx.query_opt(select, &values![run], |row| row.get("uuid"))
        .map(|found| found.map(NotUndoable::DeliveredSince))
}

fn not_kept(tx: &Tx<'_>, run: RunId) -> Result<Option<NotUndoable>, StoreError> {
    let select = "SELECT (SELECT count(*) FROM person_before WHERE changed_by = ?1)
        = (SELECT count(*) FROM change WHERE run = ?1) AS is_kept";
    let is_kept = tx.query_opt(select, &values![run], |row| row.get("is_kept"))?;
    Ok((is_kept != Some(true)).then_some(NotUndoable::NotKept))
}

/// Puts everyone back whom the run changed; how many there were before, and how many there were not.
fn restore_persons(tx: &Tx<'_>, run: RunId) -> Result<(u64, u64), StoreError> {
    // What was kept is as it was written, or nothing is taken back.
    checksums::check(tx, &table::PERSON_BEFORE, run.0)?;
    let delete = "DELETE FROM person WHERE pnr IN
        (SELECT pnr FROM person_before WHERE changed_by = ?1 AND run IS NULL)";
    let put = "INSERT INTO person (pnr, status, komkod, foed_dt, run, coding, records, checksum)
        SELECT pnr, status, komkod, foed_dt, run, coding, records, checksum FROM person_before
        WHERE changed_by = ?1 AND run IS NOT NULL
        ON CONFLICT (pnr) DO UPDATE SET status = excluded.status, komkod = excluded.komkod,
            foed_dt = excluded.foed_dt, run = excluded.run, coding = excluded.coding,
            records = excluded.records, checksum = excluded.checksum";
    let removed = tx.execute(delete, &values![run])?;
    let restored = tx.execute(put, &values![run])?;
    tx.execute("DELETE FROM person_before", &[])?;
    Ok((restored as u64, removed as u64))
}

/// Takes numbers out of the sets into which they had followed; how many. One that its system has asked for since stays.
fn take_follows_back(
    tx: &Tx<'_>,
    run: RunId,
    author: &Author,
    at: Timestamp,
) -> Result<u64, StoreError> {
    let select = "SELECT follow.agreement, follow.new FROM follow
        JOIN filter ON filter.agreement = follow.agreement AND filter.kind = ?2
            AND filter.value = follow.new
        JOIN filter_change ON filter_change.id = filter.added
        WHERE follow.run = ?1 AND follow.is_asked_for = 0 AND filter_change.who = ?3
        ORDER BY follow.agreement";
    let kind = super::filter_value::kind(filters::FilterKind::Pnr);
    let platform = Author::PLATFORM.actor.to_string();
    let follows = tx.query(select, &values![run, kind, platform], |row| {
        Ok((row.get("agreement")?, row.get("new")?))
    })?;
    for of_one in follows.chunk_by(|(one, _), (other, _)| one == other) {
        let Some((agreement, _)) = of_one.first() else { continue };
        let change = stored_filters::begin_change(tx, *agreement, author, at)?;
        for (agreement, pnr) in of_one {
            stored_filters::remove(tx, *agreement, filters::Filter::Pnr(*pnr), change)?;
        }
    }
    tx.execute("DELETE FROM follow WHERE run = ?1", &values![run])?;
    Ok(follows.len() as u64)
}

/// Calls off the loads that were delivered as of the run; those under way begin anew. First data, which the filters of the
/// run had the platform order, is waited for again, delivered or not.
fn call_loads_off(
    tx: &Tx<'_>,
    run: RunId,
) -> Result<Vec<(LoadId, civil::AgreementUuid)>, StoreError> {
    const OVER: &str = "((load_order.run = ?1 AND load_order.state = 'done')
        OR (load_order.since IS NOT NULL AND load_order.state IN ('ordered', 'running')))";
    let select = format!(
        "SELECT load_order.id, agreement.uuid FROM load_order
        JOIN agreement ON agreement.id = load_order.agreement
        WHERE {OVER} ORDER BY load_order.id"
    );
    let loads = tx.query(&select, &values![run], |row| Ok((row.get("id")?, row.get("uuid")?)))?;
    let first_data = format!(
        "UPDATE agreement SET first_data = (SELECT min(since) FROM load_order
            WHERE load_order.agreement = agreement.id AND {OVER})
        WHERE first_data IS NOT NULL AND EXISTS (SELECT 1 FROM load_order
            WHERE load_order.agreement = agreement.id AND since IS NOT NULL AND {OVER})"
    );
    tx.execute(&first_data, &values![run])?;
    let confined = format!(
        "DELETE FROM load_only WHERE load_order IN (SELECT id FROM load_order WHERE {OVER})"
    );
    tx.execute(&confined, &values![run])?;
    let cancel = format!("UPDATE load_order SET state = 'cancelled' WHERE {OVER}");
    tx.execute(&cancel, &values![run])?;
    Ok(loads)
}

/// Takes the run's deliveries out of the ledger, which nobody has; how many of each account.
fn withdraw(tx: &Tx<'_>, run: RunId) -> Result<Vec<(crate::model::SftpUser, u64)>, StoreError> {
    let select = "SELECT system.sftp_user, count(*) AS files FROM delivery
        JOIN system ON system.id = delivery.system
        WHERE delivery.run = ?1 GROUP BY system.sftp_user ORDER BY system.sftp_user";
    let withdrawn =
        tx.query(select, &values![run], |row| Ok((row.get("sftp_user")?, row.get("files")?)))?;
    for table in ["delivery_problem", "disclosure"] {
        let delete = format!(
            "DELETE FROM {table} WHERE delivery IN (SELECT id FROM delivery WHERE run = ?1)"
        );
        tx.execute(&delete, &values![run])?;
    }
    // Replays refer to what they are of.
    let replays = "DELETE FROM delivery WHERE run = ?1 AND replay_of IS NOT NULL";
    tx.execute(replays, &values![run])?;
    tx.execute("DELETE FROM delivery WHERE run = ?1", &values![run])?;
    Ok(withdrawn)
}
