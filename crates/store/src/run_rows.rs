//! A run's row.

use civil::OpgaveNr;
use jiff::Timestamp;
use jiff::civil::Date;

use crate::StoreError;
use crate::db::table::{CHECKED, RUN};
use crate::db::{Row, Tx, values};
use crate::model::{Held, HeldReason, Run, RunHeader, RunId};

/// A run by its number.
pub(crate) fn by_id(tx: &Tx<'_>, id: RunId) -> Result<Option<Run>, StoreError> {
    tx.query_opt(&select("WHERE run.id = ?1"), &values![id], read)
}

/// The run in the replica with the latest PRODDTO.
pub(crate) fn last_applied(tx: &Tx<'_>) -> Result<Option<Run>, StoreError> {
    let select =
        select("WHERE state IN ('applied', 'done') ORDER BY proddto DESC, run.id DESC LIMIT 1");
    tx.query_opt(&select, &[], read)
}

/// Marks a run as delivered.
pub(crate) fn finish(tx: &Tx<'_>, id: RunId, at: Timestamp) -> Result<(), StoreError> {
    let update = "UPDATE run SET state = 'done', done_at = ?2 WHERE id = ?1 AND state = 'applied'";
    tx.execute(update, &values![id, at]).map(|_| ())
}

/// Selects what [`read`] reads.
pub(crate) fn select(which: &str) -> String {
    format!("SELECT run.*, {CHECKED} FROM run {} {which}", RUN.checked_join())
}

/// A run, if its row passes the check.
pub(crate) fn read(row: &Row<'_>) -> Result<Run, StoreError> {
    RUN.check_row(row)?;
    let released: String = row.get("released")?;
    let findings: String = row.get("findings")?;
    Ok(Run {
        id: row.get("id")?,
        kind: row.get("kind")?,
        file_name: row.get("file_name")?,
        sha256: row.get("sha256")?,
        size: row.get("size")?,
        state: row.get("state")?,
        held: read_held(row)?,
        released: HeldReason::from_names(&released).ok_or(StoreError::Corrupt("released"))?,
        findings: findings.lines().map(str::to_owned).collect(),
        header: read_header(row)?,
        persons: row.get("persons")?,
        records: row.get("records")?,
        seen_at: row.get("seen_at")?,
        applied_at: row.get("applied_at")?,
        done_at: row.get("done_at")?,
        unarchived_at: row.get("unarchived_at")?,
    })
}

fn read_held(row: &Row<'_>) -> Result<Option<Held>, StoreError> {
    let Some(reason) = row.get("held")? else { return Ok(None) };
    let (detail, releasable) = (row.get("detail")?, row.get("releasable")?);
    Ok(Some(Held { reason, detail, releasable }))
}

fn read_header(row: &Row<'_>) -> Result<Option<RunHeader>, StoreError> {
    let opgavenr: Option<OpgaveNr> = row.get("opgavenr")?;
    let proddto: Option<Date> = row.get("proddto")?;
    let proddtoforrig = row.get("proddtoforrig")?;
    Ok(opgavenr.zip(proddto).map(|(opgavenr, proddto)| RunHeader {
        opgavenr,
        proddto,
        proddtoforrig,
    }))
}
