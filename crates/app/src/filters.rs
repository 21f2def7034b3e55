use ::filters::{Difference, Filter, FilterKind, FilterSet};
use access::AgreementUse::{Change, Read};
use civil::AgreementUuid;
use clock::{danish_day, danish_day_end};
use jiff::civil::Date;
use store::{Agreement, FilterEdit, FilterVersion, Revision, StoreError};

use crate::app::App;
use crate::error::AppError;
use crate::filter_requests::EditedFilters;
use crate::request_context::RequestContext;

/// A point in the history of a subscription's filters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FilterPoint {
    /// After a change.
    Version(FilterVersion),
    /// At the end of a day in Denmark.
    Day(Date),
}

/// The agreement has no such version. Does not repeat the number: it may be a PNR in the wrong place.
#[derive(Debug, thiserror::Error)]
#[error("agreement {0} has no such version; `cprabo filter history --agreement {0}` lists them")]
struct NoVersion(AgreementUuid);

/// The day is in the future.
#[derive(Debug, thiserror::Error)]
#[error("{day} has not come yet: today is {today}")]
struct NotYet {
    day: Date,
    today: Date,
}

/// A subscription's filters.
impl App {
    /// Adds a filter; `false` when it was there. A PNR is accepted even if the replica does not know it yet: a newborn,
    /// a future resident (`soap.md`). On disk when this returns.
    pub fn add_filter(&self, context: &RequestContext, filter: Filter) -> Result<bool, AppError> {
        Ok(!self.edit_filters(context, &FilterEdit::Add(vec![filter]))?.is_empty())
    }

    /// Removes a filter; `false` when it was not there, and no change that waits for approval would have added it. On disk when
    /// this returns.
    pub fn remove_filter(
        &self,
        context: &RequestContext,
        filter: Filter,
    ) -> Result<bool, AppError> {
        Ok(!self.edit_filters(context, &FilterEdit::Remove(vec![filter]))?.is_empty())
    }

    /// Removes all filters of a kind, in one transaction.
    pub fn remove_filters(
        &self,
        context: &RequestContext,
        kind: FilterKind,
    ) -> Result<EditedFilters, AppError> {
        self.edit_filters(context, &FilterEdit::RemoveKind(kind))
    }

    /// Changes filters in one transaction, and returns the changes; or keeps the change for approval.
    ///
    /// # Errors
    /// [`ErrorCode::ApprovalRequired`](crate::ErrorCode::ApprovalRequired).
    pub fn edit_filters(
        &self,
        context: &RequestContext,
        edit: &FilterEdit,
    ) -> Result<EditedFilters, AppError> {
        self.with_agreement(context, Change, |agreement| {
            self.edit_or_request(context, agreement, edit)
        })
    }

    /// The current filters, with every change that was answered before.
    pub fn filters(&self, context: &RequestContext) -> Result<FilterSet, AppError> {
        self.with_agreement(context, Read, |agreement| Ok(self.store.filters(agreement.id)?))
    }

    /// The changes that setting these filters would make: with the valid number for each that is replaced.
    pub fn compare_filters(
        &self,
        context: &RequestContext,
        set: &FilterSet,
    ) -> Result<Difference, AppError> {
        self.with_agreement(context, Read, |agreement| {
            let wanted = self.pipeline.with_valid_numbers(set)?;
            Ok(self.store.filters(agreement.id)?.difference(&wanted))
        })
    }

    /// Every change of the filters, the newest last.
    pub fn filter_history(&self, context: &RequestContext) -> Result<Vec<Revision>, AppError> {
        self.with_agreement(context, Read, |agreement| {
            Ok(self.store.filter_history(agreement.id)?)
        })
    }

    /// The filters at a point in their history; none before the first change.
    pub fn filters_at(
        &self,
        context: &RequestContext,
        point: FilterPoint,
    ) -> Result<FilterSet, AppError> {
        self.with_agreement(context, Read, |agreement| {
            let Some(version) = self.version_at(agreement, point)? else {
                return Ok(FilterSet::default());
            };
            match self.store.filters_at(agreement.id, version) {
                Err(StoreError::NotFound(_)) => {
                    Err(AppError::not_possible(NoVersion(agreement.uuid)))
                }
                found => Ok(found?),
            }
        })
    }

    fn version_at(
        &self,
        agreement: &Agreement,
        point: FilterPoint,
    ) -> Result<Option<FilterVersion>, AppError> {
        let day = match point {
            FilterPoint::Version(version) => return Ok(Some(version)),
            FilterPoint::Day(day) => day,
        };
        let today = danish_day(self.now());
        if day > today {
            return Err(AppError::not_possible(NotYet { day, today }));
        }
        Ok(self.store.filter_version_before(agreement.id, danish_day_end(day))?)
    }

    /// Whether a filter can be added: a PNR that does not begin with a day and a month only if the register has sent
    /// it.
    pub fn is_filter_possible(
        &self,
        context: &RequestContext,
        filter: &Filter,
    ) -> Result<bool, AppError> {
        self.as_operator(context, || match filter {
            Filter::Pnr(pnr) if !pnr.is_plausible() => Ok(self.store.person(*pnr)?.is_some()),
            _ => Ok(true),
        })
    }
}
