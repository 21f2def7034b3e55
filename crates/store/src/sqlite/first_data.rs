//! First data: loads of those whom newly added filters choose, ordered by the platform.

use filters::FilterKind;
use jiff::Timestamp;
use jiff::civil::Date;
use rusqlite::{Transaction, params};

use super::columns::{self, execute, get, rows, time};
use super::{Sqlite, filter_value, runs};
use crate::StoreError;
use crate::model::{AgreementId, Author, LoadId, LoadSelection, LoadState};

const DOING: &str = "ordering first data";

impl Sqlite {
    pub(crate) fn order_first_data(
        &self,
        day: Date,
        at: Timestamp,
    ) -> Result<Vec<LoadId>, StoreError> {
        // Asked often, and seldom to do anything: no need to write then.
        if self.read(DOING, |tx| awaited(tx, day))?.is_empty() {
            return Ok(Vec::new());
        }
        self.write(DOING, |tx| {
            let mut ordered = Vec::new();
            for PendingFirstData { agreement, since, version } in awaited(tx, day)? {
                if has_news(tx, agreement, since, version)? {
                    ordered.push(insert_first_data(tx, agreement, since, at)?);
                }
                let update = "UPDATE agreement SET first_data = ?2 WHERE id = ?1";
                execute(tx, DOING, update, params![agreement.0, version])?;
            }
            Ok(ordered)
        })
    }
}

/// An agreement whose filters have changed between two versions since first data was looked after.
struct PendingFirstData {
    agreement: AgreementId,
    since: i64,
    version: i64,
}

fn awaited(tx: &Transaction<'_>, day: Date) -> Result<Vec<PendingFirstData>, StoreError> {
    // The last extract's version: what was added behind it waits for the next.
    let Some(run) = runs::last_applied(tx)? else { return Ok(Vec::new()) };
    let select = "SELECT agreement.id, agreement.first_data, run.filter_change FROM agreement
        JOIN run ON run.id = ?1
        WHERE agreement.first_data < run.filter_change
          AND valid_from <= ?2 AND (valid_until IS NULL OR valid_until >= ?2)
          AND NOT EXISTS (SELECT 1 FROM load_order
              WHERE agreement = agreement.id AND state IN ('ordered', 'running'))
          -- The day's delivery comes first.
          AND NOT EXISTS (SELECT 1 FROM delivery
              WHERE agreement = agreement.id AND published_at IS NULL)";
    rows(tx, DOING, select, params![run.id.0, columns::date(day)], |row| {
        Ok(PendingFirstData {
            agreement: AgreementId(get(row, "id")?),
            since: get(row, "first_data")?,
            version: get(row, "filter_change")?,
        })
    })
}

/// Whether filters that choose persons were added between two versions, and are still there.
fn has_news(
    tx: &Transaction<'_>,
    agreement: AgreementId,
    since: i64,
    version: i64,
) -> Result<bool, StoreError> {
    let select = "SELECT 1 FROM filter
        WHERE agreement = ?1 AND added > ?2 AND added <= ?3 AND kind <> ?4 LIMIT 1";
    let key = params![agreement.0, since, version, filter_value::kind(FilterKind::Event)];
    Ok(!rows(tx, DOING, select, key, |_| Ok(()))?.is_empty())
}

fn insert_first_data(
    tx: &Transaction<'_>,
    agreement: AgreementId,
    since: i64,
    at: Timestamp,
) -> Result<LoadId, StoreError> {
    let insert = "INSERT INTO load_order (agreement, kinds, reason, without_events, state, who,
            correlation, ordered_at, since)
        VALUES (?1, ?2, 'first data', 0, ?3, ?4, ?5, ?6, ?7)";
    let Author { actor, correlation, .. } = Author::PLATFORM;
    let row = params![
        agreement.0,
        LoadSelection::Filters.as_str(),
        LoadState::Ordered.as_str(),
        actor.to_string(),
        correlation.to_string(),
        time(at),
        since,
    ];
    execute(tx, DOING, insert, row)?;
    Ok(LoadId(tx.last_insert_rowid()))
}
