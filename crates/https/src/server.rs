use std::convert::Infallible;
use std::net::SocketAddr;
use std::pin::pin;

use access::{Door, fingerprint};
use axum::Router;
use axum::body::Body;
use axum::response::Response;
use causes::Causes;
use hyper::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::time::{sleep, timeout};
use tokio_util::sync::CancellationToken;
use tower::ServiceExt as _;
use tracing::debug;

use crate::body::Timely;
use crate::closing::Closing;
use crate::limits::Limits;
use crate::peer::Peer;
use crate::tls::Tls;

/// hyper takes no smaller buffer.
const SMALLEST_BUFFER: usize = 8 * 1024;

/// Serves a router to whoever comes through the door, until `close` is cancelled; calls under way are
/// answered first. Each request has the [`Peer`] and [`Closing`] among its extensions.
pub async fn serve(door: Door, tls: Tls, router: Router, limits: Limits, close: CancellationToken) {
    let handle = |stream: TcpStream, address: SocketAddr| {
        let visit = Visit { router: router.clone(), limits, close: close.clone() };
        let tls = tls.clone();
        async move {
            let peer = address.ip().to_canonical();
            match timeout(limits.handshake, tls.0.accept(stream)).await {
                Ok(Ok(stream)) => {
                    let certificates = stream.get_ref().1.peer_certificates();
                    let certificate = certificates.and_then(<[_]>::first);
                    let certificate = certificate.map(|der| fingerprint(der));
                    visit.go(stream, Peer { address: peer, certificate }).await;
                }
                Ok(Err(error)) => {
                    debug!(%peer, error = %Causes(&error), "TLS handshake failed");
                }
                Err(_) => debug!(%peer, "TLS handshake took too long"),
            }
        }
    };
    door.serve(close.clone(), handle).await;
}

/// Serves a router without TLS, for what only this machine reaches. Each request has the [`Peer`] among its
/// extensions, without a certificate.
pub async fn serve_plain(door: Door, router: Router, limits: Limits, close: CancellationToken) {
    let handle = |stream: TcpStream, address: SocketAddr| {
        let visit = Visit { router: router.clone(), limits, close: close.clone() };
        visit.go(stream, Peer { address: address.ip().to_canonical(), certificate: None })
    };
    door.serve(close.clone(), handle).await;
}

/// One connection's life.
struct Visit {
    router: Router,
    limits: Limits,
    close: CancellationToken,
}

impl Visit {
    async fn go(self, stream: impl AsyncRead + AsyncWrite + Unpin, peer: Peer) {
        let service = service_fn(|request| self.answer(peer, request));
        let mut connection = pin!(
            http1::Builder::new()
                .timer(TokioTimer::new())
                .header_read_timeout(self.limits.head)
                .max_header_size(self.limits.head_bytes)
                .max_buf_size(self.limits.head_bytes.max(SMALLEST_BUFFER))
                .serve_connection(TokioIo::new(stream), service)
        );
        let ended = tokio::select! {
            ended = connection.as_mut() => ended,
            () = self.over() => {
                connection.as_mut().graceful_shutdown();
                timeout(self.limits.farewell, connection).await.unwrap_or(Ok(()))
            }
        };
        if let Err(error) = ended {
            debug!(peer = %peer.address, error = %Causes(&error), "connection ended");
        }
    }

    async fn answer(&self, peer: Peer, request: Request<Incoming>) -> Result<Response, Infallible> {
        let mut request = request.map(|body| Body::new(Timely::new(body, self.limits.body)));
        request.extensions_mut().insert(peer);
        request.extensions_mut().insert(Closing::from(self.close.clone()));
        self.router.clone().oneshot(request).await
    }

    /// Returns when the connection has lasted long enough, or the server stops.
    async fn over(&self) {
        let lasting = sleep(self.limits.connection);
        self.close.run_until_cancelled(lasting).await;
    }
}
