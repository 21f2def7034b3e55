use access::AgreementUse::Read;
use extract::Minimisation;
use store::TermsChange;

use crate::app::App;
use crate::error::AppError;
use crate::request_context::RequestContext;

/// What is left out of an agreement's deliveries, now and before.
#[derive(Debug, Clone)]
pub struct AgreementTerms {
    /// What is left out of the next extract's.
    pub minimisation: Minimisation,
    /// Every change, the oldest first.
    pub changes: Vec<TermsChange>,
}

/// The terms of deliveries.
impl App {
    /// What is left out of the agreement's deliveries, and who changed that.
    pub fn terms(&self, context: &RequestContext) -> Result<AgreementTerms, AppError> {
        self.with_agreement(context, Read, |agreement| {
            let changes = self.store.terms_changes(agreement.id)?;
            Ok(AgreementTerms { minimisation: agreement.minimisation.clone(), changes })
        })
    }

    /// Sets what is left out of the agreement's deliveries, from the next extract on. What was planned or delivered keeps the
    /// terms with which it was. Returns whether that changed anything. For the operator only.
    pub fn set_terms(
        &self,
        context: &RequestContext,
        minimisation: &Minimisation,
    ) -> Result<bool, AppError> {
        self.with_operators_agreement(context, |agreement| {
            let (author, now) = (&context.author, self.now());
            Ok(self.store.change_terms(agreement.id, minimisation, author, now)?)
        })
    }
}
