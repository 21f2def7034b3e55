use access::AgreementUse::LookUp;
use civil::Pnr;
use disclosure::{Explanation, Question};
use jiff::civil::Date;

use crate::app::App;
use crate::error::AppError;
use crate::request_context::RequestContext;

impl App {
    /// Why the agreement received a person in the extract of a day, or did not: each run of that day. The audit trail
    /// records who asked before anything is read.
    pub fn explain(
        &self,
        context: &RequestContext,
        pnr: Pnr,
        day: Date,
    ) -> Result<Vec<Explanation>, AppError> {
        self.with_agreement(context, LookUp, |agreement| {
            let question = Question { agreement, pnr, day };
            Ok(disclosure::explain(&self.store, &question, &context.author, self.now())?)
        })
    }
}
