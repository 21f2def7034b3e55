use access::{AgreementClaim, InvocationClaim, Principal};
use app::{App, AppError, CallMetering, ErrorCode, Protocol, RequestContext};
use axum::body::Body;
use axum::extract::Request as HttpRequest;
use axum::response::Response;
use civil::ServiceName;
use https::{Peer, blocking};
use hyper::header;
use jiff::Timestamp;
use soap_proto::{
    CallerContext, Fault, FaultedCall, Request, Service, limits, lookup_answer, result_answer,
};
use store::{AccountingInfo, Author};
use tracing::debug;
use uuid::Uuid;

use crate::chunks::Chunks;
use crate::lookups::LookupAnswer;
use crate::operations::{OperationResult, carry_out};
use crate::response::CallAnswer;
use crate::{fault, response};

/// The operation in log and audit trail when nothing of the call was parsed.
const UNREAD: &str = "unparsed request";

/// One call, from its first byte to its answer.
#[derive(Debug, Clone)]
pub(crate) struct Call {
    app: App,
    peer: Peer,
    service: Service,
    correlation: Uuid,
    received_at: Timestamp,
}

impl Call {
    pub(crate) fn new(app: App, peer: Peer, service: Service) -> Self {
        let received_at = app.now();
        Self { app, peer, service, correlation: Uuid::new_v4(), received_at }
    }

    /// Answers this request.
    pub(crate) async fn answer(self, request: HttpRequest) -> Response {
        if let Err(error) = self.authenticate().await {
            https::discard(request.into_body(), limits::BODY).await;
            return self.reject_unauthenticated(error).await;
        }
        let answer = match self.read(request).await {
            Ok(request) => self.decide(request).await,
            Err(fault) => Err(self.reject_unread(fault).await),
        };
        response::of_call(answer, &self.faulted())
    }

    /// What a fault says of this call.
    const fn faulted(&self) -> FaultedCall {
        FaultedCall {
            is_lookup: self.service.is_lookup(),
            correlation: self.correlation,
            received_at: self.received_at,
        }
    }

    /// Checks that the certificate is registered and valid: the XML of other callers is neither parsed nor kept in
    /// memory. For an authenticated connection there is no look-up: the agreement's check repeats it, and connections
    /// whose right ends are cut.
    async fn authenticate(&self) -> Result<(), AppError> {
        if self.peer.is_authenticated {
            return Ok(());
        }
        self.blocking(|call| call.app.authenticate(call.principal())).await?
    }

    /// The answer to a caller without a valid certificate, or whose certificate cannot be looked up.
    async fn reject_unauthenticated(&self, error: AppError) -> Response {
        let address = self.peer.address;
        if error.code().is_unauthenticated() && self.app.is_limited(address) {
            debug!(peer = %address, "a limited address is refused");
            return response::too_many();
        }
        let rejected = self.blocking(|call| call.app.reject(&call.context(None), error)).await;
        let error = rejected.unwrap_or_else(|error| error);
        match error.code() {
            ErrorCode::TooManyRefusals => response::too_many(),
            _ => response::of_call(Err(fault::of_error(&error)), &self.faulted()),
        }
    }

