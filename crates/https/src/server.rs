use std::net::SocketAddr;
use std::sync::Arc;

use axum::Router;
use net::{Admission, Listener};
use tls::Tls;
use tokio::net::TcpStream;
use tokio_util::sync::CancellationToken;

use crate::callers::Callers;
use crate::connection::{Connection, Served};
use crate::limits::Limits;

/// Serves a router until `close` is cancelled; requests in progress are answered first. Each request has the
/// [`Peer`](crate::Peer) and [`ShutdownSignal`](crate::ShutdownSignal) among its extensions.
pub async fn serve(
    listener: Listener,
    tls: Tls,
    callers: Callers,
    router: Router,
    limits: Limits,
    close: CancellationToken,
) {
    let served = Served { router, limits, close: close.clone() };
    let handle = |stream: TcpStream, address: SocketAddr, admission: Arc<Admission>| {
        let connection = Connection::new(served.clone(), address, admission);
        connection.serve(stream, tls.clone(), callers.clone())
    };
    listener.serve(close, handle).await;
}

/// Serves a router without TLS, on an address that only this machine reaches. Each request has the
/// [`Peer`](crate::Peer) among its extensions, without a certificate. Nobody can authenticate, so all connections can
/// be evicted.
pub async fn serve_plain(
    listener: Listener,
    router: Router,
    limits: Limits,
    close: CancellationToken,
) {
    let served = Served { router, limits, close: close.clone() };
    let handle = |stream: TcpStream, address: SocketAddr, admission: Arc<Admission>| {
        Connection::new(served.clone(), address, admission).serve_plain(stream)
    };
    listener.serve(close, handle).await;
}
