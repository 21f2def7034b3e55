use std::sync::Arc;

use axum::{Router, middleware};
use clock::Clock;
use manifest::Signer;
use net::RateLimiter;
use pipeline::Pipeline;
use store::Store;
use utoipa::OpenApi;
use utoipa::openapi::OpenApi as Document;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::api_error::ApiError;
use crate::concurrency_limiter::ConcurrencyLimiter;
use crate::describe::ApiDoc;
use crate::error_code::ErrorCode;
use crate::handlers::{deliveries, drift, loads, manifest as manifests, public, replays};
use crate::{caller, limits};

/// Where the API is.
pub const PATH: &str = "/api/v1";

/// What the API needs.
#[derive(Debug, Clone)]
pub struct ApiState {
    /// Agreements, ledger and audit trail.
    pub store: Arc<Store>,
    /// What is asked for.
    pub pipeline: Pipeline,
    /// What time it is.
    pub clock: Clock,
    /// Limits addresses from which too much is refused.
    pub rate_limiter: Arc<RateLimiter>,
    /// Signs manifests.
    pub signer: Arc<Signer>,
}

/// What the handlers share.
#[derive(Debug, Clone)]
pub(crate) struct Shared {
    pub(crate) endpoint: ApiState,
    pub(crate) comparisons: ConcurrencyLimiter,
    pub(crate) replays: ConcurrencyLimiter,
}

impl Shared {
    pub(crate) fn new(endpoint: ApiState) -> Self {
        Self {
            endpoint,
            comparisons: ConcurrencyLimiter::new(limits::COMPARISONS),
            replays: ConcurrencyLimiter::new(limits::REPLAYS),
        }
    }
}

/// The API, to be nested at [`PATH`].
pub fn router(endpoint: ApiState) -> Router {
    let shared = Shared::new(endpoint);
    let heard = middleware::from_fn_with_state(shared.clone(), caller::authenticate);
    let router = Router::from(of_agreements()).route_layer(heard).merge(for_everyone());
    router
        .fallback(async || ApiError::from(ErrorCode::UnknownPath))
        .method_not_allowed_fallback(async || ApiError::from(ErrorCode::UnknownPath))
        .layer(middleware::map_response(caller::render_unrouted))
        .with_state(shared)
}

/// The API's description, in OpenAPI.
pub fn document() -> Document {
    let router = OpenApiRouter::with_openapi(ApiDoc::openapi());
    router.merge(of_agreements()).merge(for_everyone()).into_openapi()
}

/// What is asked of an agreement, by those who may.
fn of_agreements() -> OpenApiRouter<Shared> {
    OpenApiRouter::new()
        .routes(routes!(deliveries::list))
        .routes(routes!(manifests::signed))
        .routes(routes!(loads::order, loads::list))
        .routes(routes!(loads::get, loads::cancel))
        .routes(routes!(replays::order))
        .routes(routes!(drift::compare))
}

fn for_everyone() -> OpenApiRouter<Shared> {
    OpenApiRouter::new().routes(routes!(public::description)).routes(routes!(public::manifest_key))
}
