//! Clean-up: what it looks at, what an acceptance takes away, and its undoing.

use filters::{Filter, FilterKind};
use jiff::Timestamp;

use crate::db::table::{FILTER, FILTER_NEED, FILTER_PAST};
use crate::db::{Tx, checksums, values};
use crate::encoding::filter_value;
use crate::model::{
    AgreementId, Author, ChangeReason, CleanUp, CleanedUp, FilterVersion, NumberFilter,
    NumberFilters, RestoredFilters,
};
use crate::records_codec::Decoder;
use crate::store::Store;
use crate::{
    StoreError, agreement_rows, audit, expiry, filter_rows, filter_versions, need_rows, replica,
    run_rows,
};

/// Clean-up.
impl Store {
    /// Visits a subscription's PNR filters with what the replica has of each number, as of one moment.
    pub fn number_filters(
        &self,
        agreement: AgreementId,
        visit: &mut dyn FnMut(NumberFilter),
    ) -> Result<NumberFilters, StoreError> {
        let select = "SELECT value, at FROM filter JOIN filter_change
                ON filter_change.agreement = filter.agreement AND version = filter.added
            WHERE filter.agreement = ?1 AND kind = ?2 ORDER BY value";
        let kind = filter_value::kind(FilterKind::Pnr);
        self.read("reading the numbers of filters", |tx| {
            checksums::check(tx, &FILTER, agreement.0)?;
            let mut decoder = Decoder::default();
            tx.for_each(select, &values![agreement, kind], |row| {
                let pnr = row.get("value")?;
                let person = replica::person(tx, &mut decoder, pnr)?;
                visit(NumberFilter { pnr, added_at: row.get("at")?, person });
                Ok(())
            })?;
            let version = FilterVersion(filter_versions::current(tx, agreement)?);
            let as_of =
                run_rows::last_applied(tx)?.and_then(|run| Some((run.id, run.header?.proddto)));
            Ok(NumberFilters { version, as_of })
        })
    }

    /// Takes away what was accepted: filters in a version of its own, and files that nobody collected. One transaction,
    /// with an audit entry.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when the filters have changed since the proposals were made, or the agreement is closed;
    /// [`StoreError::Widens`] when the filters that are left would choose more persons. Nothing has changed then.
    pub fn clean_up(
        &self,
        agreement: AgreementId,
        accepted: &CleanUp,
        author: &Author,
        at: Timestamp,
    ) -> Result<CleanedUp, StoreError> {
        self.write("cleaning up", |tx| {
            let version = filter_versions::begin_edit(tx, agreement)?;
            agreement_rows::check_open(tx, agreement)?;
            if version != accepted.version.0 + 1 {
                return Err(StoreError::Conflict("the filters have changed meanwhile".into()));
            }
            let files = expiry::take_out_uncollected(tx, agreement, &accepted.deliveries, at)?;
            let before = filter_rows::kinds(tx, agreement)?;
            let mut filters = 0;
            for filter in &accepted.filters {
                filters += u64::from(filter_rows::remove(tx, agreement, *filter, version)?);
            }
            let combination = agreement_rows::combination(tx, agreement)?;
            if combination.widens(before, filter_rows::kinds(tx, agreement)?) {
                return Err(StoreError::Widens);
            }
            let version = (agreement, version);
            let version = record(tx, version, (author, at), ChangeReason::CleanUp, filters, None)?;
            let uuid = agreement_rows::uuid(tx, agreement)?;
            let subject =
                format!("agreement {uuid}: {filters} filters removed, {files} files left IN");
            audit::done(tx, author, at, "clean-up", subject)?;
            Ok(CleanedUp { version, filters, files })
        })
    }

    /// The filters that an acceptance removed: those of a version, or of the last acceptance that is not undone.
    ///
    /// # Errors
    /// As [`undo_clean_up`](Self::undo_clean_up).
    pub fn cleaned_up_filters(
        &self,
        agreement: AgreementId,
        of: Option<FilterVersion>,
    ) -> Result<Vec<Filter>, StoreError> {
        self.read("reading what a clean-up removed", |tx| {
            let removed = removed(tx, agreement, undoable(tx, agreement, of)?)?;
            Ok(removed.into_iter().map(|(filter, _)| filter).collect())
        })
    }

