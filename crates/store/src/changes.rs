//! The persons that runs changed, for a preview of filters.

use jiff::civil::Date;

use crate::db::table::CHANGE;
use crate::db::{checksums, values};
use crate::match_input::read_change;
use crate::model::{Change, RecordsSize, Run, RunId};
use crate::run_rows::{read, select};
use crate::store::Store;
use crate::{StoreError, run_rows};

const READING: &str = "reading what extracts changed";

/// The changed persons of runs.
impl Store {
    /// The days' extracts in the replica with a PRODDTO after `day`, by PRODDTO.
    pub fn days_after(&self, day: Date) -> Result<Vec<Run>, StoreError> {
        let select = select(
            "WHERE proddto > ?1 AND kind = 'day' AND state IN ('applied', 'done')
             ORDER BY proddto, run.id",
        );
        self.read(READING, |tx| tx.query(&select, &values![day], read))
    }

    /// The persons that an applied run changed, in rising order of number, with the size of their records in the extract;
    /// `None` of a run that an older cprabo applied. All of it is checked.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when the run is not applied, or was undone.
    pub fn changes(&self, run: RunId) -> Result<Vec<(Change, Option<RecordsSize>)>, StoreError> {
        self.read(READING, |tx| {
            let found = run_rows::by_id(tx, run)?;
            if !found.is_some_and(|run| run.state.is_applied()) {
                return Err(StoreError::Conflict(format!("run {run} is not applied")));
            }
            checksums::rows(tx, &CHANGE, run.0, |row| {
                let records: Option<u64> = row.get("records")?;
                let size = records.zip(row.get("bytes")?);
                let size = size.map(|(records, bytes)| RecordsSize { records, bytes });
                Ok((read_change(row)?, size))
            })
        })
    }
}
