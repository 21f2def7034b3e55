use access::{AgreementClaim, InvocationClaim, Principal};
use app::{App, AppError, ErrorCode, Protocol, RequestContext};
use axum::body::Body;
use axum::extract::Request as HttpRequest;
use axum::response::Response;
use https::{Peer, blocking};
use hyper::header;
use soap_proto::{
    Fault, FaultCode, InvocationContext, Request, SERVICE_UUID, Service, limits, result_answer,
};
use store::Author;
use tracing::debug;
use uuid::Uuid;

use crate::chunks::Chunks;
use crate::operations::{OperationResult, carry_out};
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
}

impl Call {
    pub(crate) fn new(app: App, peer: Peer, service: Service) -> Self {
        Self { app, peer, service, correlation: Uuid::new_v4() }
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
        response::of_call(answer, self.correlation)
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
            _ => response::of_call(Err(fault::of_error(&error)), self.correlation),
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
    async fn decide(&self, request: Request) -> Result<Body, Fault> {
        let name = request.name;
        let decided = self.blocking(move |call| call.carry_out(&request)).await;
        Ok(match decided.unwrap_or_else(|error| Err(fault::of_error(&error)))? {
            OperationResult::Subscription(result) => result_answer(name, result).into(),
            OperationResult::Load(status) => status.answer(name).into(),
            OperationResult::Filters(filters) => Body::new(Chunks::new(filters.into_chunks())),
        })
    }

    fn carry_out(&self, request: &Request) -> Result<OperationResult, Fault> {
        let context = self.context(Some(request));
        if request.context.service != SERVICE_UUID {
            // A caller without any right gets that error and not this one.
            self.app.authorize(&context).map_err(|error| fault::of_error(&error))?;
            self.app.record_rejection(&context, FaultCode::WrongService.as_str());
            return Err(FaultCode::WrongService.into());
        }
        let done = carry_out(&self.app, &context, &request.operation);
        let done = done.map_err(|error| fault::of_error(&error))?;
        self.app.record_answer(&context);
        Ok(done)
    }

    fn context(&self, request: Option<&Request>) -> RequestContext {
        RequestContext {
            principal: self.principal(),
            author: self.author(request.map(|request| &request.context)),
            claim: request.map_or(AgreementClaim::None, |request| claim(&request.context)),
            operation: request.map_or(UNREAD, |request| request.name).to_owned(),
            protocol: Protocol::Soap(self.peer.address),
        }
    }

    const fn principal(&self) -> Principal {
        Principal::System(self.peer.certificate)
    }

    fn author(&self, context: Option<&InvocationContext>) -> Author {
        let on_behalf_of = context.and_then(|context| context.on_behalf_of_user.as_ref());
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

const fn claim(context: &InvocationContext) -> AgreementClaim {
    AgreementClaim::Invocation(InvocationClaim {
        agreement: context.agreement,
        system: context.system,
        authority: context.authority,
    })
}

#[cfg(test)]
mod tests;
