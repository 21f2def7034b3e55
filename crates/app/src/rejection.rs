use std::net::IpAddr;

use error_report::Report;
use store::{AuditEntry, Store};
use tracing::{debug, error, info, warn};

use crate::app::App;
use crate::error::AppError;
use crate::error_code::ErrorCode;
use crate::request_context::RequestContext;

impl App {
    /// Whether the address is rate-limited, so that nothing of a request is read.
    pub fn is_limited(&self, address: IpAddr) -> bool {
        self.rate_limiter.is_limited(address, self.now())
    }

    /// Logs and audits once that a request was rejected with an error of a use case. Rejections of an address that is
    /// rate-limited are not audited, and logged at a lower level, so that they fill neither. Blocks.
    pub fn reject(&self, context: &RequestContext, error: AppError) -> AppError {
        if error.is_failure() {
            let (correlation, protocol) = (context.author.correlation, context.protocol.as_str());
            let cause = Report(&error);
            error!(event = "request.failed", %correlation, protocol, error = %cause, "request failed");
        }
        if self.is_right_answer_to_probe(context, error.code()) {
            debug!("the probe has its answer");
            return error;
        }
        if context.principal.is_operator() {
            // An operator sees the error, and nothing was withheld. That somebody tried to do a second person's part is kept.
            if error.code() == ErrorCode::SecondPersonRequired {
                self.audit_rejection(context, error.code().as_str());
            }
            return error;
        }
        if error.code().is_unauthenticated() && self.is_over_limit(context) {
            return ErrorCode::TooManyRefusals.into();
        }
        self.record_rejection(context, error.code().as_str());
        error
    }

    /// Logs and counts that a request succeeded. Does not block.
    pub fn record_answer(&self, context: &RequestContext) {
        self.count_answered(context);
        self.keep_call(context, None);
        let (correlation, operation) = (context.author.correlation, &context.operation);
        let protocol = context.protocol.as_str();
        let agreement = context.claim.agreement().map(tracing::field::display);
        info!(event = "request.answered", %correlation, protocol, operation, agreement, "request answered");
    }

    /// Logs, audits and counts that a request was rejected, by the protocol's own code or a use case's. Blocks.
    pub fn record_rejection(&self, context: &RequestContext, code: &str) {
        self.keep_call(context, Some(code));
        let (correlation, operation) = (context.author.correlation, &context.operation);
        let (protocol, peer) = (context.protocol.as_str(), context.protocol.address());
        let peer = peer.map(tracing::field::display);
        warn!(event = "request.rejected", %correlation, protocol, peer, operation, code, "request rejected");
        self.audit_rejection(context, code);
    }

    fn audit_rejection(&self, context: &RequestContext, code: &str) {
        let agreement = context.claim.agreement().map(|agreement| format!("agreement {agreement}"));
        let entry = AuditEntry {
            author: context.author.clone(),
            action: context.operation.clone(),
            subject: agreement.unwrap_or_default(),
            outcome: code.to_owned(),
        };
        let write = |store: &Store| store.audit(&entry, self.now());
        if let Err(error) = self.counting_rejection(context, code, write) {
            let correlation = context.author.correlation;
            error!(event = "audit.not_written", %correlation, error = %Report(&error), "cannot write the audit trail");
        }
    }

    /// Counts a rejection for a certificate against the caller's address; `true` when the address is over its limit.
    fn is_over_limit(&self, context: &RequestContext) -> bool {
        let Some(address) = context.protocol.address() else { return false };
        if self.is_limited(address) {
            debug!(peer = %address, "a limited address is refused");
            return true;
        }
        self.rate_limiter.record_failure(address, self.now());
        false
    }
}
