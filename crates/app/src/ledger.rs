use civil::Pnr;
use manifest::{InvalidCheckpoint, read_checkpoint, write_checkpoint};
use store::{AgreementText, LedgerFinding, LedgerStep, ReducedPerson, Stopped};

use crate::app::App;
use crate::error::AppError;
use crate::request_context::RequestContext;

/// A line of a list of checkpoints is none.
#[derive(Debug, thiserror::Error)]
#[error("line {line} of the checkpoints")]
struct WrongLine {
    line: usize,
    source: InvalidCheckpoint,
}

/// The disclosure ledger. For the operator only.
impl App {
    /// Signs where the ledger stands. Returns the line to be kept elsewhere.
    pub fn ledger_checkpoint(&self, context: &RequestContext) -> Result<String, AppError> {
        self.as_operator(context, || {
            write_checkpoint(&self.store, &self.signer, self.now()).map_err(AppError::internal)
        })
    }

    /// Takes one person out of the ledger, under every number that the person has had: entries keep their counts, and the chain stays
    /// as it is. Deliveries that can still be made again keep the person.
    pub fn reduce_person(
        &self,
        context: &RequestContext,
        pnr: Pnr,
        reason: &AgreementText,
    ) -> Result<ReducedPerson, AppError> {
        self.as_operator(context, || {
            let (numbers, now) = (self.numbers_of(pnr)?, self.now());
            let by = (&context.author, now);
            Ok(self.store.reduce_person(&numbers, now, reason.as_str(), by)?)
        })
    }

    /// Checks the ledger, also against a list of checkpoints that was kept elsewhere, one a line.
    ///
    /// # Errors
    /// [`ErrorCode::NotPossible`](crate::ErrorCode::NotPossible) when a line is no checkpoint of this installation.
    pub fn verify_ledger(
        &self,
        context: &RequestContext,
        checkpoints: &str,
        watch: &mut dyn FnMut(LedgerStep) -> Result<(), Stopped>,
    ) -> Result<Vec<LedgerFinding>, AppError> {
        self.as_operator(context, || {
            let lines = checkpoints.lines().enumerate();
            let lines = lines.map(|(place, line)| (place + 1, line.trim()));
            let known = lines
                .filter(|(_, line)| !line.is_empty())
                .map(|(line, text)| {
                    read_checkpoint(&self.signer, text).map_err(|source| WrongLine { line, source })
                })
                .collect::<Result<Vec<_>, _>>()
                .map_err(AppError::not_possible)?;
            Ok(disclosure::verify_ledger(&self.store, &self.signer, &known, watch)?)
        })
    }
}
