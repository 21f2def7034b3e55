use std::convert::Infallible;
use std::net::{IpAddr, SocketAddr};
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use access::RegisteredCertificate;
use axum::Router;
use axum::body::Body;
use axum::http::{StatusCode, header};
use axum::response::Response;
use error_report::Report;
use hyper::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use net::{Admission, RefusalKind, Registration, RejectionReason};
use store::Fingerprint;
use tls::{HandshakeError, Shaken, Tls, shake_hands};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::time::sleep;
use tokio_util::sync::CancellationToken;
use tower::ServiceExt as _;
use tracing::debug;

use crate::callers::{Callers, Found, Identity};
use crate::extensions::{Peer, ShutdownSignal};
use crate::limits::Limits;
use crate::socket::{OnTcp, Socket};
use crate::timeout_body::TimeoutBody;

/// hyper accepts no smaller buffer.
const SMALLEST_BUFFER: usize = 8 * 1024;

/// The served router, and its limits.
#[derive(Clone)]
pub(crate) struct Served {
    pub(crate) router: Router,
    pub(crate) limits: Limits,
    pub(crate) close: CancellationToken,
}

/// One connection, from the first byte to the last.
pub(crate) struct Connection {
    served: Served,
    address: IpAddr,
    admission: Arc<Admission>,
    /// Cancelled when the caller's right has ended.
    cut: CancellationToken,
}

impl Connection {
    pub(crate) fn new(served: Served, address: SocketAddr, admission: Arc<Admission>) -> Self {
        let (address, cut) = (address.ip().to_canonical(), CancellationToken::new());
        Self { served, address, admission, cut }
    }

    /// Serves a client with TLS.
    pub(crate) async fn serve(self, stream: TcpStream, tls: Tls, callers: Callers) {
        let (address, admission) = (self.address, Arc::clone(&self.admission));
        tokio::select! {
            () = self.secure(stream, &tls, &callers) => {}
            // The work in progress is dropped, with the socket.
            () = admission.evicted() => {
                let reason = admission.eviction_reason().map_or("", |reason| reason.as_str());
                callers.refuse(RefusalKind::Evicted, address, reason.to_owned(), None);
            }
        }
    }

    /// Serves a client without TLS.
    pub(crate) async fn serve_plain(self, stream: TcpStream) {
        let admission = Arc::clone(&self.admission);
        tokio::select! {
            () = self.run_session(stream, None) => {}
            () = admission.evicted() => {}
        }
    }

    async fn secure(mut self, stream: TcpStream, tls: &Tls, callers: &Callers) {
        let patience = self.served.limits.handshake;
        match shake_hands(tls, stream, patience, &self.admission).await {
            Ok(Shaken { stream, certificate }) => {
                let _registration = self.identify(certificate, callers).await;
                self.run_session(stream, certificate).await;
            }
            Err(failed) => self.refuse(failed, callers).await,
        }
    }

    /// Finds the caller's system. An unknown caller stays unauthenticated, and is served as such.
    async fn identify(
        &mut self,
        certificate: Option<Fingerprint>,
        callers: &Callers,
    ) -> Option<Registration<Identity>> {
        let Some(certificate) = certificate else {
            self.admission.note_refused();
            return None;
        };
        self.admission.note_step();
        match callers.find(certificate, self.served.limits.identify).await {
            Found::Holder(RegisteredCertificate { system, uuid, is_valid: true }) => {
                match self.admission.authenticate(uuid) {
                    Ok(()) => {
                        let identity = Identity { system, uuid, certificate };
                        Some(callers.connections().register(identity, self.cut.clone()))
                    }
                    Err(reason) => {
                        let (kind, detail) = (RefusalKind::TooManyConnections, reason.to_string());
                        if reason != RejectionReason::Evicted {
                            callers.refuse(kind, self.address, detail, Some(uuid));
                        }
                        self.served.router = too_many_connections();
                        None
                    }
                }
            }
            Found::Holder(_) | Found::Nobody => {
                self.admission.note_refused();
                None
            }
            Found::NoAnswer => None,
        }
    }

