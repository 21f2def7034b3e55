use std::slice;

use ::filters::{Difference, Filter, FilterKind, FilterSet};
use access::AgreementUse::Change;
use matching::successor;
use pipeline::PipelineError;
use preview::persons_added;
use store::{
    Agreement, AgreementText, FilterEdit, FilterRequest, FilterRequestId, FilterRequestState, Store,
};

use crate::app::App;
use crate::detail::Detail;
use crate::error::AppError;
use crate::error_code::ErrorCode;
use crate::filter_approval::{PageApproval, WaitingAnswer};
use crate::request_context::{Protocol, RequestContext};

/// What a change of filters did.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct EditedFilters {
    /// What changed.
    pub changed: Difference,
    /// How many changes that wait for approval it has taken something back of.
    pub taken_back: u64,
}

impl EditedFilters {
    /// Whether nothing changed, and nothing was taken back.
    pub const fn is_empty(&self) -> bool {
        self.changed.is_empty() && self.taken_back == 0
    }
}

/// What an approval did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApprovedFilters {
    /// What changed.
    pub changed: Difference,
    /// How many persons more it chooses, counted when it was approved; `None` while the replica is empty.
    pub persons: Option<u64>,
    /// How many it was when it was requested.
    pub persons_when_requested: u64,
}

/// A request adds many more persons than whoever approves it knows of.
#[derive(Debug, thiserror::Error)]
#[error(
    "request {request} would add {now} persons now, and {known} {known_from}; nothing was changed. Look at it again: \
     `cprabo filter approve {request} --persons {now}` approves so many"
)]
struct MorePersons {
    request: FilterRequestId,
    now: u64,
    known: u64,
    known_from: &'static str,
}

/// Changes of filters that wait until somebody else approves them.
impl App {
    /// Changes filters, or keeps the change for approval where it adds too many persons. One that takes effect takes back what
    /// waits and contradicts it.
    ///
    /// # Errors
    /// [`ErrorCode::ApprovalRequired`] when it waits now, unless the protocol is answered as if it were done.
    pub(crate) fn edit_or_request(
        &self,
        context: &RequestContext,
        agreement: &Agreement,
        edit: &FilterEdit,
    ) -> Result<EditedFilters, AppError> {
        let author = &context.author;
        let Some(persons) = self.persons_to_approve(context, agreement, edit)? else {
            // First: an approval in between is undone by the change, and one behind it finds nothing to approve.
            let taken_back =
                self.store.take_back_filters(agreement.id, edit, author, self.now())?;
            let now = self.now();
            let write =
                |store: &Store| store.edit_filters(agreement.id, edit, &successor, author, now);
            let changed = self
                .counting(context, self.pipeline.store(), 0, write)
                .map_err(PipelineError::from)?;
            return Ok(EditedFilters { changed, taken_back });
        };
        let waits = self.request(context, agreement, edit, persons)?;
        let is_of_a_client = matches!(context.protocol, Protocol::Soap(_) | Protocol::Off4(_));
        match self.filter_approval.answer {
            WaitingAnswer::Accept if is_of_a_client => {
                Ok(EditedFilters { changed: as_if_done(edit), taken_back: 0 })
            }
            _ => Err(waits),
        }
    }

    /// Keeps a change for approval, and returns the error that says so.
    pub(crate) fn request(
        &self,
        context: &RequestContext,
        agreement: &Agreement,
        edit: &FilterEdit,
        persons: u64,
    ) -> Result<AppError, AppError> {
        let (store, author) = (self.pipeline.store(), &context.author);
        let id = store.request_filters(agreement.id, edit, persons, author, self.now())?;
        let detail = Detail::new(format!("request {id}"), format!("anmodning {id}"));
        Ok(AppError::with(ErrorCode::ApprovalRequired, detail))
    }

    /// How many persons more the change would choose, if these are too many, or 0 if nobody can say because the replica is
    /// empty.
    pub(crate) fn persons_to_approve(
        &self,
        context: &RequestContext,
        agreement: &Agreement,
        edit: &FilterEdit,
    ) -> Result<Option<u64>, AppError> {
        let PageApproval { persons: most, times } = self.filter_approval.limits(context.protocol);
        if most.is_none() && times.is_none() {
            return Ok(None);
        }
        // The first extract may bring anybody.
        let Some(persons) = self.persons_more(agreement, edit)? else { return Ok(Some(0)) };
        let is_many = most.is_some_and(|most| persons > most)
            || times.is_some_and(|_| persons >= PageApproval::LEAST)
                && self.is_times(agreement, persons, times.unwrap_or(u64::MAX))?;
        Ok(is_many.then_some(persons))
    }

    /// Whether so many persons more are, with those who are chosen now, at least so many times those.
    fn is_times(&self, agreement: &Agreement, more: u64, times: u64) -> Result<bool, AppError> {
        let store = self.pipeline.store();
        let (nobody, filters) = (FilterSet::default(), store.filters(agreement.id)?);
        let are_numbers = filters.kinds().iter().all(|kind| kind == FilterKind::Pnr);
        let now = match are_numbers {
            true => Some(filters.len() as u64),
            false => persons_added(store, agreement.combination, (&nobody, &filters))?,
        };
        Ok(now.is_none_or(|now| now.saturating_add(more) >= now.saturating_mul(times)))
    }

