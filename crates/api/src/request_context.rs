use access::authorize_agreement;
use civil::AgreementUuid;
use https::Peer;
use store::{Agreement, AuditEntry, Author};
use tracing::{debug, warn};
use uuid::Uuid;

use crate::api_error::ApiError;
use crate::endpoint::ApiState;
use crate::error_code::ErrorCode;

/// One request, for log and audit trail.
#[derive(Debug, Clone)]
pub(crate) struct RequestContext {
    pub(crate) endpoint: ApiState,
    pub(crate) peer: Peer,
    pub(crate) correlation: Uuid,
    /// Method and path, without what stands for the agreement.
    pub(crate) action: String,
    pub(crate) agreement: Option<AgreementUuid>,
}

impl RequestContext {
    /// The agreement, if the caller may ask of it. Blocks.
    pub(crate) fn authorize(&self) -> Result<Agreement, ApiError> {
        let ApiState { store, clock, .. } = &self.endpoint;
        authorize_agreement(store, self.peer.certificate, self.agreement, clock.now())
            .map_err(|refusal| self.refuse(ApiError::of_refusal(&refusal, self.correlation)))
    }

    /// Logs and audits a refusal, and remembers whence strangers came; once, on the thread that refuses: a
    /// caller who hangs up before the answer is not forgotten. One who comes too often is neither audited nor
    /// logged loudly. Blocks.
    pub(crate) fn refuse(&self, error: ApiError) -> ApiError {
        if error.is_audited {
            return error;
        }
        let (rate_limiter, now) = (&self.endpoint.rate_limiter, self.endpoint.clock.now());
        if error.code.is_unauthenticated() {
            if rate_limiter.is_limited(self.peer.address, now) {
                debug!(peer = %self.peer.address, "a limited address is refused");
                return ApiError::from(ErrorCode::TooManyRefusals).mark_audited();
            }
            rate_limiter.record_failure(self.peer.address, now);
        }
        let Self { correlation, peer, action, .. } = self;
        let word = error.code.as_str();
        warn!(%correlation, peer = %peer.address, action, code = word, "request refused");
        self.audit(word);
        error.mark_audited()
    }

    pub(crate) fn author(&self) -> Author {
        Author::new(self.peer.actor(), self.correlation)
    }

    fn audit(&self, outcome: &str) {
        let agreement = self.agreement.map(|agreement| format!("agreement {agreement}"));
        let entry = AuditEntry {
            author: self.author(),
            action: self.action.clone(),
            subject: agreement.unwrap_or_default(),
            outcome: outcome.to_owned(),
        };
        if let Err(error) = self.endpoint.store.audit(&entry, self.endpoint.clock.now()) {
            ApiError::internal(&error, self.correlation);
        }
    }
}