    /// Records a failed handshake, with the system whose certificate was sent in it.
    async fn refuse(&self, failed: HandshakeError, callers: &Callers) {
        let HandshakeError { kind: Some(kind), detail, certificate } = failed else { return };
        self.admission.note_refused();
        let found = match certificate {
            Some(certificate) => callers.find(certificate, self.served.limits.identify).await,
            None => Found::Nobody,
        };
        let system = match found {
            Found::Holder(RegisteredCertificate { uuid, .. }) => Some(uuid),
            Found::Nobody | Found::NoAnswer => None,
        };
        callers.refuse(kind, self.address, detail, system);
    }

    async fn run_session(
        &self,
        stream: impl OnTcp + AsyncRead + AsyncWrite + Unpin,
        certificate: Option<Fingerprint>,
    ) {
        let limits = self.served.limits;
        let head_bytes = match self.admission.is_authenticated() {
            true => limits.head_bytes,
            false => limits.unauthenticated_head_bytes,
        };
        // Outlives `connection`, which writes to it.
        let mut socket = Socket::new(stream);
        let service = service_fn(|request| self.answer(certificate, request));
        let mut connection = pin!(
            http1::Builder::new()
                .timer(TokioTimer::new())
                .header_read_timeout(limits.head)
                .max_header_size(head_bytes)
                .max_buf_size(head_bytes.max(SMALLEST_BUFFER))
                .serve_connection(TokioIo::new(&mut socket.stream), service)
        );
        let ended = tokio::select! {
            ended = connection.as_mut() => ended,
            () = self.must_end() => {
                // When no request is in progress this ends the connection at once.
                connection.as_mut().graceful_shutdown();
                tokio::select! {
                    ended = connection.as_mut() => ended,
                    () = self.grace_is_over() => {
                        if self.cut.is_cancelled() {
                            socket.is_aborted = true;
                        }
                        Ok(())
                    }
                }
            }
        };
        if let Err(error) = ended {
            debug!(peer = %self.address, error = %Report(&error), "connection ended");
        }
    }

    async fn answer(
        &self,
        certificate: Option<Fingerprint>,
        request: Request<Incoming>,
    ) -> Result<Response, Infallible> {
        self.admission.note_step();
        let is_authenticated = self.admission.is_authenticated() && !self.cut.is_cancelled();
        let peer = Peer { address: self.address, certificate, is_authenticated };
        let Served { router, limits, close } = &self.served;
        let mut request = request.map(|body| Body::new(TimeoutBody::new(body, limits.body)));
        request.extensions_mut().insert(peer);
        request.extensions_mut().insert(ShutdownSignal::from(close.clone()));
        router.clone().oneshot(request).await
    }

    /// Returns when the request in progress has had its time: shorter for a caller whose right has ended.
    async fn grace_is_over(&self) {
        let Limits { shutdown_grace, cut, .. } = self.served.limits;
        let is_cut = async {
            self.cut.cancelled().await;
            sleep(cut).await;
        };
        tokio::select! {
            () = sleep(shutdown_grace) => {}
            () = is_cut => {}
        }
    }

    /// Returns when the connection has reached its time limit, the caller's right has ended, or the server stops.
    async fn must_end(&self) {
        tokio::select! {
            () = sleep(self.lasts()) => {}
            () = self.served.close.cancelled() => {}
            () = self.cut.cancelled() => {}
        }
    }

    fn lasts(&self) -> Duration {
        let Limits { connection, unauthenticated, .. } = self.served.limits;
        if self.admission.is_authenticated() { connection } else { connection.min(unauthenticated) }
    }
}

/// The answer to a system with too many connections.
fn too_many_connections() -> Router {
    let response = (
        StatusCode::SERVICE_UNAVAILABLE,
        [(header::RETRY_AFTER, "30"), (header::CONNECTION, "close")],
        "Too many connections of this system are open: close those that are not used",
    );
    Router::new().fallback(async move || response)
}
