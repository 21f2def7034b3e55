use access::AgreementUse::Change;
use std::collections::BTreeSet;

use civil::{Cvr, ServiceName, SystemUuid};
use clock::danish_day;
use filters::FilterSet;
use jiff::civil::Date;
use store::{Agreement, LookupTerms, NewAgreement, System};

use crate::app::App;
use crate::error::AppError;
use crate::request_context::RequestContext;

/// Service agreements. For the operator only.
impl App {
    /// Adds an agreement; with `first_data`, new filters bring full data on the persons they choose.
    ///
    /// # Errors
    /// [`ErrorCode::SecondPersonRequired`](crate::ErrorCode::SecondPersonRequired) for one that would be active at once.
    pub fn add_agreement(
        &self,
        context: &RequestContext,
        new: &NewAgreement,
        first_data: bool,
    ) -> Result<(), AppError> {
        self.as_operator(context, || {
            if let (Some(from), Some(until)) = (new.valid_from, new.valid_until)
                && until < from
            {
                return Err(AppError::not_possible(EndsBeforeItBegins { from, until }));
            }
            if !self.approval.allows_adding(new.state) {
                return Err(AppError::second_person(new.uuid));
            }
            let id = self.store.add_agreement(new, &context.author, self.now())?;
            if first_data {
                self.store.set_first_data(id, true, &context.author, self.now())?;
            }
            Ok(())
        })
    }

    /// All agreements, each with its system and its filters.
    pub fn agreements(
        &self,
        context: &RequestContext,
    ) -> Result<Vec<(Agreement, Option<System>, FilterSet)>, AppError> {
        self.as_operator(context, || {
            let systems = self.store.systems()?;
            let complete = |agreement: Agreement| {
                let system = systems.iter().find(|system| system.id == agreement.system).cloned();
                let filters = self.store.filters(agreement.id)?;
                Ok((agreement, system, filters))
            };
            self.store.agreements()?.into_iter().map(complete).collect()
        })
    }

    /// Ends the agreement with a day, yesterday by default: after that day nothing is delivered under it, and earlier
    /// deliveries can no longer be fetched. Returns the last day, and whether it is over.
    pub fn end_agreement(
        &self,
        context: &RequestContext,
        last_day: Option<Date>,
    ) -> Result<(Date, bool), AppError> {
        self.with_operators_agreement(context, |agreement| {
            let today = danish_day(self.now());
            let last_day = last_day.map_or_else(|| yesterday(today), Ok)?;
            self.store.end_agreement(agreement.id, last_day, &context.author, self.now())?;
            Ok((last_day, last_day < today))
        })
    }

    /// Closes the agreement for good, if nothing is outstanding: its filters are removed.
    pub fn close_agreement(&self, context: &RequestContext) -> Result<(), AppError> {
        self.with_operators_agreement(context, |agreement| {
            let last_day = yesterday(danish_day(self.now()))?;
            Ok(self.store.close_agreement(agreement.id, last_day, &context.author, self.now())?)
        })
    }

    /// Sets whether new filters bring full data on the persons they choose.
    pub fn set_first_data(&self, context: &RequestContext, is_on: bool) -> Result<(), AppError> {
        self.with_operators_agreement(context, |agreement| {
            Ok(self.store.set_first_data(agreement.id, is_on, &context.author, self.now())?)
        })
    }

    /// Sets whether persons who enter an age range are delivered on that day, though their data have not changed.
    pub fn set_ages_in(&self, context: &RequestContext, is_on: bool) -> Result<(), AppError> {
        self.with_operators_agreement(context, |agreement| {
            Ok(self.store.set_ages_in(agreement.id, is_on, &context.author, self.now())?)
        })
    }

    /// Changes which services the agreement covers. Returns those that it covers then.
    pub fn change_services(
        &self,
        context: &RequestContext,
        change: impl Fn(&mut BTreeSet<ServiceName>),
    ) -> Result<BTreeSet<ServiceName>, AppError> {
        self.with_operators_agreement(context, |agreement| {
            let (author, now) = (&context.author, self.now());
            Ok(self.store.change_services(agreement.id, &change, author, now)?)
        })
    }

    /// Changes the agreement's user systems, besides the one that receives its files: they call under it, with
    /// certificates of their own. Returns those that it has then.
    pub fn change_user_systems(
        &self,
        context: &RequestContext,
        change: impl Fn(&mut BTreeSet<SystemUuid>),
    ) -> Result<BTreeSet<SystemUuid>, AppError> {
        self.with_operators_agreement(context, |agreement| {
            let (author, now) = (&context.author, self.now());
            Ok(self.store.change_user_systems(agreement.id, &change, author, now)?)
        })
    }

    /// The agreement's user systems, besides the one that receives its files.
    pub fn user_systems(&self, context: &RequestContext) -> Result<BTreeSet<SystemUuid>, AppError> {
        self.with_operators_agreement(context, |agreement| {
            Ok(self.store.user_systems(agreement.id)?)
        })
    }

    /// Changes how look-ups are answered under the agreement.
    pub fn change_lookup_terms(
        &self,
        context: &RequestContext,
        change: LookupTermsChange,
    ) -> Result<(), AppError> {
        self.with_operators_agreement(context, |agreement| {
            let changed = |cvr: Option<Cvr>, before: LookupTerms| {
                let terms = LookupTerms {
                    only_chosen: change.only_chosen.unwrap_or(before.only_chosen),
                    omits_protected: change.omits_protected.unwrap_or(before.omits_protected),
                };
                (change.cvr.or(cvr), terms)
            };
            let (author, now) = (&context.author, self.now());
            Ok(self.store.change_lookup_terms(agreement.id, &changed, author, now)?)
        })
    }

    /// Runs a use case of the operator about an agreement.
    pub(crate) fn with_operators_agreement<T>(
        &self,
        context: &RequestContext,
        work: impl FnOnce(&Agreement) -> Result<T, AppError>,
    ) -> Result<T, AppError> {
        self.as_operator(context, || Ok(()))?;
        self.with_agreement(context, Change, work)
    }
}

/// A change of how look-ups are answered under an agreement; `None` leaves a term as it is.
#[derive(Debug, Clone, Copy, Default)]
pub struct LookupTermsChange {
    /// The authority's CVR number.
    pub cvr: Option<Cvr>,
    /// Only on persons whom the filters choose.
    pub only_chosen: Option<bool>,
    /// Without protected addresses.
    pub omits_protected: Option<bool>,
}

impl LookupTermsChange {
    /// Whether it changes anything.
    pub const fn is_some(&self) -> bool {
        self.cvr.is_some() || self.only_chosen.is_some() || self.omits_protected.is_some()
    }
}

/// The last day is before the first.
#[derive(Debug, thiserror::Error)]
#[error("the agreement would end before it begins: {until} is before {from}")]
struct EndsBeforeItBegins {
    from: Date,
    until: Date,
}

fn yesterday(day: Date) -> Result<Date, AppError> {
    day.yesterday().map_err(AppError::internal)
}
