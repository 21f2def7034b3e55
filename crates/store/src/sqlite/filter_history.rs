//! The filters' past: which change made which version, and what was in force then.

use filters::FilterSet;
use jiff::Timestamp;
use rusqlite::{Row, Transaction, params};

use super::columns::{self, get, parsed, rows, time, time_of};
use super::{Sqlite, checksums, filter_value};
use crate::StoreError;
use crate::model::{AgreementId, Author, FilterChange, FilterVersion, Revision};

const DOING: &str = "reading the history of filters";

/// Counts what each change touched in one pass over the agreement's filters, past ones too.
const HISTORY: &str = "
    WITH touched (change, added, removed) AS (
        SELECT added, count(*), 0 FROM filter WHERE agreement = ?1 GROUP BY added
        UNION ALL
        SELECT added, count(*), 0 FROM filter_past WHERE agreement = ?1 GROUP BY added
        UNION ALL
        SELECT removed, 0, count(*) FROM filter_past WHERE agreement = ?1 GROUP BY removed
    )
    SELECT filter_change.*, coalesce(sum(touched.added), 0) AS added,
        coalesce(sum(touched.removed), 0) AS removed
    FROM filter_change LEFT JOIN touched ON touched.change = filter_change.id
    WHERE filter_change.agreement = ?1
    GROUP BY filter_change.id ORDER BY filter_change.id";

const IN_FORCE: &str = "
    SELECT kind, value FROM filter WHERE agreement = ?1 AND added <= ?2
    UNION ALL
    SELECT kind, value FROM filter_past WHERE agreement = ?1 AND added <= ?2 AND removed > ?2";

impl Sqlite {
    pub(crate) fn filter_history(
        &self,
        agreement: AgreementId,
    ) -> Result<Vec<Revision>, StoreError> {
        self.read(DOING, |tx| {
            rows(tx, DOING, HISTORY, [agreement.0], |row| {
                let (added, removed) = (get(row, "added")?, get(row, "removed")?);
                Ok(Revision { change: read_change(row)?, added, removed })
            })
        })
    }

    pub(crate) fn filters_at(
        &self,
        agreement: AgreementId,
        version: FilterVersion,
    ) -> Result<FilterSet, StoreError> {
        self.read(DOING, |tx| {
            let its_own = "SELECT id FROM filter_change WHERE id = ?1 AND agreement = ?2";
            let found = rows(tx, DOING, its_own, [version.0, agreement.0], |_| Ok(()))?;
            if found.is_empty() {
                return Err(StoreError::NotFound("such version of the agreement's filters".into()));
            }
            at(tx, agreement, version.0)
        })
    }

    pub(crate) fn filter_version_before(
        &self,
        agreement: AgreementId,
        end: Timestamp,
    ) -> Result<Option<FilterVersion>, StoreError> {
        let select = "SELECT id FROM filter_change WHERE agreement = ?1 AND at < ?2
                      ORDER BY id DESC LIMIT 1";
        let key = params![agreement.0, time(end)];
        let read = |row: &Row<'_>| get(row, "id").map(FilterVersion);
        self.read(DOING, |tx| columns::row(tx, DOING, select, key, read))
    }
}

/// An agreement's filters as they were in a version of all filters, if they are those that were written.
pub(super) fn at(
    tx: &Transaction<'_>,
    agreement: AgreementId,
    version: i64,
) -> Result<FilterSet, StoreError> {
    for table in [&checksums::FILTER, &checksums::FILTER_PAST] {
        checksums::check(tx, table, agreement.0)?;
    }
    let filters = rows(tx, DOING, IN_FORCE, [agreement.0, version], |row| {
        filter_value::filter(get(row, "kind")?, get(row, "value")?)
    })?;
    Ok(filters.into_iter().collect())
}

/// Reads the columns of `filter_change`.
pub(super) fn read_change(row: &Row<'_>) -> Result<FilterChange, StoreError> {
    let author = Author {
        actor: parsed(row, "who")?,
        on_behalf_of: get(row, "on_behalf_of")?,
        correlation: parsed(row, "correlation")?,
    };
    Ok(FilterChange { version: FilterVersion(get(row, "id")?), at: time_of(row, "at")?, author })
}
