use std::convert::Infallible;
use std::net::SocketAddr;
use std::pin::pin;
use std::time::Duration;

use access::{Door, fingerprint};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::TcpStream;
use tokio_rustls::server::TlsStream;
use tokio_util::sync::CancellationToken;
use tracing::debug;

use crate::endpoint::{Endpoint, Peer};
use crate::tls::Tls;

/// How long a TLS handshake may take.
const HANDSHAKE: Duration = Duration::from_secs(10);
/// How long a client may be silent before a request, and take for its head.
const HEAD: Duration = Duration::from_secs(60);
/// Bytes of a request's head.
const HEAD_BYTES: usize = 64 * 1024;
/// How long a connection may last, whatever it does.
const CONNECTION: Duration = Duration::from_secs(60 * 60);

/// Serves the endpoint to whoever comes through the door, until `close` is cancelled; calls under way are
/// answered first.
pub async fn serve(door: Door, tls: Tls, endpoint: Endpoint, close: CancellationToken) {
    let handle = |stream: TcpStream, address: SocketAddr| {
        let (tls, endpoint, close) = (tls.clone(), endpoint.clone(), close.clone());
        async move {
            match tokio::time::timeout(HANDSHAKE, tls.0.accept(stream)).await {
                Ok(Ok(stream)) => talk(stream, address, endpoint, close).await,
                Ok(Err(error)) => debug!(peer = %address.ip(), %error, "TLS handshake failed"),
                Err(_) => debug!(peer = %address.ip(), "TLS handshake took too long"),
            }
        }
    };
    door.serve(close.clone(), handle).await;
}

async fn talk(
    stream: TlsStream<TcpStream>,
    address: SocketAddr,
    endpoint: Endpoint,
    close: CancellationToken,
) {
    let certificates = stream.get_ref().1.peer_certificates();
    let certificate = certificates.and_then(<[_]>::first).map(|der| fingerprint(der));
    let peer = Peer { address: address.ip().to_canonical(), certificate };
    let service = service_fn(|request| {
        let endpoint = endpoint.clone();
        async move { Ok::<_, Infallible>(endpoint.answer(peer, request).await) }
    });
    let mut connection = pin!(
        http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(HEAD)
            .max_buf_size(HEAD_BYTES)
            .serve_connection(TokioIo::new(stream), service)
    );
    let ended = tokio::select! {
        ended = connection.as_mut() => ended,
        () = close.cancelled() => {
            connection.as_mut().graceful_shutdown();
            connection.as_mut().await
        }
        () = tokio::time::sleep(CONNECTION) => Ok(()),
    };
    if let Err(error) = ended {
        debug!(peer = %address.ip(), %error, "connection ended");
    }
}
