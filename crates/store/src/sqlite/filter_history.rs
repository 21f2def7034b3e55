//! The filters' past: which change made which version, and what was in force then.

use filters::FilterSet;
use jiff::Timestamp;

use super::filter_value;
use crate::StoreError;
use crate::db::table;
use crate::db::{Engine, Row, Tx, checksums, values};
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

impl Engine {
    pub(crate) fn filter_history(
        &self,
        agreement: AgreementId,
    ) -> Result<Vec<Revision>, StoreError> {
        self.read(DOING, |tx| {
            tx.query(HISTORY, &values![agreement], |row| {
                let (added, removed) = (row.get("added")?, row.get("removed")?);
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
            let found = tx.query(its_own, &values![version, agreement], |_| Ok(()))?;
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
        let key = values![agreement, end];
        let read = |row: &Row<'_>| row.get("id");
        self.read(DOING, |tx| tx.query_opt(select, &key, read))
    }
}

/// An agreement's filters as they were in a version of all filters, if they are those that were written.
pub(super) fn at(
    tx: &Tx<'_>,
    agreement: AgreementId,
    version: i64,
) -> Result<FilterSet, StoreError> {
    for table in [&table::FILTER, &table::FILTER_PAST] {
        checksums::check(tx, table, agreement.0)?;
    }
    let filters = tx.query(IN_FORCE, &values![agreement, version], |row| {
        filter_value::filter(row.get("kind")?, row.get("value")?)
    })?;
    Ok(filters.into_iter().collect())
}

/// Reads the columns of `filter_change`.
pub(super) fn read_change(row: &Row<'_>) -> Result<FilterChange, StoreError> {
    let author = Author {
        actor: row.get("who")?,
        on_behalf_of: row.get("on_behalf_of")?,
        correlation: row.get("correlation")?,
    };
    Ok(FilterChange { version: FilterVersion(row.get("id")?), at: row.get("at")?, author })
}
