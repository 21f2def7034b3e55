use axum::extract::{Request, State};
use axum::response::Response;
use axum::routing::any;
use axum::{Extension, Router};
use https::Peer;
use hyper::{Method, StatusCode, header};
use soap_proto::{Service, limits};

use crate::call::Call;
use crate::response::{self, text, xml};
use crate::state::SoapState;

/// The services at their paths, with and without a trailing slash; other paths answer where the services are.
pub fn router(state: SoapState) -> Router {
    let router = Service::ALL.into_iter().fold(Router::new(), |router, service| {
        let answer = any(move |state, peer, request| answer(service, state, peer, request));
        let path = service.path();
        router.route(path, answer.clone()).route(path.trim_end_matches('/'), answer)
    });
    router.fallback(not_found).with_state(state)
}

async fn answer(
    service: Service,
    State(state): State<SoapState>,
    Extension(peer): Extension<Peer>,
    request: Request,
) -> Response {
    let response = match *request.method() {
        Method::POST => {
            return Call::new(state.app, peer, service).answer(request).await;
        }
        Method::GET | Method::HEAD => describe(&state, service, &request),
        _ => response::not_allowed(),
    };
    https::discard(request.into_body(), limits::BODY).await;
    response
}

async fn not_found(request: Request) -> Response {
    https::discard(request.into_body(), limits::BODY).await;
    let path = Service::Subscription.path();
    text(StatusCode::NOT_FOUND, &format!("Nothing here; the service is at {path}"))
}

fn describe(state: &SoapState, service: Service, request: &Request) -> Response {
    let address = public_address(state, service);
    let address = address.unwrap_or_else(|| request_url(service, request));
    match request.uri().query().and_then(|query| service.document(query, &address)) {
        Some(document) => xml(document.into()),
        None => {
            text(StatusCode::NOT_FOUND, "GET ?wsdl or ?singleWsdl for the service's description")
        }
    }
}

fn public_address(state: &SoapState, service: Service) -> Option<String> {
    let url = state.public_url.as_ref()?;
    if service == Service::Subscription {
        return Some(url.clone());
    }
    let path = Service::Subscription.path().trim_end_matches('/');
    let host = url.trim_end_matches('/').strip_suffix(path)?;
    Some(format!("{host}{}", service.path()))
}

/// The URL with which this request reached the service.
fn request_url(service: Service, request: &Request) -> String {
    let plain = |host: &&str| {
        let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b".:[]-_".contains(&byte);
        !host.is_empty() && host.bytes().all(allowed)
    };
    let host = request.headers().get(header::HOST).and_then(|host| host.to_str().ok());
    format!("https://{}{}", host.filter(plain).unwrap_or("localhost"), service.path())
}
