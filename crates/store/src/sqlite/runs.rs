use civil::OpgaveNr;
use jiff::Timestamp;
use jiff::civil::Date;
use rusqlite::{Row, Transaction, params};

use super::Sqlite;
use super::columns::{self, date, execute, get, parsed_option, rows, time};
use crate::StoreError;
use crate::run::{HeldReason, NewRun, Run, RunHeader, RunId, RunState};

const DOING: &str = "reading the runs";

impl Sqlite {
    pub(crate) fn add_run(&self, new: &NewRun<'_>) -> Result<RunId, StoreError> {
        let doing = "recording an extract";
        let insert = "INSERT INTO run (file_name, sha256, size, state, held, detail, findings,
                opgavenr, proddto, proddtoforrig, persons, records, seen_at)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)";
        let state = if new.held.is_some() { RunState::Held } else { RunState::Seen };
        let (held, detail) = new.held.clone().unzip();
        let row = params![
            new.file_name,
            new.sha256,
            new.size,
            state.word(),
            held.map(HeldReason::word),
            detail,
            new.findings,
            new.header.map(|header| header.opgavenr.to_string()),
            new.header.map(|header| date(header.proddto)),
            new.header.and_then(|header| header.proddtoforrig).map(date),
            new.persons,
            new.records,
            time(new.at),
        ];
        self.write(doing, |tx| {
            execute(tx, doing, insert, row)?;
            Ok(RunId(tx.last_insert_rowid()))
        })
    }

    pub(crate) fn runs(&self) -> Result<Vec<Run>, StoreError> {
        self.read(DOING, |tx| rows(tx, DOING, "SELECT * FROM run ORDER BY id", [], read))
    }

    pub(crate) fn run(&self, id: RunId) -> Result<Option<Run>, StoreError> {
        let select = "SELECT * FROM run WHERE id = ?1";
        self.read(DOING, |tx| columns::row(tx, DOING, select, [id.0], read))
    }

    pub(crate) fn pending_runs(&self) -> Result<Vec<Run>, StoreError> {
        let select = "SELECT * FROM run WHERE state IN ('seen', 'held', 'released')
                      ORDER BY proddto, id";
        self.read(DOING, |tx| rows(tx, DOING, select, [], read))
    }

    pub(crate) fn applied_runs(&self) -> Result<Vec<Run>, StoreError> {
        let select = "SELECT * FROM run WHERE state = 'applied' ORDER BY proddto, id";
        self.read(DOING, |tx| rows(tx, DOING, select, [], read))
    }

    pub(crate) fn runs_with_bytes(&self, sha256: &[u8; 32]) -> Result<Vec<Run>, StoreError> {
        let select = "SELECT * FROM run WHERE sha256 = ?1 ORDER BY id";
        self.read(DOING, |tx| rows(tx, DOING, select, [sha256], read))
    }

    pub(crate) fn run_of_day(&self, proddto: Date) -> Result<Option<Run>, StoreError> {
        let select = "SELECT * FROM run WHERE proddto = ?1 AND state IN ('applied', 'done')
                      ORDER BY id DESC";
        self.read(DOING, |tx| columns::row(tx, DOING, select, [date(proddto)], read))
    }

    pub(crate) fn last_applied(&self) -> Result<Option<Run>, StoreError> {
        self.read(DOING, last_applied)
    }

    pub(crate) fn hold_run(
        &self,
        id: RunId,
        reason: HeldReason,
        detail: &str,
    ) -> Result<(), StoreError> {
        let update = "UPDATE run SET state = 'held', held = ?2, detail = ?3
                      WHERE id = ?1 AND state IN ('seen', 'held', 'released')";
        self.write("holding a run", |tx| {
            execute(tx, "holding a run", update, params![id.0, reason.word(), detail]).map(|_| ())
        })
    }

    pub(crate) fn decide_run(&self, id: RunId, state: RunState) -> Result<(), StoreError> {
        let doing = "deciding on a run";
        let update = "UPDATE run SET state = ?2 WHERE id = ?1 AND state IN ('seen', 'held')";
        let changed =
            self.write(doing, |tx| execute(tx, doing, update, params![id.0, state.word()]))?;
        if changed == 0 {
            return Err(StoreError::NotNow(format!("run {id} is not held and does not wait")));
        }
        Ok(())
    }

    pub(crate) fn finish_run(&self, id: RunId, at: Timestamp) -> Result<(), StoreError> {
        self.write("finishing a run", |tx| finish(tx, id, at))
    }
}

pub(super) fn finish(tx: &Transaction<'_>, id: RunId, at: Timestamp) -> Result<(), StoreError> {
    let update = "UPDATE run SET state = 'done', done_at = ?2 WHERE id = ?1 AND state = 'applied'";
    execute(tx, "finishing a run", update, params![id.0, time(at)]).map(|_| ())
}

pub(super) fn last_applied(tx: &Transaction<'_>) -> Result<Option<Run>, StoreError> {
    let select = "SELECT * FROM run WHERE state IN ('applied', 'done')
                  ORDER BY proddto DESC, id DESC LIMIT 1";
    columns::row(tx, DOING, select, [], read)
}

fn read(row: &Row<'_>) -> Result<Run, StoreError> {
    let state: String = get(row, "state")?;
    let held: Option<String> = get(row, "held")?;
    let reason = |word: String| HeldReason::from_word(&word).ok_or(StoreError::Damaged("held"));
    Ok(Run {
        id: RunId(get(row, "id")?),
        file_name: get(row, "file_name")?,
        sha256: columns::digest(row, "sha256")?,
        size: get(row, "size")?,
        state: RunState::from_word(&state).ok_or(StoreError::Damaged("state"))?,
        held: held.map(reason).transpose()?,
        detail: get(row, "detail")?,
        findings: get(row, "findings")?,
        header: read_header(row)?,
        persons: get(row, "persons")?,
        records: get(row, "records")?,
        seen_at: columns::time_of(row, "seen_at")?,
        done_at: columns::time_option(row, "done_at")?,
    })
}

fn read_header(row: &Row<'_>) -> Result<Option<RunHeader>, StoreError> {
    let opgavenr: Option<OpgaveNr> = parsed_option(row, "opgavenr")?;
    let proddto: Option<Date> = parsed_option(row, "proddto")?;
    let proddtoforrig = parsed_option(row, "proddtoforrig")?;
    Ok(opgavenr.zip(proddto).map(|(opgavenr, proddto)| RunHeader {
        opgavenr,
        proddto,
        proddtoforrig,
    }))
}
