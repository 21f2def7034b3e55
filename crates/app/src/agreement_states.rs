use access::AgreementUse::Read;
use store::{
    AgreementDetails, AgreementRow, AgreementStep, AgreementText, ImportConflict, ImportEffect,
    StateChange,
};

use crate::app::App;
use crate::error::AppError;
use crate::request_context::RequestContext;

/// How far agreements have come, and what they say. For the operator only.
impl App {
    /// Takes a step from one state to another. A suspension acts at once: nothing is delivered or answered any more, files
    /// cannot be fetched, and loads under way are cancelled.
    ///
    /// # Errors
    /// [`ErrorCode::NotPossible`](crate::ErrorCode::NotPossible) when the step cannot be taken from the agreement's state;
    /// [`ErrorCode::SecondPersonRequired`](crate::ErrorCode::SecondPersonRequired).
    pub fn step_agreement(
        &self,
        context: &RequestContext,
        step: AgreementStep,
        reason: Option<&AgreementText>,
    ) -> Result<(), AppError> {
        self.with_operators_agreement(context, |agreement| {
            let (author, now) = (&context.author, self.now());
            let (id, approval) = (agreement.id, self.approval);
            let done = match step {
                AgreementStep::Approve => {
                    self.store.approve_agreement(id, approval, reason, author, now)
                }
                _ => self.store.step_agreement(id, step, reason, author, now),
            };
            Ok(done?)
        })
    }

    /// Every change of an agreement's state, the oldest first. For people who may read it.
    pub fn agreement_states(&self, context: &RequestContext) -> Result<Vec<StateChange>, AppError> {
        self.as_user(context, Read, |agreement| Ok(self.store.agreement_states(agreement.id)?))
    }

    /// Changes what an agreement says of its parties and its purpose, where the change states something.
    pub fn describe_agreement(
        &self,
        context: &RequestContext,
        change: &AgreementDetails,
    ) -> Result<(), AppError> {
        self.with_operators_agreement(context, |agreement| {
            let (author, now) = (&context.author, self.now());
            Ok(self.store.change_agreement_details(agreement.id, change, author, now)?)
        })
    }

    /// Adds and changes the agreements of a list, all or none; or says what that would do.
    pub fn import_agreements(
        &self,
        context: &RequestContext,
        rows: &[AgreementRow],
        is_dry_run: bool,
    ) -> Result<Vec<Result<ImportEffect, ImportConflict>>, AppError> {
        self.as_operator(context, || match is_dry_run {
            true => Ok(self.store.preview_agreements(rows, self.approval)?),
            false => {
                let (author, now) = (&context.author, self.now());
                Ok(self.store.import_agreements(rows, self.approval, author, now)?)
            }
        })
    }
}
