use std::net::SocketAddr;
use std::sync::Arc;

use net::{Admission, Listener};
use tls::Tls;
use tokio::net::TcpStream;
use tokio_util::sync::CancellationToken;

use crate::connection::Connection;
use crate::connection_refusals::ConnectionRefusals;
use crate::limits::Limits;
use crate::state::Off4State;

/// Serves clients until `close` is cancelled; requests in progress are answered first.
pub async fn serve(
    listener: Listener,
    tls: Tls,
    state: Off4State,
    limits: Limits,
    close: CancellationToken,
) {
    let handle = |stream: TcpStream, address: SocketAddr, admission: Arc<Admission>| {
        let Off4State { app, refusals: log } = state.clone();
        let address = address.ip().to_canonical();
        let refusals = ConnectionRefusals { app, log, address, admission };
        Connection { limits, refusals }.serve(stream, tls.clone())
    };
    listener.serve(close, handle).await;
}
