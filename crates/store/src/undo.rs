//! Undoing the last run: replica, moved filters, deliveries and loads become as they were before.
//! One transaction.

use civil::{AgreementUuid, Pnr};
use filters::{Filter, FilterKind};
use jiff::Timestamp;

use crate::db::{Tx, checksums, table, values};
use crate::encoding::filter_value;
use crate::model::{
    AgreementId, Author, LedgerWay, LoadId, NewLedgerEntry, NotUndoable, RunId, SftpUser, Undone,
    ranges,
};
use crate::store::Store;
use crate::{
    StoreError, ages_in, audit, delivery_heads, filter_rows, filter_versions, ledger, run_rows,
    undo_obstacles,
};

/// Undoing the last run.
impl Store {
    /// Undoes the last run that was applied: replica, moved filters, deliveries and loads, with an
    /// audit entry. One transaction.
    ///
    /// # Errors
    /// The inner result says why the run cannot be undone. Nothing has changed then.
    pub fn undo_run(
        &self,
        id: RunId,
        author: &Author,
        at: Timestamp,
    ) -> Result<Result<Undone, NotUndoable>, StoreError> {
        self.write("taking a run back", |tx| {
            let run = run_rows::by_id(tx, id)?;
            let run = run.ok_or_else(|| StoreError::NotFound(format!("run {id}")))?;
            if let Some(why_not) = undo_obstacles::find(tx, &run)? {
                return Ok(Err(why_not));
            }
            let (restored, removed) = restore_persons(tx, id)?;
            let undone = Undone {
                restored,
                removed,
                follows: remove_follows(tx, id, author, at)?,
                loads: cancel_loads(tx, id)?,
                withdrawn: withdraw(tx, id, at)?,
            };
            tx.execute("DELETE FROM change WHERE run = ?1", &values![id])?;
            tx.execute("UPDATE run SET state = 'undone' WHERE id = ?1", &values![id])?;
            ages_in::go_back(tx)?;
            audit::done(tx, author, at, "undo run", subject(id, &undone))?;
            Ok(Ok(undone))
        })
    }
}

fn subject(id: RunId, undone: &Undone) -> String {
    let Undone { restored, removed, follows, withdrawn, loads } = undone;
    let files: u64 = withdrawn.iter().map(|(_, files)| files).sum();
    format!(
        "run {id}: {restored} persons as before, {removed} gone, {follows} filters removed, {files} deliveries \
         withdrawn, {} loads cancelled",
        loads.len()
    )
}

/// Restores the persons that the run changed. Returns how many there were before, and how many are
/// new.
fn restore_persons(tx: &Tx<'_>, run: RunId) -> Result<(u64, u64), StoreError> {
    // All kept rows must pass their check, or nothing is undone.
    checksums::check(tx, &table::PERSON_BEFORE, run.0)?;
    let delete = "DELETE FROM person WHERE pnr IN
        (SELECT pnr FROM person_before WHERE changed_by = ?1 AND run IS NULL)";
    let put =
        "INSERT INTO person
            (pnr, status, komkod, vejkod, husnr, foed_dt, run, dictionary, records, checksum)
        SELECT pnr, status, komkod, vejkod, husnr, foed_dt, run, dictionary, records, checksum
        FROM person_before
        WHERE changed_by = ?1 AND run IS NOT NULL
        ON CONFLICT (pnr) DO UPDATE SET status = excluded.status, komkod = excluded.komkod,
            vejkod = excluded.vejkod, husnr = excluded.husnr, foed_dt = excluded.foed_dt, run = excluded.run, dictionary = excluded.dictionary,
            records = excluded.records, checksum = excluded.checksum";
    // Those of an older cprabo have no road yet.
    let lacks_roads = "UPDATE installation SET lacks_roads = 1 WHERE EXISTS (
            SELECT 1 FROM person_before
            WHERE changed_by = ?1 AND komkod IS NOT NULL AND vejkod IS NULL)";
    tx.execute(lacks_roads, &values![run])?;
    let removed = tx.execute(delete, &values![run])?;
    let restored = tx.execute(put, &values![run])?;
    tx.execute("DELETE FROM person_before", &[])?;
    Ok((restored, removed))
}

/// Removes the numbers that the run added to sets. Returns how many. A number that its system has
/// requested since is kept.
fn remove_follows(
    tx: &Tx<'_>,
    run: RunId,
    author: &Author,
    at: Timestamp,
) -> Result<u64, StoreError> {
    let select = "SELECT follow.agreement, follow.new FROM follow
        JOIN filter ON filter.agreement = follow.agreement AND filter.kind = ?2
            AND filter.value = follow.new
            AND filter.added = follow.added
        WHERE follow.run = ?1 AND follow.is_requested = 0
        ORDER BY follow.agreement";
    let kind = filter_value::kind(FilterKind::Pnr);
    let follows: Vec<(AgreementId, Pnr)> =
        tx.query(select, &values![run, kind], |row| Ok((row.get("agreement")?, row.get("new")?)))?;
    for of_one in follows.chunk_by(|(one, _), (other, _)| one == other) {
        let Some((agreement, _)) = of_one.first() else { continue };
        let version = filter_versions::create(tx, *agreement, author, at)?;
        for (agreement, pnr) in of_one {
            filter_rows::remove(tx, *agreement, Filter::Pnr(*pnr), version)?;
        }
    }
    tx.execute("DELETE FROM follow WHERE run = ?1", &values![run])?;
    Ok(follows.len() as u64)
}

