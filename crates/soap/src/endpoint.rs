use std::net::IpAddr;
use std::sync::Arc;

use access::{Claim, Throttle, authorize};
use bytes::Bytes;
use clock::Clock;
use hyper::body::Body;
use hyper::header::{self, HeaderValue};
use hyper::{Method, Request, Response, StatusCode};
use soap_proto::{
    CONTENT_TYPE, Fault, FaultCode, PATH, Request as Soap, SERVICE_UUID, document, result_answer,
};
use store::{Actor, Agreement, AuditEntry, Author, Fingerprint, Store};
use tracing::{info, warn};
use uuid::Uuid;

use crate::body::{self, Answer};
use crate::operations::{Call, Done, carry_out};
use crate::refusal;

/// The service behind the connections.
#[derive(Debug, Clone)]
pub struct Endpoint {
    /// Agreements and filters.
    pub store: Arc<Store>,
    /// What time it is.
    pub clock: Clock,
    /// Slows down whoever is refused too often.
    pub throttle: Arc<Throttle>,
    /// The service's address as clients reach it, for the WSDL; `None` takes it from each request.
    pub public_url: Option<String>,
}

/// Who is at the other end of a connection.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Peer {
    pub(crate) address: IpAddr,
    pub(crate) certificate: Option<Fingerprint>,
}

impl Endpoint {
    /// Answers one HTTP request.
    pub(crate) async fn answer<B: Body<Data = Bytes> + Unpin>(
        &self,
        peer: Peer,
        request: Request<B>,
    ) -> Response<Answer> {
        if request.uri().path().trim_end_matches('/') != PATH.trim_end_matches('/') {
            return text(StatusCode::NOT_FOUND, &format!("Nothing here; the service is at {PATH}"));
        }
        match *request.method() {
            Method::GET | Method::HEAD => self.describe(&request),
            Method::POST => self.call(peer, request.into_body()).await,
            _ => text(StatusCode::METHOD_NOT_ALLOWED, "GET ?wsdl, or POST a SOAP envelope"),
        }
    }

    fn describe<B>(&self, request: &Request<B>) -> Response<Answer> {
        let address = self.public_url.clone().unwrap_or_else(|| own_address(request));
        match request.uri().query().and_then(|query| document(query, &address)) {
            Some(document) => xml(StatusCode::OK, document.into_bytes().into()),
            None => text(StatusCode::NOT_FOUND, "GET ?wsdl for the service's description"),
        }
    }

    async fn call<B: Body<Data = Bytes> + Unpin>(&self, peer: Peer, body: B) -> Response<Answer> {
        let correlation = Uuid::new_v4();
        let answer = match self.admit(peer, body).await {
            Ok(soap) => self.carry_out(peer, soap, correlation).await,
            Err(fault) => {
                self.refuse(peer, None, &fault, correlation).await;
                Err(fault)
            }
        };
        let mut response = match answer {
            Ok(answer) => xml(StatusCode::OK, answer),
            Err(fault) => xml(StatusCode::INTERNAL_SERVER_ERROR, fault.answer(correlation).into()),
        };
        // A UUID is always a header's value.
        if let Ok(value) = HeaderValue::try_from(correlation.to_string()) {
            response.headers_mut().insert("x-correlation-id", value);
        }
        response
    }

    /// The request of a caller who may at least be heard. XML of people without a registered certificate
    /// is not even parsed.
    async fn admit<B: Body<Data = Bytes> + Unpin>(
        &self,
        peer: Peer,
        body: B,
    ) -> Result<Soap, Fault> {
        let known = self.is_known(peer.certificate).await;
        if !known && self.throttle.is_blocked(peer.address, self.clock.now()) {
            return Err(FaultCode::Throttled.into());
        }
        let body = body::read(body).await?;
        match (known, peer.certificate) {
            (true, _) => Soap::parse(&body),
            (false, Some(_)) => Err(FaultCode::CertificateNotRegistered.into()),
            (false, None) => Err(FaultCode::CertificateMissing.into()),
        }
    }

    async fn is_known(&self, certificate: Option<Fingerprint>) -> bool {
        let Some(certificate) = certificate else { return false };
        let store = Arc::clone(&self.store);
        let holder = blocking(move || store.certificate_holder(certificate)).await;
        matches!(holder, Some(Ok(Some(_))))
    }

