//! The history of the filters: each change, and the filters in force after it.

use filters::FilterSet;
use jiff::Timestamp;

use crate::StoreError;
use crate::db::{Row, Tx, checksums, table, values};
use crate::encoding::filter_value;
use crate::model::{AgreementId, Author, FilterChange, FilterVersion, Revision};
use crate::store::Store;

const READING: &str = "reading the history of filters";

/// Counts the filters that each change touched, in one pass over the agreement's present and past
/// filters.
const HISTORY: &str = "
    WITH touched (version, added, removed) AS (
        SELECT added, count(*), 0 FROM filter WHERE agreement = ?1 GROUP BY added
        UNION ALL
        SELECT added, count(*), 0 FROM filter_past WHERE agreement = ?1 GROUP BY added
        UNION ALL
        SELECT removed, 0, count(*) FROM filter_past WHERE agreement = ?1 GROUP BY removed
    )
    SELECT version, at, actor, on_behalf_of, correlation, reason,
        CAST(coalesce(sum(touched.added), 0) AS BIGINT) AS added,
        CAST(coalesce(sum(touched.removed), 0) AS BIGINT) AS removed
    FROM filter_change LEFT JOIN touched USING (version)
    WHERE filter_change.agreement = ?1
    GROUP BY version, at, actor, on_behalf_of, correlation, reason ORDER BY version";

const IN_FORCE: &str = "
    SELECT kind, value FROM filter WHERE agreement = ?1 AND added <= ?2
    UNION ALL
    SELECT kind, value FROM filter_past WHERE agreement = ?1 AND added <= ?2 AND removed > ?2";

/// The history of the filters.
impl Store {
    /// Every change of a subscription's filters, newest last.
    pub fn filter_history(&self, agreement: AgreementId) -> Result<Vec<Revision>, StoreError> {
        self.read(READING, |tx| {
            tx.query(HISTORY, &values![agreement], |row| {
                let (added, removed) = (row.get("added")?, row.get("removed")?);
                Ok(Revision { change: read_change(row)?, added, removed })
            })
        })
    }

    /// A subscription's filters after one change of them.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when the change is not one of this subscription's.
    pub fn filters_at(
        &self,
        agreement: AgreementId,
        version: FilterVersion,
    ) -> Result<FilterSet, StoreError> {
        self.read(READING, |tx| {
            let its_own = "SELECT 1 FROM filter_change WHERE version = ?1 AND agreement = ?2";
            if !tx.exists(its_own, &values![version, agreement])? {
                return Err(StoreError::NotFound("such version of the agreement's filters".into()));
            }
            at(tx, agreement, version.0)
        })
    }

    /// The last version of a subscription's filters before a moment; `None` when there was none
    /// yet.
    pub fn filter_version_before(
        &self,
        agreement: AgreementId,
        end: Timestamp,
    ) -> Result<Option<FilterVersion>, StoreError> {
        let select = "SELECT version FROM filter_change WHERE agreement = ?1 AND at < ?2
                      ORDER BY version DESC LIMIT 1";
        self.read(READING, |tx| {
            tx.query_opt(select, &values![agreement, end], |row| row.get("version"))
        })
    }
}

/// A subscription's filters in one version, if they pass the check.
pub(crate) fn at(
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
pub(crate) fn read_change(row: &Row<'_>) -> Result<FilterChange, StoreError> {
    let author = Author {
        actor: row.get("actor")?,
        on_behalf_of: row.get("on_behalf_of")?,
        correlation: row.get("correlation")?,
    };
    let (version, at, reason) = (row.get("version")?, row.get("at")?, row.get("reason")?);
    Ok(FilterChange { version, at, author, reason })
}
