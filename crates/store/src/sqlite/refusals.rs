//! Connections of known systems that came to nothing below the application.

use rusqlite::{Row, params};

use super::Sqlite;
use super::columns::{execute, get, parsed, rows, time, time_of};
use crate::StoreError;
use crate::model::SystemRefusals;

const NOTING: &str = "noting refused connections";
const READING: &str = "reading refused connections";

impl Sqlite {
    pub(crate) fn note_refusals(&self, refusals: &[SystemRefusals]) -> Result<(), StoreError> {
        // A system that is not known any more has nothing beside which it could be shown.
        let upsert =
            "INSERT INTO refusal (system, kind, known_by, address, detail, last_at, refused)
            SELECT id, ?2, ?3, ?4, ?5, ?6, ?7 FROM system WHERE uuid = ?1
            ON CONFLICT (system, kind) DO UPDATE SET known_by = excluded.known_by,
                address = excluded.address, detail = excluded.detail, last_at = excluded.last_at,
                refused = refusal.refused + excluded.refused";
        self.write(NOTING, |tx| {
            for refusal in refusals {
                let SystemRefusals { system, kind, known_by, address, detail, last_at, count } =
                    refusal;
                let row = params![
                    system.to_string(),
                    kind,
                    known_by,
                    address,
                    detail,
                    time(*last_at),
                    count
                ];
                execute(tx, NOTING, upsert, row)?;
            }
            Ok(())
        })
    }

    pub(crate) fn refusals(&self) -> Result<Vec<SystemRefusals>, StoreError> {
        let select = "SELECT refusal.*, system.uuid FROM refusal
            JOIN system ON system.id = refusal.system ORDER BY last_at DESC";
        self.read(READING, |tx| rows(tx, READING, select, [], read))
    }
}

fn read(row: &Row<'_>) -> Result<SystemRefusals, StoreError> {
    Ok(SystemRefusals {
        system: parsed(row, "uuid")?,
        kind: get(row, "kind")?,
        known_by: get(row, "known_by")?,
        address: get(row, "address")?,
        detail: get(row, "detail")?,
        last_at: time_of(row, "last_at")?,
        count: get(row, "refused")?,
    })
}
