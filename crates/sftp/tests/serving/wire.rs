use std::net::SocketAddr;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _, DuplexStream, duplex};
use tokio::net::TcpStream;
use tokio::sync::mpsc::unbounded_channel;
use tokio_util::sync::CancellationToken;

/// The wire between a client and the server.
pub(crate) struct Line {
    /// Cancelled when the server has ended the connection.
    pub(crate) closed: CancellationToken,
    /// To be cancelled when no more bytes should be read from the socket.
    pub(crate) numb: CancellationToken,
    /// To be cancelled when the connection should break: bytes not read from the socket are lost.
    pub(crate) cut: CancellationToken,
}

/// A connection that notices when the server ends it, even while the client does not read: all bytes are read from the
/// socket and kept for the client.
pub(crate) async fn connect(address: SocketAddr) -> (DuplexStream, Line) {
    let [closed, numb, cut] = [(); 3].map(|()| CancellationToken::new());
    let line = Line { closed: closed.clone(), numb: numb.clone(), cut: cut.clone() };
    let (client, relay) = duplex(64 * 1024);
    let (mut from_server, mut to_server) = TcpStream::connect(address).await.unwrap().into_split();
    let (mut from_client, mut to_client) = tokio::io::split(relay);
    let (keep, mut kept) = unbounded_channel();
    let broken = cut.clone();
    tokio::spawn(async move {
        let _end = closed.drop_guard();
        let mut buffer = vec![0; 64 * 1024];
        while let Some(Ok(length @ 1..)) =
            numb.run_until_cancelled(from_server.read(&mut buffer)).await
        {
            // A client that is gone needs no more.
            let _ = keep.send(buffer[..length].to_vec());
        }
        if numb.is_cancelled() {
            cut.cancelled().await;
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
        let copied = tokio::io::copy(&mut from_client, &mut to_server);
        if broken.run_until_cancelled(copied).await.is_some() {
            let _ = to_server.shutdown().await;
        } else {
            // Without a message to the server: the kernel reports that what it sent was not read.
            to_server.forget();
        }
    });
    (client, line)
}
