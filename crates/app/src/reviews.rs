use access::AgreementUse::{Change, Read};
use clock::danish_day;
use store::{AgreementText, NeedReason, ReviewState, ReviewStatus};

use crate::app::App;
use crate::error::AppError;
use crate::request_context::RequestContext;

/// An agreement in the list of reviews.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReviewLine {
    /// Where it stands.
    pub status: ReviewStatus,
    /// Whether a review is due today.
    pub state: ReviewState,
}

/// Reviews of the need for agreements' filters.
impl App {
    /// The agreements that are not closed, with their reviews; those that are overdue first, then by day. For the operator only.
    pub fn reviews(&self, context: &RequestContext) -> Result<Vec<ReviewLine>, AppError> {
        self.as_operator(context, || {
            let reviews = self.store.reviews()?.into_iter();
            let mut lines: Vec<ReviewLine> = reviews.map(|status| self.line(status)).collect();
            lines.sort_by_key(|line| (line.state.by().is_none(), line.state.by()));
            Ok(lines)
        })
    }

    /// Where the agreement stands with its reviews.
    pub fn review(&self, context: &RequestContext) -> Result<ReviewLine, AppError> {
        self.with_agreement(context, Read, |agreement| {
            Ok(self.line(self.store.review(agreement.id)?))
        })
    }

    /// Records that a person at the authority has reviewed the need for the agreement's filters, and answers for it. A system says
    /// it for the person whom it names: its certificate stands beside the name.
    pub fn confirm_review(
        &self,
        context: &RequestContext,
        name: &AgreementText,
        note: Option<&NeedReason>,
    ) -> Result<(), AppError> {
        self.with_agreement(context, Change, |agreement| {
            let (author, now) = (&context.author, self.now());
            Ok(self.store.confirm_review(agreement.id, name, note, author, now)?)
        })
    }

    /// Sets how often the agreement is reviewed, and after how many days overdue it is suspended: 0 for never, `Some(None)` for
    /// what the configuration says; `None` leaves it as it is. For the operator only.
    pub fn set_review_periods(
        &self,
        context: &RequestContext,
        every: Option<Option<u16>>,
        suspends: Option<Option<u16>>,
    ) -> Result<(), AppError> {
        self.with_operators_agreement(context, |agreement| {
            let (author, now) = (&context.author, self.now());
            Ok(self.store.set_review_periods(agreement.id, every, suspends, author, now)?)
        })
    }

    fn line(&self, status: ReviewStatus) -> ReviewLine {
        let state = status.state(danish_day(self.now()), danish_day);
        ReviewLine { status, state }
    }
}
