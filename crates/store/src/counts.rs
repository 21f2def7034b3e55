//! How much there is.

use crate::StoreError;
use crate::db::Row;
use crate::model::{Counts, DaySize};
use crate::store::Store;

const COUNTING: &str = "counting";

/// How much there is.
impl Store {
    /// The counts that an overview shows.
    pub fn counts(&self) -> Result<Counts, StoreError> {
        let select = "SELECT
            (SELECT count(*) FROM system WHERE removed_at IS NULL) AS systems,
            (SELECT count(*) FROM agreement) AS agreements,
            (SELECT count(*) FROM agreement WHERE closed_at IS NULL
                AND (authority_name IS NULL OR supplier IS NULL OR purpose IS NULL OR law IS NULL
                    OR paragraph IS NULL OR contact IS NULL)) AS incomplete_agreements,
            (SELECT count(*) FROM person) AS persons,
            (SELECT count(*) FROM delivery
             WHERE published_at IS NOT NULL AND data_removed_at IS NULL
               AND NOT EXISTS (SELECT 1 FROM collection WHERE delivery = delivery.id))
                AS uncollected";
        let counts = self.read(COUNTING, |tx| tx.query_opt(select, &[], read))?;
        Ok(counts.unwrap_or_default())
    }

    /// How many agreements are active. Dates are not looked at.
    pub fn active_agreements(&self) -> Result<u64, StoreError> {
        let select = "SELECT count(*) AS agreements FROM agreement
            WHERE state = 'active' AND closed_at IS NULL";
        let found =
            self.read(COUNTING, |tx| tx.query_opt(select, &[], |row| row.get("agreements")))?;
        Ok(found.unwrap_or_default())
    }

    /// What the largest of the last ten days needed.
    pub fn largest_day(&self) -> Result<DaySize, StoreError> {
        let select = "SELECT run.size,
                (SELECT CAST(coalesce(sum(size), 0) AS BIGINT) FROM delivery
                    WHERE run = run.id AND kind = 'day') AS delivered,
                (SELECT count(*) FROM delivery WHERE run = run.id AND kind = 'day') AS deliveries
            FROM run WHERE kind = 'day' AND state IN ('applied', 'done')
            ORDER BY id DESC LIMIT 10";
        let mut largest = DaySize::default();
        self.read(COUNTING, |tx| {
            tx.for_each(select, &[], |row| {
                largest.extract = largest.extract.max(row.get("size")?);
                largest.delivered = largest.delivered.max(row.get("delivered")?);
                largest.deliveries = largest.deliveries.max(row.get("deliveries")?);
                Ok(())
            })
        })?;
        Ok(largest)
    }
}

fn read(row: &Row<'_>) -> Result<Counts, StoreError> {
    Ok(Counts {
        systems: row.get("systems")?,
        agreements: row.get("agreements")?,
        incomplete_agreements: row.get("incomplete_agreements")?,
        persons: row.get("persons")?,
        uncollected: row.get("uncollected")?,
    })
}