    /// How many persons more a change would choose; `None` when nobody can say because the replica is empty. Numbers are counted
    /// and not looked for, nor the valid ones beside them: an answer that depended on whether there is a person would be a
    /// look-up.
    fn persons_more(
        &self,
        agreement: &Agreement,
        edit: &FilterEdit,
    ) -> Result<Option<u64>, AppError> {
        let store = self.pipeline.store();
        let (before, after) =
            store.edited_filters(agreement.id, slice::from_ref(edit), &|_| None)?;
        let difference = before.difference(&after);
        let is_number = |filter: &Filter| filter.kind() == FilterKind::Pnr;
        let widens = agreement.combination.widens(before.kinds(), after.kinds());
        if difference.added.is_empty() && !widens {
            return Ok(Some(0));
        }
        if difference.added.iter().all(is_number) && difference.removed.is_empty() {
            return Ok(Some(difference.added.len() as u64));
        }
        Ok(persons_added(store, agreement.combination, (&before, &after))?)
    }

    /// The filter requests, or those that wait. For the operator only.
    pub fn filter_requests(
        &self,
        context: &RequestContext,
        is_waiting_only: bool,
    ) -> Result<Vec<FilterRequest>, AppError> {
        self.as_operator(context, || Ok(self.store.filter_requests(is_waiting_only)?))
    }

    /// Approves a filter request. The persons are counted again: since it was requested the replica and the filters have changed. For
    /// operators and administrators of the agreement's authority, and for another than who made it.
    ///
    /// # Errors
    /// [`ErrorCode::NotPossible`] when it adds more persons now than `seen`, or, without it, more than the setting and twice those
    /// that whoever approves it was shown. Nothing has changed then.
    pub fn approve_filters(
        &self,
        context: &RequestContext,
        id: FilterRequestId,
        reason: Option<&AgreementText>,
        seen: Option<u64>,
    ) -> Result<ApprovedFilters, AppError> {
        self.deciding(context, id, |agreement, request| {
            let persons = match request.state {
                FilterRequestState::Waiting => self.persons_more(agreement, &request.edit)?,
                // The store says so.
                _ => None,
            };
            if let Some(now) = persons {
                self.check_seen(&request, now, seen)?;
            }
            let by = (&context.author, self.now());
            let changed = self.store.approve_filters(&request, persons, reason, &successor, by)?;
            let persons_when_requested = request.persons;
            Ok(ApprovedFilters { changed, persons, persons_when_requested })
        })
    }

    fn check_seen(
        &self,
        request: &FilterRequest,
        now: u64,
        seen: Option<u64>,
    ) -> Result<(), AppError> {
        let (known, known_from, most) = match seen {
            Some(seen) => (seen, "may be approved by what you say", seen),
            None => {
                let shown = request.persons;
                let most = self.filter_approval.persons.unwrap_or(u64::MAX);
                (shown, "when it was requested", most.max(shown.saturating_mul(2)))
            }
        };
        if now <= most {
            return Ok(());
        }
        let request = request.id;
        Err(AppError::not_possible(MorePersons { request, now, known, known_from }))
    }

    /// Runs a decision of a person on a filter request: of an operator, or an administrator of the agreement's authority. Systems
    /// decide nothing.
    fn deciding<T>(
        &self,
        context: &RequestContext,
        id: FilterRequestId,
        work: impl FnOnce(&Agreement, FilterRequest) -> Result<T, AppError>,
    ) -> Result<T, AppError> {
        if context.principal.is_system() {
            return Err(self.reject(context, ErrorCode::OperatorOnly.into()));
        }
        let found = self.store.filter_request(id);
        let request = found.map_err(|error| self.reject(context, error.into()))?;
        let context = context.clone().about(request.agreement);
        self.with_agreement(&context, Change, |agreement| work(agreement, request))
    }

    /// Rejects a filter request. For operators and administrators of the agreement's authority.
    pub fn reject_filters(
        &self,
        context: &RequestContext,
        id: FilterRequestId,
        reason: Option<&AgreementText>,
    ) -> Result<(), AppError> {
        self.deciding(context, id, |_, _| {
            Ok(self.store.reject_filters(id, reason, &context.author, self.now())?)
        })
    }
}

/// What the change would have changed, as far as a client is told.
fn as_if_done(edit: &FilterEdit) -> Difference {
    match edit {
        FilterEdit::Add(added) | FilterEdit::AddFor(added, _) => {
            Difference { added: added.clone(), ..Difference::default() }
        }
        FilterEdit::Remove(removed) => {
            Difference { removed: removed.clone(), ..Difference::default() }
        }
        FilterEdit::RemoveKind(_) | FilterEdit::Set(_) => Difference::default(),
    }
}
