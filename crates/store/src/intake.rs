//! Extracts from the inbox, each recorded once in spite of crashes.

use uuid::Uuid;

use crate::counters::{self, Counter};
use crate::db::{Tx, values};
use crate::model::{NewRun, RunId, RunState};
use crate::store::Store;
use crate::{StoreError, holds};

const RECORDING: &str = "recording an extract";

/// Extracts from the inbox.
impl Store {
    /// Records an archived extract: held if its content requires it, else seen.
    pub fn add_run(&self, new: &NewRun<'_>) -> Result<RunId, StoreError> {
        let insert = "INSERT INTO run (file_name, sha256, size, state, findings,
                opgavenr, proddto, proddtoforrig, persons, records, seen_at, id)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)";
        let row = |run: RunId| {
            values![
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
                new.at,
                run,
            ]
        };
        self.write(RECORDING, |tx| {
            let run = RunId(counters::next(tx, Counter::Run)?);
            tx.execute(insert, &row(run))?;
            holds::label(tx, run, new.held.as_ref())?;
            if let Some(intake) = new.intake {
                insert_intake(tx, intake, run)?;
            }
            Ok(run)
        })
    }

    /// Records that a file from the inbox has the bytes of a pending run.
    pub fn link_intake(&self, run: RunId, intake: Uuid) -> Result<(), StoreError> {
        self.write(RECORDING, |tx| insert_intake(tx, intake, run))
    }

    /// Gives a pending run the file name under which its bytes came again.
    pub fn name_run(&self, run: RunId, file_name: &str) -> Result<(), StoreError> {
        let update = "UPDATE run SET file_name = ?2
            WHERE id = ?1 AND file_name <> ?2 AND state IN ('seen', 'held')";
        self.write(RECORDING, |tx| tx.execute(update, &values![run, file_name]).map(|_| ()))
    }

    /// The run as which a file from the inbox was recorded.
    pub fn run_of_intake(&self, intake: Uuid) -> Result<Option<RunId>, StoreError> {
        let select = "SELECT run FROM intake WHERE id = ?1";
        self.read("looking up an intake", |tx| {
            tx.query_opt(select, &values![intake.to_string()], |row| row.get("run"))
        })
    }
}

fn insert_intake(tx: &Tx<'_>, intake: Uuid, run: RunId) -> Result<(), StoreError> {
    let insert = "INSERT INTO intake (id, run) VALUES (?1, ?2)";
    tx.execute(insert, &values![intake.to_string(), run]).map(|_| ())
}
