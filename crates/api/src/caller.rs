//! Who calls, and how calls are told of: every request to an agreement comes through here.

use axum::Extension;
use axum::extract::{MatchedPath, RawPathParams, Request, State};
use axum::http::{HeaderName, HeaderValue, Method};
use axum::middleware::Next;
use axum::response::Response;
use https::{Peer, blocking};
use store::{Agreement, Author};
use tracing::info;
use uuid::Uuid;

use crate::api_error::ApiError;
use crate::endpoint::Shared;
use crate::request_context::RequestContext;
use crate::{limits, problem};

/// The header that tells a request's correlation id.
const CORRELATION: HeaderName = HeaderName::from_static("x-correlation-id");

/// A system that may ask of an agreement.
#[derive(Debug, Clone)]
pub(crate) struct Caller {
    pub(crate) agreement: Agreement,
    pub(crate) author: Author,
    pub(crate) context: RequestContext,
}

/// Lets a request through to its handler if its caller may ask of the agreement in the path. What is refused is
/// told, logged and audited: here, if it was not before.
pub(crate) async fn authenticate(
    State(Shared { endpoint, .. }): State<Shared>,
    Extension(peer): Extension<Peer>,
    path: MatchedPath,
    params: RawPathParams,
    request: Request,
    next: Next,
) -> Response {
    let named = params.iter().find(|(name, _)| *name == "agreement");
    let agreement = named.and_then(|(_, value)| value.parse().ok());
    let action = action(request.method(), &path);
    let context = RequestContext { endpoint, peer, correlation: Uuid::new_v4(), action, agreement };
    let response = match context.answer(request, next).await {
        Ok(response) => {
            let RequestContext { correlation, action, agreement, .. } = &context;
            let agreement = agreement.map(|agreement| agreement.to_string());
            info!(%correlation, action, agreement, "request answered");
            response
        }
        Err(error) => {
            let error = context.blocking(move |context| context.refuse(error)).await;
            problem::answer(error.unwrap_or_else(|error| error), context.correlation)
        }
    };
    with_correlation(response, context.correlation)
}

/// What was refused without anybody knowing the caller: an unknown path.
pub(crate) async fn render_unrouted(response: Response) -> Response {
    match refusal_in(response) {
        Ok(response) => response,
        Err(error) => {
            let correlation = Uuid::new_v4();
            with_correlation(problem::answer(error, correlation), correlation)
        }
    }
}

impl RequestContext {
    async fn answer(&self, mut request: Request, next: Next) -> Result<Response, ApiError> {
        match self.blocking(Self::authorize).await.and_then(|admitted| admitted) {
            Ok(agreement) => {
                let (author, context) = (self.author(), self.clone());
                request.extensions_mut().insert(Caller { agreement, author, context });
                refusal_in(next.run(request).await)
            }
            Err(error) => {
                // Who is still sending does not read the answer that tells why.
                https::discard(request.into_body(), limits::ORDER).await;
                Err(error)
            }
        }
    }

    async fn blocking<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Self) -> T + Send + 'static,
    ) -> Result<T, ApiError> {
        let context = self.clone();
        let done = blocking(move || work(&context)).await;
        done.map_err(|panicked| ApiError::internal(&panicked, self.correlation))
    }
}

fn action(method: &Method, path: &MatchedPath) -> String {
    format!("{method} {}", path.as_str())
}

/// A handler's refusal, if it is one.
fn refusal_in(mut response: Response) -> Result<Response, ApiError> {
    match response.extensions_mut().remove::<ApiError>() {
        Some(error) => Err(error),
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
