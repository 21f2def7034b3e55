use access::AgreementUse::Change;
use std::collections::BTreeSet;

use civil::Pnr;
use disclosure::Drift;
use pipeline::PipelineError;
use store::{Agreement, LoadId, NewLoad};

use crate::app::App;
use crate::error::AppError;
use crate::request_context::RequestContext;

/// Compares the numbers that a system holds with its filters, for the operator.
impl App {
    /// Compares the numbers that a system holds with whom its filters choose now, for the operator.
    pub fn compare(
        &self,
        context: &RequestContext,
        held: &BTreeSet<Pnr>,
    ) -> Result<Drift, AppError> {
        self.with_agreement(context, Change, |agreement| {
            let (author, now) = (&context.author, self.now());
            Ok(disclosure::compare(self.pipeline.store(), agreement, held, author, now)?)
        })
    }

    /// The same for the system itself: the answer is recorded as disclosed before it is sent. With `catch_up` the
    /// missing are ordered as a load, whose number is returned.
    ///
    /// # Errors
    /// [`crate::ErrorCode::LoadUnderWay`] when a load is to be ordered and one is in progress: nothing is compared
    /// then.
    pub fn compare_and_record(
        &self,
        context: &RequestContext,
        held: &BTreeSet<Pnr>,
        catch_up: bool,
    ) -> Result<(Drift, Option<LoadId>), AppError> {
        self.with_agreement(context, Change, |agreement| {
            if catch_up {
                self.check_no_load_is_under_way(agreement)?;
            }
            let (store, by) = (self.pipeline.store(), (&context.author, self.now()));
            let drift = disclosure::drift(store, agreement, held)?;
            self.counting(context, store, drift.disclosed().len(), |store| {
                disclosure::record_comparison(store, agreement, held, &drift, by)
            })?;
            let load = if catch_up { self.order(context, agreement, &drift)? } else { None };
            Ok((drift, load))
        })
    }

    /// Orders a load of the missing; `None` when there are none.
    pub fn order_catch_up(
        &self,
        context: &RequestContext,
        drift: &Drift,
    ) -> Result<Option<LoadId>, AppError> {
        self.with_agreement(context, Change, |agreement| self.order(context, agreement, drift))
    }

    fn order(
        &self,
        context: &RequestContext,
        agreement: &Agreement,
        drift: &Drift,
    ) -> Result<Option<LoadId>, AppError> {
        if drift.missing.is_empty() {
            return Ok(None);
        }
        let is_everyone = drift.missing.len() as u64 == drift.chosen;
        let new = NewLoad {
            reason: Some("catch-up of persons who were missing".to_owned()),
            restrict_to: (!is_everyone).then(|| drift.missing.clone()),
            ..NewLoad::of(agreement.id)
        };
        Ok(self.pipeline.order_load(agreement, &new, &context.author).map(Some)?)
    }

    /// Checked first, because a comparison is recorded as a disclosure.
    fn check_no_load_is_under_way(&self, agreement: &Agreement) -> Result<(), PipelineError> {
        match self.pipeline.load(agreement, None) {
            Ok((load, _)) if load.state.is_open() => Err(PipelineError::LoadUnderWay),
            Ok(_) | Err(PipelineError::UnknownLoad) => Ok(()),
            Err(error) => Err(error),
        }
    }
}
