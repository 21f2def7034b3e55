use std::sync::Arc;

use access::Throttle;
use axum::extract::{Request, State};
use axum::response::Response;
use axum::routing::any;
use axum::{Extension, Router};
use clock::Clock;
use https::Peer;
use hyper::{Method, StatusCode, header};
use soap_proto::{PATH, document, limits};
use store::Store;

use crate::hearing::Hearing;
use crate::response::{self, text, xml};

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

/// The service at its path, with and without the last slash; whatever is asked elsewhere is told where.
pub fn router(endpoint: Endpoint) -> Router {
    Router::new()
        .route(PATH, any(answer))
        .route(PATH.trim_end_matches('/'), any(answer))
        .fallback(nothing_here)
        .with_state(endpoint)
}

async fn answer(
    State(endpoint): State<Endpoint>,
    Extension(peer): Extension<Peer>,
    request: Request,
) -> Response {
    let response = match *request.method() {
        Method::POST => return Hearing::new(endpoint, peer).answer(request.into_body()).await,
        Method::GET | Method::HEAD => endpoint.describe(&request),
        _ => response::not_allowed(),
    };
    https::discard(request.into_body(), limits::BODY).await;
    response
}

async fn nothing_here(request: Request) -> Response {
    https::discard(request.into_body(), limits::BODY).await;
    text(StatusCode::NOT_FOUND, &format!("Nothing here; the service is at {PATH}"))
}

impl Endpoint {
    fn describe(&self, request: &Request) -> Response {
        let address = self.public_url.clone().unwrap_or_else(|| own_address(request));
        match request.uri().query().and_then(|query| document(query, &address)) {
            Some(document) => xml(document.into()),
            None => text(StatusCode::NOT_FOUND, "GET ?wsdl for the service's description"),
        }
    }
}

/// The address under which this request reached the service.
fn own_address(request: &Request) -> String {
    let plain = |host: &&str| {
        let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b".:[]-_".contains(&byte);
        !host.is_empty() && host.bytes().all(allowed)
    };
    let host = request.headers().get(header::HOST).and_then(|host| host.to_str().ok());
    format!("https://{}{PATH}", host.filter(plain).unwrap_or("localhost"))
}
