//! Connections of known systems that failed before a call or a session began.

use crate::StoreError;
use crate::db::{Row, values};
use crate::model::SystemRefusals;
use crate::store::Store;

const NOTING: &str = "noting refused connections";
const READING: &str = "reading refused connections";

/// Refused connections.
impl Store {
    /// Records failed connections, one entry for each system and kind. One transaction.
    pub fn note_refusals(&self, refusals: &[SystemRefusals]) -> Result<(), StoreError> {
        // A system that was removed is skipped: there is nowhere to show it.
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
                let row =
                    values![system.to_string(), kind, known_by, address, detail, *last_at, *count];
                tx.execute(upsert, &row)?;
            }
            Ok(())
        })
    }

    /// Failed connections of systems, latest first.
    pub fn refusals(&self) -> Result<Vec<SystemRefusals>, StoreError> {
        let select = "SELECT refusal.*, system.uuid FROM refusal
            JOIN system ON system.id = refusal.system ORDER BY last_at DESC";
        self.read(READING, |tx| tx.query(select, &[], read))
    }
}

fn read(row: &Row<'_>) -> Result<SystemRefusals, StoreError> {
    Ok(SystemRefusals {
        system: row.get("uuid")?,
        kind: row.get("kind")?,
        known_by: row.get("known_by")?,
        address: row.get("address")?,
        detail: row.get("detail")?,
        last_at: row.get("last_at")?,
        count: row.get("refused")?,
    })
}