    async fn carry_out(&self, peer: Peer, soap: Soap, correlation: Uuid) -> Result<Answer, Fault> {
        let endpoint = self.clone();
        let operation = soap.operation;
        let context = soap.context.clone();
        let done =
            blocking(move || endpoint.authorize_and_do(peer, &context, operation, correlation));
        // `None`: the thread panicked, and its transaction was rolled back.
        match done.await.unwrap_or(Err(FaultCode::Internal)) {
            Ok((agreement, done)) => {
                let agreement = agreement.uuid;
                info!(%correlation, operation = operation.name(), %agreement, "call answered");
                Ok(match done {
                    Done::Outcome(outcome) => result_answer(operation.name(), outcome).into(),
                    Done::Filters(filters) => Answer::Chunks(Box::new(filters.into_chunks())),
                })
            }
            Err(code) => {
                let fault = code.into();
                self.refuse(peer, Some(&soap), &fault, correlation).await;
                Err(fault)
            }
        }
    }

    fn authorize_and_do(
        &self,
        peer: Peer,
        context: &soap_proto::InvocationContext,
        operation: soap_proto::Operation,
        correlation: Uuid,
    ) -> Result<(Agreement, Done), FaultCode> {
        let now = self.clock.now();
        let claim = Claim {
            agreement: context.agreement,
            system: context.system,
            authority: context.authority,
        };
        let agreement = authorize(&self.store, peer.certificate, &claim, now)
            .map_err(|refusal| refusal::code(&refusal, correlation))?;
        if context.service != SERVICE_UUID {
            return Err(FaultCode::WrongService);
        }
        let author = author(peer, context.on_behalf_of_user.clone(), correlation);
        let call = Call { store: &self.store, agreement: &agreement, author: &author, now };
        let done =
            carry_out(&call, operation).map_err(|error| refusal::internal(&error, correlation))?;
        Ok((agreement, done))
    }

    /// Logs and audits a refusal, and remembers whence it came.
    async fn refuse(&self, peer: Peer, soap: Option<&Soap>, fault: &Fault, correlation: Uuid) {
        let now = self.clock.now();
        let code = fault.code().word();
        let operation = soap.map_or("a call", |soap| soap.operation.name());
        warn!(%correlation, peer = %peer.address, operation, code, "call refused");
        match fault.code() {
            // Audited often enough already.
            FaultCode::Throttled => return,
            FaultCode::CertificateMissing | FaultCode::CertificateNotRegistered => {
                self.throttle.blame(peer.address, now);
            }
            _ => {}
        }
        let on_behalf_of = soap.and_then(|soap| soap.context.on_behalf_of_user.clone());
        let subject =
            soap.map_or(String::new(), |soap| format!("agreement {}", soap.context.agreement));
        let entry = AuditEntry {
            author: author(peer, on_behalf_of, correlation),
            action: operation.to_owned(),
            subject,
            outcome: code.to_owned(),
        };
        let store = Arc::clone(&self.store);
        if let Some(Err(error)) = blocking(move || store.audit(&entry, now)).await {
            refusal::internal(&error, correlation);
        }
    }
}

fn author(peer: Peer, on_behalf_of: Option<String>, correlation: Uuid) -> Author {
    let actor = peer.certificate.map_or(Actor::Address(peer.address), Actor::Certificate);
    Author { actor, on_behalf_of, correlation }
}

/// Runs what blocks on a thread that may; `None` when it panicked.
async fn blocking<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Option<T> {
    tokio::task::spawn_blocking(work).await.ok()
}

/// The address under which this request reached the service.
fn own_address<B>(request: &Request<B>) -> String {
    let plain = |host: &&str| {
        let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b".:[]-_".contains(&byte);
        !host.is_empty() && host.bytes().all(allowed)
    };
    let host = request.headers().get(header::HOST).and_then(|host| host.to_str().ok());
    format!("https://{}{PATH}", host.filter(plain).unwrap_or("localhost"))
}

fn xml(status: StatusCode, body: Answer) -> Response<Answer> {
    respond(status, CONTENT_TYPE, body)
}

fn text(status: StatusCode, text: &str) -> Response<Answer> {
    respond(status, "text/plain; charset=utf-8", format!("{text}\n").into_bytes().into())
}

fn respond(status: StatusCode, content_type: &'static str, body: Answer) -> Response<Answer> {
    let mut response = Response::new(body);
    *response.status_mut() = status;
    let value = HeaderValue::from_static(content_type);
    response.headers_mut().insert(header::CONTENT_TYPE, value);
    response
}
