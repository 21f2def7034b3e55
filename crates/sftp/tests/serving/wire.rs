use std::net::SocketAddr;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _, DuplexStream, duplex};
use tokio::net::TcpStream;
use tokio::sync::mpsc::unbounded_channel;
use tokio_util::sync::CancellationToken;

/// A connection to the server that sees when the server ends it, also while the client at this end does not
/// read: everything that comes is taken off the socket and kept for the client.
pub(crate) async fn connect(address: SocketAddr) -> (DuplexStream, CancellationToken) {
    let closed = CancellationToken::new();
    let (client, relay) = duplex(64 * 1024);
    let (mut from_server, mut to_server) = TcpStream::connect(address).await.unwrap().into_split();
    let (mut from_client, mut to_client) = tokio::io::split(relay);
    let (keep, mut kept) = unbounded_channel();
    let end = closed.clone();
    tokio::spawn(async move {
        let _end = end.drop_guard();
        let mut buffer = vec![0; 64 * 1024];
        while let Ok(length @ 1..) = from_server.read(&mut buffer).await {
            // A client that is gone needs nothing more.
            let _ = keep.send(buffer[..length].to_vec());
        }
    });
    tokio::spawn(async move {
        while let Some(bytes) = kept.recv().await {
            if to_client.write_all(&bytes).await.is_err() {
                return;
            }
        }
        let _ = to_client.shutdown().await;
    });
    tokio::spawn(async move {
        let _ = tokio::io::copy(&mut from_client, &mut to_server).await;
        let _ = to_server.shutdown().await;
    });
    (client, closed)
}
