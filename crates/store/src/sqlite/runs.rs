use civil::OpgaveNr;
use jiff::Timestamp;
use jiff::civil::Date;
use rusqlite::{Row, Transaction, params};
use uuid::Uuid;

use super::checksums::{self, CHECKED};
use super::columns::{self, date, execute, get, parsed, parsed_option, rows, time};
use super::{Sqlite, audit};
use crate::StoreError;
use crate::model::{
    Author, Decision, Held, HeldReason, NewRun, Run, RunHeader, RunId, RunKind, RunState, Sha256,
};

const DOING: &str = "reading the runs";

impl Sqlite {
    pub(crate) fn add_run(&self, new: &NewRun<'_>) -> Result<RunId, StoreError> {
        let operation = "recording an extract";
        let insert = "INSERT INTO run (file_name, sha256, size, state, findings,
                opgavenr, proddto, proddtoforrig, persons, records, seen_at)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)";
        let row = params![
            new.file_name,
            new.sha256.as_bytes(),
            new.size,
            RunState::Seen.as_str(),
            new.findings.join("\n"),
            new.header.map(|header| header.opgavenr.to_string()),
            new.header.map(|header| date(header.proddto)),
            new.header.and_then(|header| header.proddtoforrig).map(date),
            new.persons,
            new.records,
            time(new.at),
        ];
        self.write(operation, |tx| {
            execute(tx, operation, insert, row)?;
            let run = RunId(tx.last_insert_rowid());
            label(tx, run, new.held.as_ref())?;
            if let Some(intake) = new.intake {
                insert_intake(tx, intake, run)?;
            }
            Ok(run)
        })
    }

    pub(crate) fn link_intake(&self, run: RunId, intake: Uuid) -> Result<(), StoreError> {
        self.write("recording an extract", |tx| insert_intake(tx, intake, run))
    }

    pub(crate) fn name_run(&self, run: RunId, file_name: &str) -> Result<(), StoreError> {
        let update = "UPDATE run SET file_name = ?2
            WHERE id = ?1 AND file_name <> ?2 AND state IN ('seen', 'held')";
        let operation = "recording an extract";
        self.write(operation, |tx| {
            execute(tx, operation, update, params![run.0, file_name]).map(|_| ())
        })
    }

    pub(crate) fn run_of_intake(&self, intake: Uuid) -> Result<Option<RunId>, StoreError> {
        let select = "SELECT run FROM intake WHERE id = ?1";
        let read = |row: &Row<'_>| get(row, "run").map(RunId);
        self.read(DOING, |tx| columns::row(tx, DOING, select, [intake.to_string()], read))
    }

    pub(crate) fn runs(&self) -> Result<Vec<Run>, StoreError> {
        let read = |row: &Row<'_>| self.unless_damaged(read(row));
        let runs = self.read(DOING, |tx| rows(tx, DOING, &select("ORDER BY run.id"), [], read))?;
        Ok(runs.into_iter().flatten().collect())
    }

    pub(crate) fn has_runs(&self) -> Result<bool, StoreError> {
        let select = "SELECT 1 FROM run LIMIT 1";
        Ok(!self.read(DOING, |tx| rows(tx, DOING, select, [], |_| Ok(())))?.is_empty())
    }

    pub(crate) fn run(&self, id: RunId) -> Result<Option<Run>, StoreError> {
        self.read(DOING, |tx| one(tx, id))
    }

    pub(crate) fn pending_runs(&self) -> Result<Vec<Run>, StoreError> {
        let select = select("WHERE state IN ('seen', 'held') ORDER BY proddto NULLS FIRST, run.id");
        self.read(DOING, |tx| rows(tx, DOING, &select, [], read))
    }

    pub(crate) fn applied_runs(&self) -> Result<Vec<Run>, StoreError> {
        let select = select("WHERE state = 'applied' ORDER BY proddto, run.id");
        self.read(DOING, |tx| rows(tx, DOING, &select, [], read))
    }

    pub(crate) fn runs_with_bytes(&self, sha256: &Sha256) -> Result<Vec<Run>, StoreError> {
        let select = select("WHERE sha256 = ?1 ORDER BY run.id");
        self.read(DOING, |tx| rows(tx, DOING, &select, [sha256.as_bytes()], read))
    }

    pub(crate) fn run_of_day(&self, proddto: Date) -> Result<Option<Run>, StoreError> {
        let select =
            select("WHERE proddto = ?1 AND state IN ('applied', 'done') ORDER BY run.id DESC");
        self.read(DOING, |tx| columns::row(tx, DOING, &select, [date(proddto)], read))
    }

    pub(crate) fn last_applied(&self) -> Result<Option<Run>, StoreError> {
        self.read(DOING, last_applied)
    }

    pub(crate) fn rejected_days(&self) -> Result<Vec<Date>, StoreError> {
        let select = "SELECT DISTINCT proddto FROM run
                      WHERE state = 'rejected' AND proddto IS NOT NULL";
        self.read(DOING, |tx| rows(tx, DOING, select, [], |row| parsed(row, "proddto")))
    }

    pub(crate) fn set_hold(&self, id: RunId, held: Option<&Held>) -> Result<(), StoreError> {
        self.write("holding a run", |tx| label(tx, id, held))
    }

    pub(crate) fn resolve_hold(
        &self,
        id: RunId,
        decision: Decision,
        author: &Author,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        let operation = "deciding on a run";
        self.write(operation, |tx| {
            let run = one(tx, id)?;
            let run = run.ok_or_else(|| StoreError::NotFound(format!("run {id}")))?;
            match decision {
                Decision::Release => release(tx, &run)?,
                Decision::Reject => reject(tx, &run)?,
            }
            let held = run
                .held
                .map_or(String::new(), |held| format!(" held for {}", held.reason.as_str()));
            audit::done(tx, author, at, decision.as_str(), format!("run {id}{held}"))
        })
    }
}

