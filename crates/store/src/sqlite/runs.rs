use civil::OpgaveNr;
use jiff::Timestamp;
use jiff::civil::Date;
use uuid::Uuid;

use super::audit;
use crate::StoreError;
use crate::db::table;
use crate::db::table::CHECKED;
use crate::db::{Engine, Row, Tx, values};
use crate::model::{
    Author, Decision, Held, HeldReason, NewRun, Run, RunHeader, RunId, RunKind, RunState, Sha256,
};

const DOING: &str = "reading the runs";

impl Engine {
    pub(crate) fn add_run(&self, new: &NewRun<'_>) -> Result<RunId, StoreError> {
        let operation = "recording an extract";
        let insert = "INSERT INTO run (file_name, sha256, size, state, findings,
                opgavenr, proddto, proddtoforrig, persons, records, seen_at)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11) RETURNING id";
        let row = values![
            new.file_name,
            &new.sha256,
            new.size,
            RunState::Seen.as_str(),
            new.findings.join("\n"),
            new.header.map(|header| header.opgavenr.to_string()),
            new.header.map(|header| header.proddto),
            new.header.and_then(|header| header.proddtoforrig),
            new.persons,
            new.records,
            new.at
        ];
        self.write(operation, |tx| {
            let run = RunId(tx.insert(insert, &row)?);
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
        self.write(operation, |tx| tx.execute(update, &values![run, file_name]).map(|_| ()))
    }

    pub(crate) fn run_of_intake(&self, intake: Uuid) -> Result<Option<RunId>, StoreError> {
        let select = "SELECT run FROM intake WHERE id = ?1";
        let read = |row: &Row<'_>| row.get("run");
        self.read(DOING, |tx| tx.query_opt(select, &values![intake.to_string()], read))
    }

    pub(crate) fn runs(&self) -> Result<Vec<Run>, StoreError> {
        let read = |row: &Row<'_>| self.unless_damaged(read(row));
        let runs = self.read(DOING, |tx| tx.query(&select("ORDER BY run.id"), &[], read))?;
        Ok(runs.into_iter().flatten().collect())
    }

    pub(crate) fn has_runs(&self) -> Result<bool, StoreError> {
        let select = "SELECT 1 FROM run LIMIT 1";
        self.read(DOING, |tx| tx.exists(select, &[]))
    }

    pub(crate) fn run(&self, id: RunId) -> Result<Option<Run>, StoreError> {
        self.read(DOING, |tx| one(tx, id))
    }

    pub(crate) fn pending_runs(&self) -> Result<Vec<Run>, StoreError> {
        let select = select("WHERE state IN ('seen', 'held') ORDER BY proddto NULLS FIRST, run.id");
        self.read(DOING, |tx| tx.query(&select, &[], read))
    }

    pub(crate) fn applied_runs(&self) -> Result<Vec<Run>, StoreError> {
        let select = select("WHERE state = 'applied' ORDER BY proddto, run.id");
        self.read(DOING, |tx| tx.query(&select, &[], read))
    }

    pub(crate) fn runs_with_bytes(&self, sha256: &Sha256) -> Result<Vec<Run>, StoreError> {
        let select = select("WHERE sha256 = ?1 ORDER BY run.id");
        self.read(DOING, |tx| tx.query(&select, &values![sha256], read))
    }

    pub(crate) fn run_of_day(&self, proddto: Date) -> Result<Option<Run>, StoreError> {
        let select =
            select("WHERE proddto = ?1 AND state IN ('applied', 'done') ORDER BY run.id DESC");
        self.read(DOING, |tx| tx.query_opt(&select, &values![proddto], read))
    }

    pub(crate) fn last_applied(&self) -> Result<Option<Run>, StoreError> {
        self.read(DOING, last_applied)
    }

    pub(crate) fn rejected_days(&self) -> Result<Vec<Date>, StoreError> {
        let select = "SELECT DISTINCT proddto FROM run
                      WHERE state = 'rejected' AND proddto IS NOT NULL";
        self.read(DOING, |tx| tx.query(select, &[], |row| row.get("proddto")))
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
fn label(tx: &Tx<'_>, id: RunId, held: Option<&Held>) -> Result<(), StoreError> {
    let update = "UPDATE run SET state = ?2, held = ?3, detail = ?4, releasable = ?5
                  WHERE id = ?1 AND state IN ('seen', 'held')";
    let state = if held.is_some() { RunState::Held } else { RunState::Seen };
    let row = values![
        id,
        state.as_str(),
        held.map(|held| held.reason.as_str()),
        held.map(|held| &held.detail),
        held.map(|held| held.releasable)
    ];
    tx.execute(update, &row).map(|_| ())
}

fn insert_intake(tx: &Tx<'_>, intake: Uuid, run: RunId) -> Result<(), StoreError> {
    let insert = "INSERT INTO intake (id, run) VALUES (?1, ?2)";
    tx.execute(insert, &values![intake.to_string(), run]).map(|_| ())
}

fn release(tx: &Tx<'_>, run: &Run) -> Result<(), StoreError> {
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
    tx.execute(update, &values![run.id, words.join(" ")]).map(|_| ())
}

fn reject(tx: &Tx<'_>, run: &Run) -> Result<(), StoreError> {
    if !run.state.is_pending() {
        let why =
            format!("run {} is {}: only what waits can be rejected", run.id, run.state.as_str());
        return Err(StoreError::Conflict(why));
    }
    let update = "UPDATE run SET state = 'rejected' WHERE id = ?1";
    tx.execute(update, &values![run.id]).map(|_| ())
}

pub(super) fn finish(tx: &Tx<'_>, id: RunId, at: Timestamp) -> Result<(), StoreError> {
    let update = "UPDATE run SET state = 'done', done_at = ?2 WHERE id = ?1 AND state = 'applied'";
    tx.execute(update, &values![id, at]).map(|_| ())
}

pub(super) fn last_applied(tx: &Tx<'_>) -> Result<Option<Run>, StoreError> {
    let select =
        select("WHERE state IN ('applied', 'done') ORDER BY proddto DESC, run.id DESC LIMIT 1");
    tx.query_opt(&select, &[], read)
}

pub(super) fn one(tx: &Tx<'_>, id: RunId) -> Result<Option<Run>, StoreError> {
    tx.query_opt(&select("WHERE run.id = ?1"), &values![id], read)
}

/// Selects what [`read`] reads.
pub(super) fn select(which: &str) -> String {
    format!("SELECT run.*, {CHECKED} FROM run {} {which}", table::RUN.checked_join())
}

pub(super) fn read(row: &Row<'_>) -> Result<Run, StoreError> {
    table::RUN.check_row(row)?;
    let (kind, state): (String, String) = (row.get("kind")?, row.get("state")?);
    let released: String = row.get("released")?;
    let findings: String = row.get("findings")?;
    Ok(Run {
        id: row.get("id")?,
        kind: RunKind::from_name(&kind).ok_or(StoreError::Corrupt("kind"))?,
        file_name: row.get("file_name")?,
        sha256: row.get("sha256")?,
        size: row.get("size")?,
        state: RunState::from_name(&state).ok_or(StoreError::Corrupt("state"))?,
        held: read_held(row)?,
        released: released.split_whitespace().map(reason).collect::<Result<_, _>>()?,
        findings: findings.lines().map(str::to_owned).collect(),
        header: read_header(row)?,
        persons: row.get("persons")?,
        records: row.get("records")?,
        seen_at: row.get("seen_at")?,
        done_at: row.get("done_at")?,
        unarchived_at: row.get("unarchived_at")?,
    })
}

fn read_held(row: &Row<'_>) -> Result<Option<Held>, StoreError> {
    let word: Option<String> = row.get("held")?;
    let Some(word) = word else { return Ok(None) };
    let (detail, releasable) = (row.get("detail")?, row.get("releasable")?);
    Ok(Some(Held { reason: reason(&word)?, detail, releasable }))
}

fn reason(word: &str) -> Result<HeldReason, StoreError> {
    HeldReason::from_name(word).ok_or(StoreError::Corrupt("held"))
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
