use rusqlite::Row;

use super::Sqlite;
use super::columns::{self, get};
use crate::StoreError;
use crate::store::Counts;

const DOING: &str = "counting";

impl Sqlite {
    pub(crate) fn counts(&self) -> Result<Counts, StoreError> {
        let select = "SELECT
            (SELECT count(*) FROM system) AS systems,
            (SELECT count(*) FROM agreement) AS agreements,
            (SELECT count(*) FROM person) AS persons,
            (SELECT count(*) FROM delivery
             WHERE published_at IS NOT NULL AND data_removed_at IS NULL
               AND NOT EXISTS (SELECT 1 FROM collection WHERE delivery = delivery.id))
                AS uncollected";
        let counts = self.read(DOING, |tx| columns::row(tx, DOING, select, [], read))?;
        Ok(counts.unwrap_or_default())
    }
}

fn read(row: &Row<'_>) -> Result<Counts, StoreError> {
    Ok(Counts {
        systems: get(row, "systems")?,
        agreements: get(row, "agreements")?,
        persons: get(row, "persons")?,
        uncollected: get(row, "uncollected")?,
    })
}