/// Puts a pending run on hold, or takes it off.
fn label(tx: &Transaction<'_>, id: RunId, held: Option<&Held>) -> Result<(), StoreError> {
    let update = "UPDATE run SET state = ?2, held = ?3, detail = ?4, releasable = ?5
                  WHERE id = ?1 AND state IN ('seen', 'held')";
    let state = if held.is_some() { RunState::Held } else { RunState::Seen };
    let row = params![
        id.0,
        state.as_str(),
        held.map(|held| held.reason.as_str()),
        held.map(|held| &held.detail),
        held.map(|held| held.releasable),
    ];
    execute(tx, "holding a run", update, row).map(|_| ())
}

fn insert_intake(tx: &Transaction<'_>, intake: Uuid, run: RunId) -> Result<(), StoreError> {
    let insert = "INSERT INTO intake (id, run) VALUES (?1, ?2)";
    execute(tx, "recording an extract", insert, params![intake.to_string(), run.0]).map(|_| ())
}

fn release(tx: &Transaction<'_>, run: &Run) -> Result<(), StoreError> {
    let no = |why: &str| StoreError::Conflict(format!("run {} {why}", run.id));
    let held = match &run.held {
        Some(held) if run.state == RunState::Held => held,
        _ => return Err(no("is not held")),
    };
    if !held.releasable {
        return Err(no("cannot be released"));
    }
    let mut released = run.released.clone();
    released.push(held.reason);
    let words: Vec<&str> = released.iter().map(|reason| reason.as_str()).collect();
    let update = "UPDATE run SET state = 'seen', held = NULL, detail = NULL, releasable = NULL,
                    released = ?2
                  WHERE id = ?1";
    execute(tx, "releasing a run", update, params![run.id.0, words.join(" ")]).map(|_| ())
}

fn reject(tx: &Transaction<'_>, run: &Run) -> Result<(), StoreError> {
    if !run.state.is_pending() {
        let why =
            format!("run {} is {}: only what waits can be rejected", run.id, run.state.as_str());
        return Err(StoreError::Conflict(why));
    }
    let update = "UPDATE run SET state = 'rejected' WHERE id = ?1";
    execute(tx, "rejecting a run", update, [run.id.0]).map(|_| ())
}

pub(super) fn finish(tx: &Transaction<'_>, id: RunId, at: Timestamp) -> Result<(), StoreError> {
    let update = "UPDATE run SET state = 'done', done_at = ?2 WHERE id = ?1 AND state = 'applied'";
    execute(tx, "finishing a run", update, params![id.0, time(at)]).map(|_| ())
}

pub(super) fn last_applied(tx: &Transaction<'_>) -> Result<Option<Run>, StoreError> {
    let select =
        select("WHERE state IN ('applied', 'done') ORDER BY proddto DESC, run.id DESC LIMIT 1");
    columns::row(tx, DOING, &select, [], read)
}

pub(super) fn one(tx: &Transaction<'_>, id: RunId) -> Result<Option<Run>, StoreError> {
    columns::row(tx, DOING, &select("WHERE run.id = ?1"), [id.0], read)
}

/// Selects what [`read`] reads.
pub(super) fn select(which: &str) -> String {
    format!("SELECT run.*, {CHECKED} FROM run {} {which}", checksums::RUN.checked_join())
}

pub(super) fn read(row: &Row<'_>) -> Result<Run, StoreError> {
    checksums::RUN.check_row(row)?;
    let (kind, state): (String, String) = (get(row, "kind")?, get(row, "state")?);
    let released: String = get(row, "released")?;
    let findings: String = get(row, "findings")?;
    Ok(Run {
        id: RunId(get(row, "id")?),
        kind: RunKind::from_name(&kind).ok_or(StoreError::Corrupt("kind"))?,
        file_name: get(row, "file_name")?,
        sha256: columns::digest(row, "sha256")?,
        size: get(row, "size")?,
        state: RunState::from_name(&state).ok_or(StoreError::Corrupt("state"))?,
        held: read_held(row)?,
        released: released.split_whitespace().map(reason).collect::<Result<_, _>>()?,
        findings: findings.lines().map(str::to_owned).collect(),
        header: read_header(row)?,
        persons: get(row, "persons")?,
        records: get(row, "records")?,
        seen_at: columns::time_of(row, "seen_at")?,
        done_at: columns::time_option(row, "done_at")?,
        unarchived_at: columns::time_option(row, "unarchived_at")?,
    })
}

fn read_held(row: &Row<'_>) -> Result<Option<Held>, StoreError> {
    let word: Option<String> = get(row, "held")?;
    let Some(word) = word else { return Ok(None) };
    let (detail, releasable) = (get(row, "detail")?, get(row, "releasable")?);
    Ok(Some(Held { reason: reason(&word)?, detail, releasable }))
}

fn reason(word: &str) -> Result<HeldReason, StoreError> {
    HeldReason::from_name(word).ok_or(StoreError::Corrupt("held"))
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
