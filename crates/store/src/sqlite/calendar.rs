//! Which days have runs.

use jiff::civil::Date;

use super::runs;
use crate::StoreError;
use crate::db::{Engine, values};
use crate::model::{NearestDays, Run};

const DOING: &str = "reading the runs of a day";

impl Engine {
    pub(crate) fn runs_of_day(&self, proddto: Date) -> Result<Vec<Run>, StoreError> {
        let select = runs::select("WHERE proddto = ?1 ORDER BY run.id");
        self.read(DOING, |tx| tx.query(&select, &values![proddto], runs::read))
    }

    pub(crate) fn nearest_days(&self, proddto: Date) -> Result<NearestDays, StoreError> {
        let nearest = "SELECT (SELECT max(proddto) FROM run WHERE proddto < ?1) AS before,
                              (SELECT min(proddto) FROM run WHERE proddto > ?1) AS after";
        let found = self.read(DOING, |tx| {
            tx.query_opt(nearest, &values![proddto], |row| {
                let (before, after) = (row.get("before")?, row.get("after")?);
                Ok(NearestDays { before, after })
            })
        });
        Ok(found?.unwrap_or_default())
    }
}
