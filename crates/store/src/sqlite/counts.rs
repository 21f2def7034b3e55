use crate::StoreError;
use crate::db::{Engine, Row, checksums};
use crate::model::{Counts, DaySize};

const DOING: &str = "counting";

impl Engine {
    pub(crate) fn largest_day(&self) -> Result<DaySize, StoreError> {
        let select = "SELECT run.size,
                (SELECT coalesce(sum(size), 0) FROM delivery WHERE run = run.id AND kind = 'day')
                    AS delivered,
                (SELECT count(*) FROM delivery WHERE run = run.id AND kind = 'day') AS deliveries
            FROM run WHERE kind = 'day' AND state IN ('applied', 'done')
            ORDER BY id DESC LIMIT 10";
        let mut largest = DaySize::default();
        self.read(DOING, |tx| {
            tx.for_each(select, &[], |row| {
                largest.extract = largest.extract.max(row.get("size")?);
                largest.delivered = largest.delivered.max(row.get("delivered")?);
                largest.deliveries = largest.deliveries.max(row.get("deliveries")?);
                Ok(())
            })
        })?;
        Ok(largest)
    }

    pub(crate) fn commits(&self) -> Result<u64, StoreError> {
        self.read(DOING, checksums::commits)
    }

    pub(crate) fn counts(&self) -> Result<Counts, StoreError> {
        let select = "SELECT
            (SELECT count(*) FROM system WHERE removed_at IS NULL) AS systems,
            (SELECT count(*) FROM agreement) AS agreements,
            (SELECT count(*) FROM person) AS persons,
            (SELECT count(*) FROM delivery
             WHERE published_at IS NOT NULL AND data_removed_at IS NULL
               AND NOT EXISTS (SELECT 1 FROM collection WHERE delivery = delivery.id))
                AS uncollected";
        let counts = self.read(DOING, |tx| tx.query_opt(select, &[], read))?;
        Ok(counts.unwrap_or_default())
    }
}

fn read(row: &Row<'_>) -> Result<Counts, StoreError> {
    Ok(Counts {
        systems: row.get("systems")?,
        agreements: row.get("agreements")?,
        persons: row.get("persons")?,
        uncollected: row.get("uncollected")?,
    })
}
