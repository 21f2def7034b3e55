use access::AgreementUse::{Change, Read};
use std::collections::BTreeSet;

use ::filters::Filter;
use store::{FilterEdit, Need, StatedNeed, StoreError};

use crate::app::App;
use crate::detail::Detail;
use crate::error::AppError;
use crate::error_code::ErrorCode;
use crate::filter_requests::EditedFilters;
use crate::request_context::RequestContext;

/// Why, and how long, filters are needed.
impl App {
    /// Adds filters and states the need for them, in one transaction. Those that were there get it too. Returns what was
    /// added.
    ///
    /// # Errors
    /// As [`App::state_needs`]; [`ErrorCode::ApprovalRequired`].
    pub fn add_filters_for(
        &self,
        context: &RequestContext,
        filters: Vec<Filter>,
        need: Need,
    ) -> Result<EditedFilters, AppError> {
        self.with_agreement(context, Change, |agreement| {
            self.check_last_day(&need)?;
            let edit = FilterEdit::AddFor(filters, need);
            self.edit_or_request(context, agreement, &edit)
        })
    }

    /// States the need for filters in force, in place of what was stated before.
    ///
    /// # Errors
    /// [`ErrorCode::InvalidArgument`] when the last day is over, or a filter is not in force. Nothing has changed then.
    pub fn state_needs(
        &self,
        context: &RequestContext,
        filters: &BTreeSet<Filter>,
        need: &Need,
    ) -> Result<(), AppError> {
        self.with_agreement(context, Change, |agreement| {
            self.check_last_day(need)?;
            let (author, now) = (&context.author, self.now());
            match self.store.state_needs(agreement.id, filters, need, author, now) {
                Err(StoreError::NotFound(_)) => {
                    let english = "a filter of these is not in force; nothing was changed";
                    let danish = "et af disse filtre er ikke i kraft; intet er ændret";
                    Err(AppError::with(ErrorCode::InvalidArgument, Detail::new(english, danish)))
                }
                stated => Ok(stated?),
            }
        })
    }

    /// The needs for filters in force, by filter. Those without a stated need are left out.
    pub fn needs(&self, context: &RequestContext) -> Result<Vec<StatedNeed>, AppError> {
        self.with_agreement(context, Read, |agreement| Ok(self.store.needs(agreement.id)?))
    }
}
