use std::error::Error;

use access::{InvocationClaim, authenticate, authorize};
use axum::body::Body;
use axum::extract::Request as HttpRequest;
use axum::response::Response;
use https::{Peer, blocking};
use hyper::header;
use jiff::Timestamp;
use soap_proto::{
    Fault, FaultCode, InvocationContext, Request, SERVICE_UUID, Service, limits, result_answer,
};
use store::{Agreement, AuditEntry, Author};
use tracing::{debug, info, warn};
use uuid::Uuid;

use crate::chunks::Chunks;
use crate::endpoint::SoapState;
use crate::operations::{OperationContext, OperationResult, carry_out};
use crate::{refusal, response};

/// What log and audit trail call a call that was not read.
const UNREAD: &str = "unparsed request";

/// One call, from its first byte to its answer.
#[derive(Debug, Clone)]
pub(crate) struct RequestContext {
    endpoint: SoapState,
    peer: Peer,
    service: Service,
    correlation: Uuid,
}

impl RequestContext {
    pub(crate) fn new(endpoint: SoapState, peer: Peer, service: Service) -> Self {
        Self { endpoint, peer, service, correlation: Uuid::new_v4() }
    }

    /// Answers the call that this request is.
    pub(crate) async fn answer(self, request: HttpRequest) -> Response {
        let recognized = self.authenticate().await;
        if recognized.is_err_and(is_unauthenticated) && self.is_limited() {
            https::discard(request.into_body(), limits::BODY).await;
            debug!(peer = %self.peer.address, "a limited address is refused");
            return response::too_many();
        }
        let answer = match self.read_request(recognized, request).await {
            Ok(request) => self.decide(request).await,
            Err(fault) => {
                self.refuse_unread(fault.code()).await;
                Err(fault)
            }
        };
        response::of_call(answer, self.correlation)
    }

    /// Whether the certificate is anybody's, and valid. A store that fails is not the caller's fault.
    async fn authenticate(&self) -> Result<(), FaultCode> {
        let context = self.clone();
        let recognized = blocking(move || {
            let SoapState { store, clock, .. } = &context.endpoint;
            authenticate(store, context.peer.certificate, clock.now())
        });
        let recognized = recognized.await.map_err(|panicked| self.internal(&panicked))?;
        recognized.map_err(|refusal| refusal::code(&refusal, self.correlation))
    }

    fn is_limited(&self) -> bool {
        self.endpoint.rate_limiter.is_limited(self.peer.address, self.endpoint.clock.now())
    }

    /// The request of a caller who may at least be heard. XML of people without a valid, registered
    /// certificate is neither parsed nor kept in memory.
    async fn read_request(
        &self,
        recognized: Result<(), FaultCode>,
        request: HttpRequest,
    ) -> Result<Request, Fault> {
        if let Err(code) = recognized {
            https::discard(request.into_body(), limits::BODY).await;
            return Err(code.into());
        }
        let content_type = request.headers().get(header::CONTENT_TYPE);
        let content_type =
            content_type.map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned());
        let body = https::read(request, limits::BODY).await.map_err(refusal::unread)?;
        Request::parse(self.service, content_type.as_deref(), &body)
    }

    /// Carries the operation out, or refuses it; a refusal is audited on the same thread, so that a caller
    /// who hangs up before the answer is not forgotten.
    async fn decide(&self, request: Request) -> Result<Body, Fault> {
        let context = self.clone();
        let name = request.name;
        let decided = blocking(move || {
            let done = context.carry_out(&request);
            done.inspect_err(|fault| {
                context.note(Some(&request), fault.code());
                context.audit(Some(&request), fault.code());
            })
        });
        let done = match decided.await {
            Ok(done) => done?,
            Err(panicked) => {
                let code = self.internal(&panicked);
                self.refuse_unread(code).await;
                return Err(code.into());
            }
        };
        Ok(match done {
            OperationResult::SubscriptionResult(outcome) => result_answer(name, outcome).into(),
            OperationResult::Load(status) => status.answer(name).into(),
            OperationResult::Filters(filters) => Body::new(Chunks::new(filters.into_chunks())),
        })
    }

    fn carry_out(&self, request: &Request) -> Result<OperationResult, Fault> {
        let Request { name, context, operation } = request;
        let SoapState { store, pipeline, clock, .. } = &self.endpoint;
        let now = clock.now();
        let agreement = self.authorize(context, now)?;
        if context.service != SERVICE_UUID {
            return Err(FaultCode::WrongService.into());
        }
        let author = self.author(Some(context));
        let call = OperationContext { store, pipeline, agreement: &agreement, author: &author };
        let done = carry_out(&call, operation);
        let done = done.map_err(|error| refusal::fault(error, self.correlation))?;
        let agreement = agreement.uuid;
        info!(correlation = %self.correlation, operation = name, %agreement, "call carried out");
        Ok(done)
    }

    fn authorize(
        &self,
        context: &InvocationContext,
        now: Timestamp,
    ) -> Result<Agreement, FaultCode> {
        let claim = InvocationClaim {
            agreement: context.agreement,
            system: context.system,
            authority: context.authority,
        };
        authorize(&self.endpoint.store, self.peer.certificate, &claim, now)
            .map_err(|refusal| refusal::code(&refusal, self.correlation))
    }

    /// Logs and audits the refusal of a call of which no more is known than who made it, and remembers
    /// whence strangers came.
    async fn refuse_unread(&self, code: FaultCode) {
        if is_unauthenticated(code) {
            self.endpoint.rate_limiter.record_failure(self.peer.address, self.endpoint.clock.now());
        }
        self.note(None, code);
        let context = self.clone();
        if let Err(panicked) = blocking(move || context.audit(None, code)).await {
            self.internal(&panicked);
        }
    }

    /// Logs a refusal.
    fn note(&self, request: Option<&Request>, code: FaultCode) {
        let Self { peer, correlation, .. } = self;
        let operation = request.map_or(UNREAD, |request| request.name);
        warn!(%correlation, peer = %peer.address, operation, code = code.as_str(), "call refused");
    }

    /// Writes a refusal to the audit trail. Blocks.
    fn audit(&self, request: Option<&Request>, code: FaultCode) {
        let agreement = request.map(|request| format!("agreement {}", request.context.agreement));
        let entry = AuditEntry {
            author: self.author(request.map(|request| &request.context)),
            action: request.map_or(UNREAD, |request| request.name).to_owned(),
            subject: agreement.unwrap_or_default(),
            outcome: code.as_str().to_owned(),
        };
        if let Err(error) = self.endpoint.store.audit(&entry, self.endpoint.clock.now()) {
            self.internal(&error);
        }
    }

    fn author(&self, context: Option<&InvocationContext>) -> Author {
        let on_behalf_of = context.and_then(|context| context.on_behalf_of_user.as_ref());
        Author {
            actor: self.peer.actor(),
            on_behalf_of: on_behalf_of.map(|text| text.reveal().to_owned()),
            correlation: self.correlation,
        }
    }

    fn internal(&self, error: &dyn Error) -> FaultCode {
        refusal::internal(error, self.correlation)
    }
}

/// Whether the caller is refused for its certificate. Those are slowed down; who has a valid one never is,
/// because many systems call from one address.
const fn is_unauthenticated(code: FaultCode) -> bool {
    use FaultCode::{
        CertificateExpired, CertificateMissing, CertificateNotRegistered, CertificateRevoked,
    };
    matches!(
        code,
        CertificateMissing | CertificateNotRegistered | CertificateExpired | CertificateRevoked
    )
}

#[cfg(test)]
mod tests;
