//! A server of its own for each test, with one system whose certificate is registered, and clients that stop in
//! the middle.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use access::RegisteredCertificate;
use axum::Router;
use axum::extract::Request;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;
use clock::Clock;
use https::{Callers, Identity, Limits};
use jiff::Timestamp;
use net::{
    AuthenticatedQuota, ConnectionCounters, ConnectionLimits, ConnectionQuotas, ConnectionRegistry,
    Listener, RefusalKind, RefusalLog, SystemRefusal, UnauthenticatedQuota,
};
use rcgen::{CertifiedKey, KeyPair, generate_simple_self_signed};
use rustls::client::ResolvesClientCert;
use rustls::crypto::aws_lc_rs::{default_provider, sign::any_supported_type};
use rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName};
use rustls::{ClientConfig, RootCertStore, SignatureScheme};
use store::{Author, Certificate, Fingerprint, MetadataRoot, NewSystem, SshKey, Store, StoreError};
use tempfile::TempDir;
use tls::{Protocol, Tls};
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;
use tokio_util::sync::{CancellationToken, DropGuard};
use uuid::Uuid;

/// The time after which a test has failed.
const HANGS: Duration = Duration::from_secs(60);
/// The system.
pub(crate) const SYSTEM: Uuid = Uuid::from_u128(7);
/// Places for some connections.
pub(crate) const QUOTAS: ConnectionQuotas = ConnectionQuotas {
    unauthenticated: UnauthenticatedQuota {
        total: 10,
        per_network: 10,
        per_address: 10,
        waiting: 0,
        per_limited_address: 10,
    },
    authenticated: AuthenticatedQuota { total: 10, per_system: 10 },
};

/// A server on a port of its own. It closes when this is dropped.
pub(crate) struct Site {
    address: SocketAddr,
    server: CertifiedKey<KeyPair>,
    /// The system's certificate and key.
    pub(crate) system: CertifiedKey<KeyPair>,
    pub(crate) counters: Arc<ConnectionCounters>,
    pub(crate) connections: Arc<ConnectionRegistry<Identity>>,
    pub(crate) refusals: Arc<RefusalLog>,
    pub(crate) handed: Arc<Mutex<Vec<SystemRefusal>>>,
    _folder: TempDir,
    _close: DropGuard,
}

/// How a site differs from the usual one.
pub(crate) struct Setting {
    pub(crate) limits: Limits,
    pub(crate) quotas: ConnectionQuotas,
    /// The result of a look-up of the system's certificate.
    pub(crate) answer:
        fn(RegisteredCertificate) -> Result<Option<RegisteredCertificate>, StoreError>,
}

/// A client after its handshake.
pub(crate) struct Client(TlsStream<TcpStream>);

/// A certificate that a client sends, and the key with which it signs.
pub(crate) struct Shown {
    pub(crate) certificate: CertificateDer<'static>,
    pub(crate) key: PrivateKeyDer<'static>,
}

/// The served handler: answers a POST with the length of the body, or why it could not be read.
async fn measure(request: Request) -> Response {
    match https::read(request, 10_000).await {
        Ok(body) => body.len().to_string().into_response(),
        Err(unread) => (StatusCode::BAD_REQUEST, unread.to_string()).into_response(),
    }
}

/// A request's head, with more header lines.
pub(crate) fn head(method: &str, more: &str) -> String {
    format!("{method} / HTTP/1.1\r\nHost: localhost\r\n{more}\r\n")
}

/// Everything up to the end of the stream, however the server ends it.
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

/// Waits for a state on the server's side.
pub(crate) async fn until(mut state: impl FnMut() -> bool) {
    let wait = async {
        while !state() {
            tokio::task::yield_now().await;
        }
    };
    timeout(HANGS, wait).await.expect("it does not come about");
}

impl Setting {
    pub(crate) fn of(limits: Limits) -> Self {
        Self { limits, quotas: QUOTAS, answer: |holder| Ok(Some(holder)) }
    }
}

impl Site {
    pub(crate) async fn open(limits: Limits) -> Self {
        Self::set(Setting::of(limits)).await
    }

