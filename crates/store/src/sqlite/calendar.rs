//! Which days have runs.

use jiff::civil::Date;

use super::columns::{self, date, parsed_option, rows};
use super::{Sqlite, runs};
use crate::StoreError;
use crate::model::{NearestDays, Run};

const DOING: &str = "reading the runs of a day";

impl Sqlite {
    pub(crate) fn runs_of_day(&self, proddto: Date) -> Result<Vec<Run>, StoreError> {
        let select = runs::select("WHERE proddto = ?1 ORDER BY run.id");
        self.read(DOING, |tx| rows(tx, DOING, &select, [date(proddto)], runs::read))
    }

    pub(crate) fn nearest_days(&self, proddto: Date) -> Result<NearestDays, StoreError> {
        let nearest = "SELECT (SELECT max(proddto) FROM run WHERE proddto < ?1) AS before,
                              (SELECT min(proddto) FROM run WHERE proddto > ?1) AS after";
        let found = self.read(DOING, |tx| {
            columns::row(tx, DOING, nearest, [date(proddto)], |row| {
                let (before, after) = (parsed_option(row, "before")?, parsed_option(row, "after")?);
                Ok(NearestDays { before, after })
            })
        });
        Ok(found?.unwrap_or_default())
    }
}
