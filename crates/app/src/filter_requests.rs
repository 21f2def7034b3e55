use std::slice;

use ::filters::{Difference, Filter, FilterKind};
use matching::successor;
use pipeline::PipelineError;
use preview::persons_added;
use store::{Agreement, AgreementText, FilterEdit, FilterRequest, FilterRequestId, Store};

use crate::app::App;
use crate::detail::Detail;
use crate::error::AppError;
use crate::error_code::ErrorCode;
use crate::filter_approval::WaitingAnswer;
use crate::request_context::{Protocol, RequestContext};

/// Changes of filters that wait until somebody else approves them.
impl App {
    /// Changes filters, or keeps the change for approval where it adds too many persons.
    ///
    /// # Errors
    /// [`ErrorCode::ApprovalRequired`] when it waits now, unless the protocol is answered as if it were done.
    pub(crate) fn edit_or_request(
        &self,
        context: &RequestContext,
        agreement: &Agreement,
        edit: &FilterEdit,
    ) -> Result<Difference, AppError> {
        let Some(persons) = self.persons_to_approve(agreement, edit)? else {
            let (author, now) = (&context.author, self.now());
            let write =
                |store: &Store| store.edit_filters(agreement.id, edit, &successor, author, now);
            let edited = self.counting(context, self.pipeline.store(), 0, write);
            return Ok(edited.map_err(PipelineError::from)?);
        };
        let waits = self.request(context, agreement, edit, persons)?;
        let is_of_a_client = matches!(context.protocol, Protocol::Soap(_) | Protocol::Off4(_));
        match self.filter_approval.answer {
            WaitingAnswer::Accept if is_of_a_client => Ok(as_if_done(edit)),
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
    /// empty. Numbers are counted and not looked for, nor the valid ones beside them: an answer that depended on whether there is
    /// a person would be a look-up.
    pub(crate) fn persons_to_approve(
        &self,
        agreement: &Agreement,
        edit: &FilterEdit,
    ) -> Result<Option<u64>, AppError> {
        let Some(most) = self.filter_approval.persons else { return Ok(None) };
        let store = self.pipeline.store();
        let (before, after) =
            store.edited_filters(agreement.id, slice::from_ref(edit), &|_| None)?;
        let difference = before.difference(&after);
        let is_number = |filter: &Filter| filter.kind() == FilterKind::Pnr;
        let widens = agreement.combination.widens(before.kinds(), after.kinds());
        if difference.added.is_empty() && !widens {
            return Ok(None);
        }
        if difference.added.iter().all(is_number) && difference.removed.is_empty() {
            let persons = difference.added.len() as u64;
            return Ok((persons > most).then_some(persons));
        }
        match persons_added(store, agreement.combination, (&before, &after))? {
            Some(persons) => Ok((persons > most).then_some(persons)),
            // The first extract may bring anybody.
            None => Ok(Some(0)),
        }
    }

    /// The filter requests, or those that wait. For the operator only.
    pub fn filter_requests(
        &self,
        context: &RequestContext,
        is_waiting_only: bool,
    ) -> Result<Vec<FilterRequest>, AppError> {
        self.as_operator(context, || Ok(self.store.filter_requests(is_waiting_only)?))
    }

    /// Approves a filter request, and returns what changed. For the operator only, and for another than who made it.
    pub fn approve_filters(
        &self,
        context: &RequestContext,
        id: FilterRequestId,
        reason: Option<&AgreementText>,
    ) -> Result<Difference, AppError> {
        self.as_operator(context, || {
            let (author, now) = (&context.author, self.now());
            Ok(self.store.approve_filters(id, reason, &successor, author, now)?)
        })
    }

    /// Rejects a filter request. For the operator only.
    pub fn reject_filters(
        &self,
        context: &RequestContext,
        id: FilterRequestId,
        reason: Option<&AgreementText>,
    ) -> Result<(), AppError> {
        self.as_operator(context, || {
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
