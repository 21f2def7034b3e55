use axum::{Router, middleware};
use utoipa::OpenApi;
use utoipa::openapi::OpenApi as Document;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::api_error::ApiError;
use crate::caller;
use crate::describe::ApiDoc;
use crate::error_code::ErrorCode;
use crate::handlers::{
    clean_up, deliveries, drift, filter_requests, loads, manifest, metering, needs, persons,
    preview, public, replays, reports, reviews, terms,
};
use crate::state::{ApiState, SharedState};

/// The API, to be nested at [`PATH`](crate::PATH).
pub fn router(state: ApiState) -> Router {
    let state = SharedState::from(state);
    let authenticated = middleware::from_fn_with_state(state.clone(), caller::authenticate);
    let router = Router::from(of_agreements()).route_layer(authenticated).merge(for_everyone());
    router
        .fallback(async || ApiError::from(ErrorCode::UnknownPath))
        .method_not_allowed_fallback(async || ApiError::from(ErrorCode::UnknownPath))
        .layer(axum::Extension(public::Description::new(document())))
        .layer(middleware::map_response(caller::render_unrouted))
        .with_state(state)
}

/// The API's description, in OpenAPI.
pub fn document() -> Document {
    let router = OpenApiRouter::with_openapi(ApiDoc::openapi());
    router.merge(of_agreements()).merge(for_everyone()).into_openapi()
}

/// The requests about an agreement, behind authorization.
fn of_agreements() -> OpenApiRouter<SharedState> {
    OpenApiRouter::new()
        .routes(routes!(clean_up::list, clean_up::accept))
        .routes(routes!(clean_up::undo))
        .routes(routes!(deliveries::list))
        .routes(routes!(manifest::signed))
        .routes(routes!(metering::get))
        .routes(routes!(loads::order, loads::list))
        .routes(routes!(loads::get, loads::cancel))
        .routes(routes!(replays::order))
        .routes(routes!(terms::get))
        .routes(routes!(drift::compare))
        .routes(routes!(filter_requests::list))
        .routes(routes!(filter_requests::withdraw))
        .routes(routes!(preview::show))
        .routes(routes!(needs::list, needs::state))
        .routes(routes!(reports::agreement))
        .routes(routes!(reports::person))
        .routes(routes!(reviews::get, reviews::confirm))
        .routes(routes!(persons::one))
        .routes(routes!(persons::many))
}

fn for_everyone() -> OpenApiRouter<SharedState> {
    OpenApiRouter::new().routes(routes!(public::description)).routes(routes!(public::manifest_key))
}