    pub(crate) async fn set(setting: Setting) -> Self {
        let Setting { limits, quotas, answer } = setting;
        let [server, system] = [(); 2].map(|()| made());
        let folder = tempfile::tempdir().unwrap();
        let holder = register(&folder, system.cert.der());
        let registered = access::fingerprint(system.cert.der());
        let look_up = move |shown: Fingerprint| match shown == registered {
            true => answer(holder),
            false => Ok(None),
        };
        let handed = Arc::<Mutex<Vec<SystemRefusal>>>::default();
        let hook = Arc::clone(&handed);
        let refusals = Arc::new(RefusalLog::new(move |one| hook.lock().unwrap().push(one.clone())));
        let connections = Arc::<ConnectionRegistry<Identity>>::default();
        let (log, kept) = (Arc::clone(&refusals), Arc::clone(&connections));
        let callers = Callers::new(look_up, log, kept, Clock::system());

        let router = Router::new().route("/", get(async || "here").post(measure));
        let key = server.signing_key.serialize_pem();
        let tls = Tls::new(server.cert.pem().as_bytes(), key.as_bytes(), Protocol::HTTP).unwrap();
        let places = ConnectionLimits::new("test", quotas);
        let counters = Arc::clone(places.counters());
        let listener = Listener::bind("127.0.0.1:0".parse().unwrap(), places).await.unwrap();
        let address = listener.local_address().unwrap();
        let close = CancellationToken::new();
        tokio::spawn(https::serve(listener, tls, callers, router, limits, close.clone()));
        Self {
            address,
            server,
            system,
            counters,
            connections,
            refusals,
            handed,
            _folder: folder,
            _close: close.drop_guard(),
        }
    }

    /// A connection, without a handshake.
    pub(crate) async fn connect(&self) -> TcpStream {
        TcpStream::connect(self.address).await.unwrap()
    }

    /// A client after its handshake, without a certificate.
    pub(crate) async fn client(&self) -> Client {
        self.try_client(None).await.unwrap()
    }

    /// A client after its handshake, with the system's certificate.
    pub(crate) async fn system(&self) -> Client {
        self.try_client(Some(Shown::of(&self.system))).await.unwrap()
    }

    pub(crate) async fn try_client(&self, shown: Option<Shown>) -> std::io::Result<Client> {
        let mut roots = RootCertStore::empty();
        roots.add(self.server.cert.der().clone()).unwrap();
        let config = ClientConfig::builder_with_provider(Arc::new(default_provider()))
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_root_certificates(roots);
        let config = match shown {
            Some(shown) => config.with_client_cert_resolver(Arc::new(shown)),
            None => config.with_no_client_auth(),
        };
        let name = ServerName::try_from("localhost").unwrap();
        let connector = TlsConnector::from(Arc::new(config));
        connector.connect(name, self.connect().await).await.map(Client)
    }

    /// Returns when a refusal of that kind was counted.
    pub(crate) async fn refused(&self, kind: RefusalKind) {
        until(|| self.refusals.count(kind) == 1).await;
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

    /// Sends a request; the connection stays open after the answer.
    pub(crate) async fn ask(&mut self) -> String {
        self.send(&head("GET", "")).await;
        let mut answer = vec![0; 4096];
        let count = timeout(HANGS, self.0.read(&mut answer)).await.unwrap().unwrap_or_default();
        String::from_utf8(answer[..count].to_vec()).unwrap()
    }
}

pub(crate) fn made() -> CertifiedKey<KeyPair> {
    generate_simple_self_signed(["localhost".to_owned()]).unwrap()
}

impl Shown {
    pub(crate) fn of(pair: &CertifiedKey<KeyPair>) -> Self {
        let key = PrivateKeyDer::try_from(pair.signing_key.serialize_der()).unwrap();
        Self { certificate: pair.cert.der().clone(), key }
    }
}

impl std::fmt::Debug for Shown {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Shown")
    }
}

/// Sends the certificate whatever the server requests, and signs with the key whether they match or not.
impl ResolvesClientCert for Shown {
    fn resolve(
        &self,
        _hints: &[&[u8]],
        _schemes: &[SignatureScheme],
    ) -> Option<Arc<rustls::sign::CertifiedKey>> {
        let key = any_supported_type(&self.key).unwrap();
        Some(Arc::new(rustls::sign::CertifiedKey::new(vec![self.certificate.clone()], key)))
    }

    fn has_certs(&self) -> bool {
        true
    }
}

/// A store with one system.
fn register(folder: &TempDir, certificate: &[u8]) -> RegisteredCertificate {
    let store = Store::create(&folder.path().join("cprabo.db")).unwrap();
    let now = Timestamp::UNIX_EPOCH;
    let certificate = Certificate {
        fingerprint: access::fingerprint(certificate),
        subject: "CN=localhost".into(),
        not_before: now,
        not_after: now,
        revoked_at: None,
    };
    let new = NewSystem {
        uuid: SYSTEM.into(),
        name: "omsorg".into(),
        sftp_user: "omsorg".parse().unwrap(),
        metadata_root: MetadataRoot::FileMetadata,
        certificate,
        ssh_key: SshKey { fingerprint: "SHA256:1".into(), text: "x".into(), revoked_at: None },
    };
    let system = store.add_system(&new, &Author::PLATFORM, now).unwrap();
    RegisteredCertificate { system, uuid: SYSTEM.into(), is_valid: true }
}
