use axum::response::Response;
use axum::routing::get;
use axum::{Router, middleware};
use https::Limits;
use tls::Protocol;
use tower_http::csrf::{CsrfLayer, ProtectionError};

use crate::dispatch;
use crate::headers;
use crate::routes::routes;
use crate::state::{Shared, WebState};
use crate::{asset, page_error};

/// What is spoken: HTTP over TLS, without asking for a certificate.
pub const PROTOCOL: Protocol = Protocol { asks_for_certificate: false, ..Protocol::HTTP };

/// Limits of a client. Nobody is known by a certificate here, so there are no others than those of strangers.
pub fn limits() -> Limits {
    Limits::default()
}

/// The pages.
pub fn router(state: WebState) -> Router {
    let is_public = state.public_url.is_some();
    let shared = Shared::new(state);
    let mut router = Router::new().route(asset::style_path(), get(asset::style));
    for route in routes() {
        router = router.route(&route.path.clone(), dispatch::method(route));
    }
    let forbidden = |_: ProtectionError| page_error::forbidden();
    router
        .fallback(dispatch::unknown)
        .method_not_allowed_fallback(dispatch::unknown)
        .layer(CsrfLayer::new().with_rejection_response(forbidden))
        .layer(middleware::map_response(move |response: Response| async move {
            headers::add(response, is_public)
        }))
        .with_state(shared)
}
