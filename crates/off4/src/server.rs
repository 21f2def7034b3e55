use std::net::SocketAddr;
use std::sync::Arc;

use net::{Admission, Listener};
use tls::Tls;
use tokio::net::TcpStream;
use tokio_util::sync::CancellationToken;

use crate::connection::Connection;
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
        let address = address.ip().to_canonical();
        Connection { state: state.clone(), limits, address, admission }.serve(stream, tls.clone())
    };
    listener.serve(close, handle).await;
}
