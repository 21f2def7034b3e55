use std::sync::Arc;

use access::Throttle;
use axum::routing::get;
use axum::{Json, Router, middleware};
use clock::Clock;
use manifest::Signer;
use pipeline::Pipeline;
use store::Store;
use tokio::sync::Semaphore;
use utoipa::OpenApi;
use utoipa::openapi::OpenApi as Document;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::handlers::{deliveries, drift, loads, manifest as manifests, replays};
use crate::refused::Refused;
use crate::why::Why;
use crate::{caller, limits};

/// Where the API is.
pub const PATH: &str = "/api/v1";

/// What the API needs.
#[derive(Debug, Clone)]
pub struct Endpoint {
    /// Agreements, ledger and audit trail.
    pub store: Arc<Store>,
    /// What is asked for.
    pub pipeline: Pipeline,
    /// What time it is.
    pub clock: Clock,
    /// Slows down whoever is refused too often.
    pub throttle: Arc<Throttle>,
    /// Signs manifests.
    pub signer: Arc<Signer>,
}

/// What the handlers share.
#[derive(Debug, Clone)]
pub(crate) struct Shared {
    pub(crate) endpoint: Endpoint,
    pub(crate) comparisons: Arc<Semaphore>,
    pub(crate) replays: Arc<Semaphore>,
}

#[derive(OpenApi)]
#[openapi(
    info(
        title = "CPR Abonnement",
        description = "What a system can ask of its subscription beside the SOAP contract: what it should \
            have received, loads, replays, and whether it holds whom it should. The caller is known by its \
            registered client certificate (TLS), and asks of its own agreements. Numbers and records of \
            persons travel over SFTP alone, but for `drift`.",
        version = "1",
        license(name = "MIT OR Apache-2.0"),
    ),
    servers((url = "/api/v1")),
)]
struct Described;

/// The API, to be nested at [`PATH`].
pub fn router(endpoint: Endpoint) -> Router {
    let key = endpoint.signer.public_key_pem();
    let shared = Shared {
        endpoint,
        comparisons: Arc::new(Semaphore::new(limits::COMPARISONS)),
        replays: Arc::new(Semaphore::new(limits::REPLAYS)),
    };
    let (router, document) = routes().split_for_parts();
    router
        .route_layer(middleware::from_fn_with_state(shared.clone(), caller::hear))
        .route("/openapi.json", get(Json(document)))
        .route("/manifest-key", get(key))
        .fallback(async || Refused::from(Why::UnknownPath))
        .method_not_allowed_fallback(async || Refused::from(Why::UnknownPath))
        .layer(middleware::map_response(caller::tell_strangers))
        .with_state(shared)
}

/// The API's description, in OpenAPI.
pub fn document() -> Document {
    routes().into_openapi()
}

fn routes() -> OpenApiRouter<Shared> {
    OpenApiRouter::with_openapi(Described::openapi())
        .routes(routes!(deliveries::list))
        .routes(routes!(manifests::signed))
        .routes(routes!(loads::order, loads::list))
        .routes(routes!(loads::get, loads::cancel))
        .routes(routes!(replays::order))
        .routes(routes!(drift::compare))
}
