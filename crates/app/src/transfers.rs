use jiff::SignedDuration;
use store::{Transfer, TransferState};

use crate::app::App;
use crate::error::AppError;
use crate::request_context::RequestContext;

/// Which transfers are asked for.
#[derive(Debug, Clone, Default)]
pub struct TransferQuery {
    /// Those that were sent in so many days.
    pub days: u32,
    /// Those that this account sent, or that were sent to it.
    pub account: Option<String>,
    /// Those that are not done: not decided upon, or not collected by everybody.
    pub is_open: bool,
}

/// Files that systems sent to each other. For the operator only: names of files may be those of persons.
impl App {
    /// Transfers, the newest first.
    pub fn transfers(
        &self,
        context: &RequestContext,
        query: &TransferQuery,
    ) -> Result<Vec<Transfer>, AppError> {
        self.as_operator(context, || {
            let span = SignedDuration::from_hours(24 * i64::from(query.days));
            let since = self.now().saturating_sub(span).unwrap_or(jiff::Timestamp::MIN);
            let mut transfers = self.store.transfers(since)?;
            transfers.retain(|transfer| query.matches(transfer));
            Ok(transfers)
        })
    }
}

impl TransferQuery {
    fn matches(&self, transfer: &Transfer) -> bool {
        let is_of = |account: &str| {
            transfer.sender.as_str() == account
                || transfer.recipients.iter().any(|file| file.recipient.as_str() == account)
        };
        self.account.as_deref().is_none_or(is_of) && (!self.is_open || is_open(transfer))
    }
}

fn is_open(transfer: &Transfer) -> bool {
    let waits =
        |file: &store::ForwardedFile| file.collected_at.is_none() && file.removed_at.is_none();
    transfer.state == TransferState::Taken || transfer.recipients.iter().any(waits)
}
