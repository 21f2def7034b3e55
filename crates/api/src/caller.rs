//! The caller of a request, and the record of requests: every request about an agreement passes here.

use access::{AgreementClaim, Principal};
use app::{App, AppError, CallMetering, Protocol, RequestContext};
use axum::Extension;
use axum::extract::{MatchedPath, RawPathParams, Request, State};
use axum::http::{HeaderName, HeaderValue, Method};
use axum::middleware::Next;
use axum::response::Response;
use civil::ServiceName;
use https::{Peer, blocking};
use store::{Agreement, Author};
use uuid::Uuid;

use crate::api_error::ApiError;
use crate::state::SharedState;
use crate::{limits, problem};

/// The header with a request's correlation id.
const CORRELATION: HeaderName = HeaderName::from_static("x-correlation-id");

/// A system that is authorized for an agreement.
#[derive(Debug, Clone)]
pub(crate) struct Caller {
    pub(crate) agreement: Agreement,
    pub(crate) context: RequestContext,
}

/// Passes a request to its handler if its caller is authorized for the agreement in the path. Rejections are rendered
/// here, and recorded if they were not before.
pub(crate) async fn authenticate(
    State(SharedState { app, .. }): State<SharedState>,
    Extension(peer): Extension<Peer>,
    path: MatchedPath,
    params: RawPathParams,
    request: Request,
    next: Next,
) -> Response {
    let context = context(peer, request.method(), &path, &params);
    let correlation = context.author.correlation;
    let response = match answer(&app, &context, request, next).await {
        Ok(response) => {
            app.record_answer(&context);
            response
        }
        Err(error) if error.is_recorded => problem::render(error, correlation),
        Err(error) => {
            let code = error.code.as_str();
            let recorded = run_blocking(&app, &context, move |app, context| {
                app.record_rejection(context, code);
            });
            let failed = recorded.await.err().map(ApiError::from);
            problem::render(failed.unwrap_or(error), correlation)
        }
    };
    with_correlation(response, correlation)
}

/// Renders rejections from before the caller is known: an unknown path.
pub(crate) async fn render_unrouted(response: Response) -> Response {
    match error_in(response) {
        Ok(response) => response,
        Err(error) => {
            let correlation = Uuid::new_v4();
            with_correlation(problem::render(error, correlation), correlation)
        }
    }
}

/// Runs blocking work on a thread for it. A panic there is recorded as a failure of the platform.
pub(crate) async fn run_blocking<T: Send + 'static>(
    app: &App,
    context: &RequestContext,
    work: impl FnOnce(&App, &RequestContext) -> T + Send + 'static,
) -> Result<T, AppError> {
    let (of_work, of_context) = (app.clone(), context.clone());
    match blocking(move || work(&of_work, &of_context)).await {
        Ok(done) => Ok(done),
        Err(panicked) => {
            let (app, context) = (app.clone(), context.clone());
            let error = AppError::internal(panicked);
            let rejected = blocking(move || app.reject(&context, error)).await;
            Err(rejected.unwrap_or_else(|_| app::ErrorCode::Internal.into()))
        }
    }
}

fn context(
    peer: Peer,
    method: &Method,
    path: &MatchedPath,
    params: &RawPathParams,
) -> RequestContext {
    let named = params.iter().find(|(name, _)| *name == "agreement");
    let agreement = named.and_then(|(_, value)| value.parse().ok());
    RequestContext {
        principal: Principal::System(peer.certificate),
        author: Author::new(peer.actor(), Uuid::new_v4()),
        claim: agreement.map_or(AgreementClaim::None, AgreementClaim::Named),
        // The route, without the agreement's UUID.
        service: service(path.as_str()),
        callers_id: None,
        operation: format!("{method} {}", path.as_str()),
        protocol: Protocol::Api(peer.address),
        metering: CallMetering::default(),
    }
}

/// What the agreement must cover.
fn service(path: &str) -> ServiceName {
    let is_lookup = ["/person", "/persons", "/person/report"].iter().any(|end| path.ends_with(end));
    if is_lookup { ServiceName::PersonBaseData } else { ServiceName::Subscription }
}

async fn answer(
    app: &App,
    context: &RequestContext,
    mut request: Request,
    next: Next,
) -> Result<Response, ApiError> {
    let authorized = run_blocking(app, context, App::authorize).await;
    match authorized.and_then(|authorized| authorized) {
        Ok(agreement) => {
            request.extensions_mut().insert(Caller { agreement, context: context.clone() });
            error_in(next.run(request).await)
        }
        Err(error) => {
            // A client that is still sending does not read the error response.
            https::discard(request.into_body(), limits::ORDER).await;
            Err(error.into())
        }
    }
}

/// The handler's rejection, if the response is one.
fn error_in(mut response: Response) -> Result<Response, ApiError> {
    match response.extensions_mut().remove::<ApiError>() {
        Some(error) => Err(error),
        None => Ok(response),
    }
}

fn with_correlation(mut response: Response, correlation: Uuid) -> Response {
    // A UUID is always a valid header value.
    if let Ok(value) = HeaderValue::try_from(correlation.to_string()) {
        response.headers_mut().insert(CORRELATION, value);
    }
    response
}