    /// Restores the filters that an acceptance removed, with the needs that they had: those of a version, or of the last
    /// acceptance that is not undone. Filters that are there again are left as they are. One transaction, with an audit
    /// entry.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when there is no such acceptance, [`StoreError::Conflict`] when it is undone already,
    /// nothing of it is missing, or the agreement is closed.
    pub fn undo_clean_up(
        &self,
        agreement: AgreementId,
        of: Option<FilterVersion>,
        author: &Author,
        at: Timestamp,
    ) -> Result<RestoredFilters, StoreError> {
        self.write("undoing a clean-up", |tx| {
            let version = filter_versions::begin_edit(tx, agreement)?;
            agreement_rows::check_open(tx, agreement)?;
            for table in [&FILTER_PAST, &FILTER_NEED] {
                checksums::check(tx, table, agreement.0)?;
            }
            let undone = undoable(tx, agreement, of)?;
            let filters = restore(tx, (agreement, version), undone)?;
            let (why, key) = (ChangeReason::CleanUpUndone, (agreement, version));
            let Some(version) = record(tx, key, (author, at), why, filters, Some(undone))? else {
                return Err(StoreError::Conflict("nothing of it is missing".into()));
            };
            let uuid = agreement_rows::uuid(tx, agreement)?;
            let subject =
                format!("agreement {uuid}: {filters} filters of version {undone} restored");
            audit::done(tx, author, at, "undo clean-up", subject)?;
            Ok(RestoredFilters { undone, version, filters })
        })
    }
}

/// Records a version that changed so many filters; `None` when that is none.
fn record(
    tx: &Tx<'_>,
    (agreement, version): (AgreementId, i64),
    author: (&Author, Timestamp),
    reason: ChangeReason,
    filters: u64,
    undoes: Option<FilterVersion>,
) -> Result<Option<FilterVersion>, StoreError> {
    if filters == 0 {
        filter_versions::give_back(tx, agreement)?;
        return Ok(None);
    }
    filter_versions::record_why(tx, (agreement, version), author, Some(reason), undoes)?;
    Ok(Some(FilterVersion(version)))
}

/// The acceptance to undo.
fn undoable(
    tx: &Tx<'_>,
    agreement: AgreementId,
    of: Option<FilterVersion>,
) -> Result<FilterVersion, StoreError> {
    let select = "SELECT version, (SELECT count(*) FROM filter_change AS undoing
            WHERE undoing.agreement = ?1 AND undoing.undoes = filter_change.version) AS undone
        FROM filter_change WHERE agreement = ?1 AND reason = ?2 ORDER BY version DESC";
    let key = values![agreement, ChangeReason::CleanUp.as_str()];
    let all: Vec<(FilterVersion, u64)> =
        tx.query(select, &key, |row| Ok((row.get("version")?, row.get("undone")?)))?;
    let is_it = |(version, undone): &&(FilterVersion, u64)| match of {
        Some(of) => *version == of,
        None => *undone == 0,
    };
    match all.iter().find(is_it) {
        None => Err(StoreError::NotFound("such acceptance: `cprabo filter history`".into())),
        Some((_, 1..)) => Err(StoreError::Conflict("it is undone already".into())),
        Some((version, _)) => Ok(*version),
    }
}

/// Adds the filters that a version removed, with the needs that they had. Returns how many were not there.
fn restore(
    tx: &Tx<'_>,
    (agreement, version): (AgreementId, i64),
    undone: FilterVersion,
) -> Result<u64, StoreError> {
    let mut restored = 0;
    for (filter, since) in removed(tx, agreement, undone)? {
        if filter_rows::add(tx, agreement, filter, version)? {
            need_rows::copy(tx, agreement, (filter, since), (filter, version))?;
            restored += 1;
        }
    }
    Ok(restored)
}

/// The filters that a version removed, each with the version that had added it.
fn removed(
    tx: &Tx<'_>,
    agreement: AgreementId,
    version: FilterVersion,
) -> Result<Vec<(Filter, i64)>, StoreError> {
    let select = "SELECT kind, value, added FROM filter_past
        WHERE agreement = ?1 AND removed = ?2 ORDER BY kind, value";
    tx.query(select, &values![agreement, version], |row| {
        Ok((filter_value::filter(row.get("kind")?, row.get("value")?)?, row.get("added")?))
    })
}