    async fn read(&self, request: HttpRequest) -> Result<Request, Fault> {
        let content_type = request.headers().get(header::CONTENT_TYPE);
        let content_type =
            content_type.map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned());
        let body = https::read(request, limits::BODY).await.map_err(fault::of_body)?;
        Request::parse(self.service, content_type.as_deref(), &body)
    }

    /// Records a rejected call of which only the caller is known.
    async fn reject_unread(&self, fault: Fault) -> Fault {
        let code = fault.code();
        let recorded =
            self.blocking(move |call| call.app.record_rejection(&call.context(None), code)).await;
        recorded.map_or_else(|error| fault::of_error(&error), |()| fault)
    }

    /// Carries the operation out, or rejects it. A rejection is recorded on the same thread, so that it is recorded
    /// even when the caller disconnects.
    async fn decide(&self, request: Request) -> Result<CallAnswer, Fault> {
        let (name, response) = (request.name, request.response);
        let decided = self.blocking(move |call| call.carry_out(&request)).await;
        let decided = decided.unwrap_or_else(|error| Err(fault::of_error(&error)))?;
        let body = match decided {
            OperationResult::Subscription(result) => result_answer(name, result).into(),
            OperationResult::Load(status) => status.answer(name).into(),
            OperationResult::Filters(filters) => Body::new(Chunks::new(filters.into_chunks())),
            OperationResult::Lookup(LookupAnswer { content, as_of }) => {
                let body = lookup_answer(self.service, response, &content).into();
                return Ok(CallAnswer { body, as_of });
            }
        };
        Ok(CallAnswer { body, as_of: None })
    }

    fn carry_out(&self, request: &Request) -> Result<OperationResult, Fault> {
        let context = self.context(Some(request));
        if self.asked_for(&request.context).is_none() {
            // A caller without any right gets that error and not this one.
            self.app.authorize(&context).map_err(|error| fault::of_error(&error))?;
            let fault = self.service.wrong_service();
            self.app.record_rejection(&context, fault.code());
            return Err(fault);
        }
        let done = carry_out(&self.app, &context, self.service, &request.operation)?;
        self.app.record_answer(&context);
        Ok(done)
    }

    fn context(&self, request: Option<&Request>) -> RequestContext {
        RequestContext {
            principal: self.principal(),
            author: self.author(request.map(|request| &request.context)),
            claim: request.map_or(AgreementClaim::None, |request| claim(&request.context)),
            service: self.service_name(request),
            callers_id: request.and_then(callers_id),
            operation: request.map_or(UNREAD, |request| request.name).to_owned(),
            protocol: Protocol::Soap(self.peer.address),
            metering: CallMetering::on(request.and_then(accounting_info)),
        }
    }

    const fn principal(&self) -> Principal {
        Principal::System(self.peer.certificate)
    }

    /// What the agreement must cover, by the caller's `ServiceUUID` or by the path; `None` for another service's UUID.
    fn asked_for(&self, context: &CallerContext) -> Option<ServiceName> {
        let uuid = match context {
            CallerContext::Invocation(context) => context.service,
            CallerContext::Authority(_) => self.service.uuids().first().copied()?,
        };
        self.service.covered_by(uuid)
    }

    /// The same; of a call with another service's UUID, what the service asks for first.
    fn service_name(&self, request: Option<&Request>) -> ServiceName {
        let asked_for = request.and_then(|request| self.asked_for(&request.context));
        let first = || self.service.covered_by(self.service.uuids().first().copied()?);
        asked_for.or_else(first).unwrap_or(ServiceName::Subscription)
    }

    fn author(&self, context: Option<&CallerContext>) -> Author {
        let on_behalf_of = context.and_then(|context| context.call().on_behalf_of_user.as_ref());
        Author {
            actor: self.peer.actor(),
            on_behalf_of: on_behalf_of.map(|text| text.reveal().to_owned()),
            correlation: self.correlation,
        }
    }

    /// Runs blocking work on a thread for it. A panic there is recorded as a failure of the platform.
    async fn blocking<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Self) -> T + Send + 'static,
    ) -> Result<T, AppError> {
        let call = self.clone();
        let done = blocking(move || work(&call)).await;
        match done {
            Ok(done) => Ok(done),
            Err(panicked) => {
                let (call, error) = (self.clone(), AppError::internal(panicked));
                let rejected = blocking(move || call.app.reject(&call.context(None), error)).await;
                Err(rejected.unwrap_or_else(|_| ErrorCode::Internal.into()))
            }
        }
    }
}

const fn claim(context: &CallerContext) -> AgreementClaim {
    match context {
        CallerContext::Invocation(context) => AgreementClaim::Invocation(InvocationClaim {
            agreement: context.agreement,
            system: context.system,
            authority: context.authority,
        }),
        CallerContext::Authority(context) => AgreementClaim::Authority(context.cvr),
    }
}

fn accounting_info(request: &Request) -> Option<AccountingInfo> {
    let text = request.context.call().accounting_info.as_ref()?;
    AccountingInfo::of(text.reveal())
}

fn callers_id(request: &Request) -> Option<String> {
    request.context.call().callers_call_id.as_ref().map(|text| text.reveal().to_owned())
}

#[cfg(test)]
mod tests;
