//! First data: loads of the persons that newly added filters select, ordered by the platform.

use filters::FilterKind;
use jiff::Timestamp;
use jiff::civil::Date;

use crate::counters::{self, Counter};
use crate::db::{Tx, values};
use crate::encoding::filter_value;
use crate::model::{AgreementId, Author, LoadId, LoadSelection, LoadState};
use crate::store::Store;
use crate::{StoreError, run_rows};

const ORDERING: &str = "ordering first data";

/// First data.
impl Store {
    /// Orders first data for the agreements that ask for it and have new filters with which the
    /// last extract was matched. They must be in force on `day`.
    pub fn order_first_data(&self, day: Date, at: Timestamp) -> Result<Vec<LoadId>, StoreError> {
        // Asked often and seldom true: only then a write transaction is opened.
        if self.read(ORDERING, |tx| awaited(tx, day))?.is_empty() {
            return Ok(Vec::new());
        }
        self.write(ORDERING, |tx| {
            let mut ordered = Vec::new();
            for PendingFirstData { agreement, since, version } in awaited(tx, day)? {
                if has_news(tx, agreement, since, version)? {
                    ordered.push(insert_first_data(tx, agreement, since, at)?);
                }
                let update = "UPDATE agreement SET first_data = ?2 WHERE id = ?1";
                tx.execute(update, &values![agreement, version])?;
            }
            Ok(ordered)
        })
    }
}

/// An agreement whose filters have changed between two versions, since first data was last
/// considered.
struct PendingFirstData {
    agreement: AgreementId,
    since: i64,
    version: i64,
}

fn awaited(tx: &Tx<'_>, day: Date) -> Result<Vec<PendingFirstData>, StoreError> {
    // The last extract's versions: filters that were added later wait for the next extract.
    let Some(run) = run_rows::last_applied(tx)? else { return Ok(Vec::new()) };
    let select = "SELECT agreement.id, agreement.first_data, run_filters.version
        FROM run_filters JOIN agreement ON agreement.id = run_filters.agreement
        WHERE run_filters.run = ?1 AND agreement.first_data < run_filters.version
          AND agreement.state = 'active'
          AND valid_from <= ?2 AND (valid_until IS NULL OR valid_until >= ?2)
          AND NOT EXISTS (SELECT 1 FROM load_order
              WHERE agreement = agreement.id AND state IN ('ordered', 'running'))
          AND NOT EXISTS (SELECT 1 FROM delivery
              WHERE agreement = agreement.id AND published_at IS NULL)";
    tx.query(select, &values![run.id, day], |row| {
        Ok(PendingFirstData {
            agreement: row.get("id")?,
            since: row.get("first_data")?,
            version: row.get("version")?,
        })
    })
}

/// Whether filters that choose persons were added between two versions and are still there.
fn has_news(
    tx: &Tx<'_>,
    agreement: AgreementId,
    since: i64,
    version: i64,
) -> Result<bool, StoreError> {
    let select = "SELECT 1 FROM filter
        WHERE agreement = ?1 AND added > ?2 AND added <= ?3 AND kind <> ?4 LIMIT 1";
    let key = values![agreement, since, version, filter_value::kind(FilterKind::Event)];
    tx.exists(select, &key)
}

fn insert_first_data(
    tx: &Tx<'_>,
    agreement: AgreementId,
    since: i64,
    at: Timestamp,
) -> Result<LoadId, StoreError> {
    let insert = "INSERT INTO load_order (agreement, kinds, reason, without_events, state, actor,
            correlation, ordered_at, since_version, id)
        VALUES (?1, ?2, 'first data', 0, ?3, ?4, ?5, ?6, ?7, ?8)";
    let Author { actor, correlation, .. } = Author::PLATFORM;
    let id = LoadId(counters::next(tx, Counter::LoadOrder)?);
    let row = values![
        agreement,
        LoadSelection::Filters.as_str(),
        LoadState::Ordered.as_str(),
        actor.to_string(),
        correlation.to_string(),
        at,
        since,
        id,
    ];
    tx.execute(insert, &row).map(|_| id)
}
