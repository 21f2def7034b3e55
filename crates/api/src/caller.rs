//! Who calls, and how calls are told of: every request to an agreement comes through here.

use axum::Extension;
use axum::extract::{MatchedPath, RawPathParams, Request, State};
use axum::http::{HeaderName, HeaderValue, Method};
use axum::middleware::Next;
use axum::response::Response;
use civil::AgreementUuid;
use https::{Peer, blocking};
use store::{Agreement, AuditEntry, Author};
use tracing::{debug, info, warn};
use uuid::Uuid;

use crate::endpoint::{Endpoint, Shared};
use crate::refused::Refused;
use crate::why::Why;
use crate::{limits, problem};

/// The header that tells a request's correlation id.
const CORRELATION: HeaderName = HeaderName::from_static("x-correlation-id");

/// A system that may ask of an agreement.
#[derive(Debug, Clone)]
pub(crate) struct Caller {
    pub(crate) agreement: Agreement,
    pub(crate) author: Author,
}

/// One request, for log and audit trail.
#[derive(Debug, Clone)]
struct Hearing {
    endpoint: Endpoint,
    peer: Peer,
    correlation: Uuid,
    /// Method and path, without what stands for the agreement.
    action: String,
    agreement: Option<AgreementUuid>,
}

/// Lets a request through to its handler if its caller may ask of the agreement in the path. Whatever is refused,
/// here or there, is told, logged and audited here.
pub(crate) async fn hear(
    State(Shared { endpoint, .. }): State<Shared>,
    Extension(peer): Extension<Peer>,
    path: MatchedPath,
    params: RawPathParams,
    mut request: Request,
    next: Next,
) -> Response {
    let named = params.iter().find(|(name, _)| *name == "agreement");
    let agreement = named.and_then(|(_, value)| value.parse().ok());
    let action = action(request.method(), &path);
    let hearing = Hearing { endpoint, peer, correlation: Uuid::new_v4(), action, agreement };
    let answered = match hearing.clone().admit().await {
        Ok(caller) => {
            request.extensions_mut().insert(caller);
            refusal_in(next.run(request).await)
        }
        Err(refused) => {
            // Who is still sending does not read the answer that tells why.
            https::discard(request.into_body(), limits::ORDER).await;
            Err(refused)
        }
    };
    match answered {
        Ok(response) => {
            let Hearing { correlation, action, agreement, .. } = &hearing;
            let agreement = agreement.map(|agreement| agreement.to_string());
            info!(%correlation, action, agreement, "request answered");
            with_correlation(response, hearing.correlation)
        }
        Err(refused) => hearing.refuse(refused).await,
    }
}

/// What was refused without anybody knowing the caller: an unknown path.
pub(crate) async fn tell_strangers(response: Response) -> Response {
    match refusal_in(response) {
        Ok(response) => response,
        Err(refused) => {
            let correlation = Uuid::new_v4();
            with_correlation(problem::answer(refused, correlation), correlation)
        }
    }
}

fn action(method: &Method, path: &MatchedPath) -> String {
    format!("{method} {}", path.as_str())
}

/// A handler's refusal, if it is one.
fn refusal_in(mut response: Response) -> Result<Response, Refused> {
    match response.extensions_mut().remove::<Refused>() {
        Some(refused) => Err(refused),
        None => Ok(response),
    }
}

fn with_correlation(mut response: Response, correlation: Uuid) -> Response {
    // A UUID is always a header's value.
    if let Ok(value) = HeaderValue::try_from(correlation.to_string()) {
        response.headers_mut().insert(CORRELATION, value);
    }
    response
}

impl Hearing {
    async fn admit(self) -> Result<Caller, Refused> {
        let Self { endpoint, peer, correlation, agreement, .. } = self;
        let authorized = blocking(move || {
            let now = endpoint.clock.now();
            access::authorize_holder(&endpoint.store, peer.certificate, agreement, now)
        });
        let authorized =
            authorized.await.map_err(|error| Refused::internal(&error, correlation))?;
        let agreement = authorized.map_err(|refusal| Refused::of_refusal(&refusal, correlation))?;
        Ok(Caller { agreement, author: Author::new(peer.actor(), correlation) })
    }

    /// Tells, logs and audits a refusal, and remembers whence strangers came. One who comes too often is
    /// neither audited nor logged loudly.
    async fn refuse(self, refused: Refused) -> Response {
        let (throttle, now) = (&self.endpoint.throttle, self.endpoint.clock.now());
        if refused.why.is_strangers() {
            if throttle.is_blocked(self.peer.address, now) {
                debug!(peer = %self.peer.address, "a throttled address is refused");
                let refused = Refused::from(Why::TooManyRefusals);
                return with_correlation(
                    problem::answer(refused, self.correlation),
                    self.correlation,
                );
            }
            throttle.blame(self.peer.address, now);
        }
        let Self { correlation, peer, action, .. } = &self;
        let (correlation, word) = (*correlation, refused.why.word());
        warn!(%correlation, peer = %peer.address, action, code = word, "request refused");
        let audited = blocking(move || self.audit(word)).await;
        if let Err(error) = audited {
            Refused::internal(&error, correlation);
        }
        with_correlation(problem::answer(refused, correlation), correlation)
    }

    /// Writes a refusal to the audit trail. Blocks.
    fn audit(&self, outcome: &str) {
        let agreement = self.agreement.map(|agreement| format!("agreement {agreement}"));
        let entry = AuditEntry {
            author: Author::new(self.peer.actor(), self.correlation),
            action: self.action.clone(),
            subject: agreement.unwrap_or_default(),
            outcome: outcome.to_owned(),
        };
        if let Err(error) = self.endpoint.store.audit(&entry, self.endpoint.clock.now()) {
            Refused::internal(&error, self.correlation);
        }
    }
}
