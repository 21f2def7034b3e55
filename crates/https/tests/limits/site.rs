//! A server of its own for each test, and clients that stop in the middle.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use access::{Door, Gate};
use axum::Router;
use axum::extract::Request;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;
use https::{Limits, Tls};
use rcgen::{CertifiedKey, KeyPair, generate_simple_self_signed};
use rustls::crypto::aws_lc_rs::default_provider;
use rustls::pki_types::ServerName;
use rustls::{ClientConfig, RootCertStore};
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;
use tokio_util::sync::{CancellationToken, DropGuard};

/// After this a test has failed.
const HANGS: Duration = Duration::from_secs(60);

/// A server on a port of its own. It closes when this is dropped.
pub(crate) struct Site {
    address: SocketAddr,
    server: CertifiedKey<KeyPair>,
    _close: DropGuard,
}

/// A client that has shaken hands.
pub(crate) struct Client(TlsStream<TcpStream>);

/// What is served: whoever posts learns how long the body was, or why it could not be read.
async fn measure(request: Request) -> Response {
    match https::read(request.into_body(), 10_000).await {
        Ok(body) => body.len().to_string().into_response(),
        Err(unread) => (StatusCode::BAD_REQUEST, unread.to_string()).into_response(),
    }
}

/// A request's head, with more header lines.
pub(crate) fn head(method: &str, more: &str) -> String {
    format!("{method} / HTTP/1.1\r\nHost: localhost\r\n{more}\r\n")
}

/// Everything up to the end that the server makes, in whatever way it makes it.
pub(crate) async fn rest(stream: &mut (impl AsyncRead + Unpin)) -> Vec<u8> {
    let mut bytes = Vec::new();
    let read = async {
        let mut buffer = vec![0; 64 * 1024];
        while let Ok(count @ 1..) = stream.read(&mut buffer).await {
            bytes.extend_from_slice(&buffer[..count]);
        }
    };
    timeout(HANGS, read).await.expect("the server does not end the connection");
    bytes
}

impl Site {
    pub(crate) async fn open(limits: Limits) -> Self {
        let server = generate_simple_self_signed(["localhost".to_owned()]).unwrap();
        let router = Router::new().route("/", get(async || "here").post(measure));
        let key = server.signing_key.serialize_pem();
        let tls = Tls::new(server.cert.pem().as_bytes(), key.as_bytes()).unwrap();
        let door = Door::open("127.0.0.1:0".parse().unwrap(), Gate::new(10, 10)).await.unwrap();
        let address = door.address().unwrap();
        let close = CancellationToken::new();
        tokio::spawn(https::serve(door, tls, router, limits, close.clone()));
        Self { address, server, _close: close.drop_guard() }
    }

    /// A connection, without a handshake.
    pub(crate) async fn connect(&self) -> TcpStream {
        TcpStream::connect(self.address).await.unwrap()
    }

    /// A client that has shaken hands, without a certificate.
    pub(crate) async fn client(&self) -> Client {
        let mut roots = RootCertStore::empty();
        roots.add(self.server.cert.der().clone()).unwrap();
        let config = ClientConfig::builder_with_provider(Arc::new(default_provider()))
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_root_certificates(roots)
            .with_no_client_auth();
        let name = ServerName::try_from("localhost").unwrap();
        let connector = TlsConnector::from(Arc::new(config));
        Client(connector.connect(name, self.connect().await).await.unwrap())
    }
}

impl Client {
    /// Sends, unless the server has ended the connection already.
    pub(crate) async fn send(&mut self, text: &str) {
        let _ = self.0.write_all(text.as_bytes()).await;
        let _ = self.0.flush().await;
    }

    pub(crate) async fn rest(&mut self) -> String {
        String::from_utf8(rest(&mut self.0).await).unwrap()
    }
}
