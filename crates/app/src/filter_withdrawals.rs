use ::filters::{Combination, Filter, FilterKind};
use access::AgreementUse::{Change, Read};
use access::Principal;
use preview::{Figure, Precision};
use store::{
    Agreement, FilterEdit, FilterRequest, FilterRequestId, FilterRequestState, StoreError,
};

use crate::app::App;
use crate::error::AppError;
use crate::error_code::ErrorCode;
use crate::previews::may_look_up;
use crate::request_context::RequestContext;

/// A filter request as its agreement's systems may see it.
#[derive(Debug, Clone)]
pub struct OwnFilterRequest {
    /// The request.
    pub request: FilterRequest,
    /// Whether the caller's system made it: then it may see the numbers that it sent, and withdraw it.
    pub is_own: bool,
    /// How many persons more it would have chosen when it was requested, as the caller may know.
    pub persons: Figure,
}

/// Changes of filters that wait, for the systems of the agreement.
impl App {
    /// The agreement's filter requests, or those that wait.
    pub fn own_filter_requests(
        &self,
        context: &RequestContext,
        is_waiting_only: bool,
    ) -> Result<Vec<OwnFilterRequest>, AppError> {
        self.with_agreement(context, Read, |agreement| {
            let found = self.store.filter_requests_of(agreement.id, is_waiting_only)?;
            found.into_iter().map(|request| self.own(context, agreement, request)).collect()
        })
    }

    /// Withdraws a filter request of the agreement that waits. For the system that made it.
    ///
    /// # Errors
    /// [`ErrorCode::UnknownFilterRequest`], [`ErrorCode::FilterRequestOfAnother`], [`ErrorCode::FilterRequestDecided`].
    pub fn withdraw_filters(
        &self,
        context: &RequestContext,
        id: FilterRequestId,
    ) -> Result<OwnFilterRequest, AppError> {
        self.with_agreement(context, Change, |agreement| {
            let request = match self.store.filter_request(id) {
                Err(StoreError::NotFound(_)) => Err(ErrorCode::UnknownFilterRequest.into()),
                found => found.map_err(AppError::from),
            }?;
            // That of another agreement is as unknown as one that nobody has made.
            if request.agreement != agreement.uuid {
                return Err(ErrorCode::UnknownFilterRequest.into());
            }
            if !self.own(context, agreement, request)?.is_own {
                return Err(ErrorCode::FilterRequestOfAnother.into());
            }
            match self.store.withdraw_filters(id, &context.author, self.now()) {
                Err(StoreError::Conflict(_)) => Err(ErrorCode::FilterRequestDecided.into()),
                withdrawn => self.own(context, agreement, withdrawn?),
            }
        })
    }

    fn own(
        &self,
        context: &RequestContext,
        agreement: &Agreement,
        request: FilterRequest,
    ) -> Result<OwnFilterRequest, AppError> {
        let is_own = match context.principal {
            Principal::Operator | Principal::User(_) => {
                request.author.actor == context.author.actor
            }
            Principal::System(_) | Principal::Off4Account(_) => {
                let caller = self.store.acting_system(&context.author.actor)?;
                caller.is_some() && caller == request.system
            }
        };
        let persons = match self.may_know_persons(agreement, &request.edit)? {
            Some(precision) if request.state == FilterRequestState::Waiting => {
                precision.persons(request.persons)
            }
            _ => Figure::HIDDEN,
        };
        Ok(OwnFilterRequest { request, is_own, persons })
    }

    /// How precisely the agreement's systems may know how many persons a change adds; `None` when not at all: where numbers are
    /// combined with other kinds, or stand beside them in the change, a number of persons would say who exists or where somebody
    /// lives.
    fn may_know_persons(
        &self,
        agreement: &Agreement,
        edit: &FilterEdit,
    ) -> Result<Option<Precision>, AppError> {
        if may_look_up(agreement) {
            return Ok(Some(Precision::Exact));
        }
        let is_number = |filter: &Filter| filter.kind() == FilterKind::Pnr;
        let filters = edit.filters();
        let (has_numbers, has_others) =
            (filters.iter().any(is_number), !filters.iter().all(is_number));
        let is_combined = agreement.combination != Combination::Any
            && (has_numbers || self.store.filters(agreement.id)?.kinds().has(FilterKind::Pnr));
        let is_hidden = is_combined || has_numbers && has_others;
        Ok((!is_hidden).then_some(Precision::Rounded))
    }
}
