//! A server of its own for each test, and clients that stop in the middle.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use access::{Door, Gate, Throttle, read_certificate};
use clock::Clock;
use jiff::Timestamp;
use rcgen::{CertifiedKey, KeyPair, generate_simple_self_signed};
use rustls::crypto::aws_lc_rs::default_provider;
use rustls::pki_types::{PrivateKeyDer, ServerName};
use rustls::{ClientConfig, RootCertStore};
use soap::{Endpoint, Limits, Tls};
use store::{Author, MetadataRoot, NewSystem, SshKey, Store};
use tempfile::TempDir;
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;
use tokio_util::sync::{CancellationToken, DropGuard};
use uuid::Uuid;

/// After this a test has failed.
const HANGS: Duration = Duration::from_secs(60);

/// A server on a port of its own, with one registered certificate. It closes when this is dropped.
pub(crate) struct Site {
    address: SocketAddr,
    server: CertifiedKey<KeyPair>,
    client: CertifiedKey<KeyPair>,
    _close: DropGuard,
    _folder: TempDir,
}

/// A client that has shaken hands.
pub(crate) struct Client(TlsStream<TcpStream>);

fn self_signed(name: &str) -> CertifiedKey<KeyPair> {
    generate_simple_self_signed([name.to_owned()]).unwrap()
}

/// A request's head, with more header lines.
pub(crate) fn head(method: &str, query: &str, more: &str) -> String {
    format!("{method} {}{query} HTTP/1.1\r\nHost: localhost\r\n{more}\r\n", soap_proto::PATH)
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
        let (server, client) = (self_signed("localhost"), self_signed("omsorg"));
        let folder = tempfile::tempdir().unwrap();
        let now: Timestamp = "2026-03-02T12:00:00Z".parse().unwrap();
        let endpoint = Endpoint {
            store: Arc::new(store_with(&folder, client.cert.der())),
            clock: Clock::new(move || now),
            throttle: Arc::new(Throttle::new(100)),
            public_url: None,
        };
        let key = server.signing_key.serialize_pem();
        let tls = Tls::new(server.cert.pem().as_bytes(), key.as_bytes()).unwrap();
        let door = Door::open("127.0.0.1:0".parse().unwrap(), Gate::new(10, 10)).await.unwrap();
        let address = door.address().unwrap();
        let close = CancellationToken::new();
        tokio::spawn(soap::serve(door, tls, endpoint, limits, close.clone()));
        Self { address, server, client, _close: close.drop_guard(), _folder: folder }
    }

    /// A connection, without a handshake.
    pub(crate) async fn connect(&self) -> TcpStream {
        TcpStream::connect(self.address).await.unwrap()
    }

    /// A client without a certificate.
    pub(crate) async fn stranger(&self) -> Client {
        self.shake_hands(self.config().with_no_client_auth()).await
    }

    /// The client whose certificate is registered.
    pub(crate) async fn registered(&self) -> Client {
        let key = PrivateKeyDer::try_from(self.client.signing_key.serialize_der()).unwrap();
        let chain = vec![self.client.cert.der().clone()];
        self.shake_hands(self.config().with_client_auth_cert(chain, key).unwrap()).await
    }

    fn config(&self) -> rustls::ConfigBuilder<ClientConfig, rustls::client::WantsClientCert> {
        let mut roots = RootCertStore::empty();
        roots.add(self.server.cert.der().clone()).unwrap();
        ClientConfig::builder_with_provider(Arc::new(default_provider()))
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_root_certificates(roots)
    }

    async fn shake_hands(&self, config: ClientConfig) -> Client {
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

fn store_with(folder: &TempDir, certificate: &[u8]) -> Store {
    let store = Store::sqlite(&folder.path().join("cprabo.db")).unwrap();
    let system = NewSystem {
        uuid: Uuid::from_u128(1).into(),
        name: "omsorg".into(),
        sftp_user: "omsorg".parse().unwrap(),
        metadata_root: MetadataRoot::FileMetadata,
        certificate: read_certificate(certificate).unwrap(),
        ssh_key: SshKey { fingerprint: "SHA256:1".into(), text: "x".into(), revoked_at: None },
    };
    store.add_system(&system, &Author::PLATFORM, Timestamp::UNIX_EPOCH).unwrap();
    store
}