/// Loads that are cancelled: those delivered as of the run, and those in progress that the platform
/// ordered: first data for the run's filters, and persons who enter an age range on its day.
const CANCELLED: &str = "((load_order.run = ?1 AND load_order.state = 'done')
    OR ((load_order.since_version IS NOT NULL OR load_order.entered_since IS NOT NULL)
        AND load_order.state IN ('ordered', 'running')))";

/// Cancels loads; their restrictions go with them. First data is awaited again, delivered or not.
fn cancel_loads(tx: &Tx<'_>, run: RunId) -> Result<Vec<(LoadId, AgreementUuid)>, StoreError> {
    let select = format!(
        "SELECT load_order.id, agreement.uuid FROM load_order
        JOIN agreement ON agreement.id = load_order.agreement
        WHERE {CANCELLED} ORDER BY load_order.id"
    );
    let loads = tx.query(&select, &values![run], |row| Ok((row.get("id")?, row.get("uuid")?)))?;
    let first_data = format!(
        "UPDATE agreement SET first_data = (SELECT min(since_version) FROM load_order
            WHERE load_order.agreement = agreement.id AND {CANCELLED})
        WHERE first_data IS NOT NULL AND EXISTS (SELECT 1 FROM load_order
            WHERE load_order.agreement = agreement.id AND since_version IS NOT NULL AND {CANCELLED})"
    );
    let restrictions = format!(
        "DELETE FROM load_restriction
        WHERE load_order IN (SELECT id FROM load_order WHERE {CANCELLED})"
    );
    let cancel = format!("UPDATE load_order SET state = 'cancelled' WHERE {CANCELLED}");
    let ages_in = format!(
        "UPDATE agreement SET ages_in = (SELECT min(entered_since) FROM load_order
            WHERE load_order.agreement = agreement.id AND {CANCELLED})
        WHERE ages_in IS NOT NULL AND EXISTS (SELECT 1 FROM load_order
            WHERE load_order.agreement = agreement.id AND entered_since IS NOT NULL AND {CANCELLED})"
    );
    for statement in [first_data, ages_in, restrictions, cancel] {
        tx.execute(&statement, &values![run])?;
    }
    Ok(loads)
}

/// Deletes the run's deliveries from the ledger; none of them was collected. Returns how many each
/// account had.
fn withdraw(tx: &Tx<'_>, run: RunId, at: Timestamp) -> Result<Vec<(SftpUser, u64)>, StoreError> {
    let select = "SELECT system.sftp_user, count(*) AS files FROM delivery
        JOIN system ON system.id = delivery.system
        WHERE delivery.run = ?1 GROUP BY system.sftp_user ORDER BY system.sftp_user";
    let withdrawn =
        tx.query(select, &values![run], |row| Ok((row.get("sftp_user")?, row.get("files")?)))?;
    withdraw_entries(tx, run, at)?;
    for table in ["delivery_problem", "delivery_hold", "disclosure"] {
        let delete = format!(
            "DELETE FROM {table} WHERE delivery IN (SELECT id FROM delivery WHERE run = ?1)"
        );
        tx.execute(&delete, &values![run])?;
    }
    delivery_heads::withdraw(tx, run)?;
    // Replays refer to their originals, so they go first.
    let replays = "DELETE FROM delivery WHERE run = ?1 AND replay_of IS NOT NULL";
    tx.execute(replays, &values![run])?;
    tx.execute("DELETE FROM delivery WHERE run = ?1", &values![run])?;
    Ok(withdrawn)
}

/// The entries of the disclosure ledger stay, reduced to counts, and another one says why.
fn withdraw_entries(tx: &Tx<'_>, run: RunId, at: Timestamp) -> Result<(), StoreError> {
    let of_run = "way IN ('delivery', 'load', 'replay')
        AND subject IN (SELECT id FROM delivery WHERE run = ?1)";
    let select = format!("SELECT number FROM ledger WHERE {of_run} ORDER BY number");
    let numbers: Vec<u64> = tx.query(&select, &values![run], |row| row.get("number"))?;
    if numbers.is_empty() {
        return Ok(());
    }
    let delete = format!(
        "DELETE FROM ledger_opening WHERE entry IN (SELECT number FROM ledger WHERE {of_run})"
    );
    tx.execute(&delete, &values![run])?;
    let detail = ranges(&numbers);
    let entry = NewLedgerEntry {
        subject: Some(run.0),
        detail: Some(&detail),
        ..NewLedgerEntry::of(LedgerWay::Withdrawal, at)
    };
    ledger::append(tx, &entry, None).map(|_| ())
}
