use std::sync::Arc;
use std::time::Duration;

use access::Throttle;
use bytes::Bytes;
use clock::Clock;
use hyper::body::Body;
use hyper::{Method, Request, Response, StatusCode, header};
use soap_proto::{PATH, document};
use store::Store;

use crate::body::{self, Answer};
use crate::hearing::Hearing;
use crate::peer::Peer;
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

impl Endpoint {
    /// Answers one HTTP request, whose body has so long to come.
    pub(crate) async fn answer<B: Body<Data = Bytes> + Unpin>(
        &self,
        peer: Peer,
        request: Request<B>,
        patience: Duration,
    ) -> Response<Answer> {
        let here = request.uri().path().trim_end_matches('/') == PATH.trim_end_matches('/');
        let response = match *request.method() {
            _ if !here => {
                text(StatusCode::NOT_FOUND, &format!("Nothing here; the service is at {PATH}"))
            }
            Method::POST => {
                let hearing = Hearing::new(self.clone(), peer);
                return hearing.answer(request.into_body(), patience).await;
            }
            Method::GET | Method::HEAD => self.describe(&request),
            _ => response::not_allowed(),
        };
        body::discard(request.into_body(), patience).await;
        response
    }

    fn describe<B>(&self, request: &Request<B>) -> Response<Answer> {
        let address = self.public_url.clone().unwrap_or_else(|| own_address(request));
        match request.uri().query().and_then(|query| document(query, &address)) {
            Some(document) => xml(document.into_bytes().into()),
            None => text(StatusCode::NOT_FOUND, "GET ?wsdl for the service's description"),
        }
    }
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
