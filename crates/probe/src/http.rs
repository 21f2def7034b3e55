//! HTTP/1.1 over TLS, one request a connection.

use std::net::SocketAddr;
use std::sync::Arc;

use access::leaf_der;
use bytes::Bytes;
use clock::Clock;
use http_body_util::{BodyExt as _, Full, Limited};
use hyper::client::conn::http1::handshake;
use hyper_util::rt::TokioIo;
use jiff::Timestamp;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::aws_lc_rs::default_provider;
use rustls::crypto::{CryptoProvider, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName, UnixTime};
use rustls::{ClientConfig, DigitallySignedStruct, SignatureScheme};
use store::ProbeFault;
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;

use crate::identity::Identity;
use crate::invalid_probe::InvalidProbe;
use crate::requests::Request;
use crate::target::{Target, reached_at};

/// The largest answer that is read: the right ones have a kilobyte.
const ANSWER: usize = 64 * 1024;

/// A client of the HTTPS endpoint.
pub(crate) struct HttpClient {
    address: SocketAddr,
    tls: TlsConnector,
    /// When the server's certificate is valid.
    valid: (Timestamp, Timestamp),
    clock: Clock,
}

impl HttpClient {
    pub(crate) fn new(
        target: &Target,
        identity: &Identity,
        clock: Clock,
    ) -> Result<Self, InvalidProbe> {
        let der = leaf_der(target.certificate.as_bytes())?;
        let read = access::read_certificate(target.certificate.as_bytes())?;
        let provider = Arc::new(default_provider());
        let pinned = Pinned { certificate: der.into(), provider: Arc::clone(&provider) };
        let certificate = CertificateDer::from_pem_slice(identity.certificate.as_bytes())?;
        let key = PrivateKeyDer::from_pem_slice(identity.key.as_bytes())?;
        let config = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()?
            .dangerous()
            .with_custom_certificate_verifier(Arc::new(pinned))
            .with_client_auth_cert(vec![certificate], key)?;
        Ok(Self {
            address: reached_at(target.https),
            tls: TlsConnector::from(Arc::new(config)),
            valid: (read.not_before, read.not_after),
            clock,
        })
    }

    /// Asks, and reads the whole answer.
    pub(crate) async fn ask(&self, request: &Request) -> Result<(), ProbeFault> {
        let tcp = TcpStream::connect(self.address).await.map_err(|_| ProbeFault::NoConnection)?;
        // A client would refuse it.
        let (from, to) = self.valid;
        if !(from..=to).contains(&self.clock.now()) {
            return Err(ProbeFault::NoHandshake);
        }
        let name = ServerName::from(self.address.ip());
        let tls = self.tls.connect(name, tcp).await.map_err(|_| ProbeFault::NoHandshake)?;
        let (mut sender, connection) =
            handshake(TokioIo::new(tls)).await.map_err(|_| ProbeFault::NoHandshake)?;
        let asked = async {
            let response = sender.send_request(self.message(request)?).await.map_err(wrong)?;
            let status = response.status().as_u16();
            let body = Limited::new(response.into_body(), ANSWER).collect().await.map_err(wrong)?;
            let is_right = request.is_answered_by(status, &body.to_bytes());
            is_right.then_some(()).ok_or(ProbeFault::WrongAnswer)
        };
        // The connection moves the bytes of the request, and ends before the answer only when it breaks.
        let connection = async {
            let _ended = connection.await;
            std::future::pending::<()>().await;
        };
        tokio::select! {
            answered = asked => answered,
            () = connection => Err(ProbeFault::WrongAnswer),
        }
    }

    fn message(&self, request: &Request) -> Result<hyper::Request<Full<Bytes>>, ProbeFault> {
        let message = hyper::Request::post(&request.path)
            .header("host", self.address.to_string())
            .header("content-type", request.content_type)
            .header("soapaction", "\"\"")
            .body(Full::new(Bytes::from(request.body.clone())));
        message.map_err(|_| ProbeFault::WrongAnswer)
    }
}

/// An answer that does not come whole.
fn wrong<E>(_: E) -> ProbeFault {
    ProbeFault::WrongAnswer
}

/// Accepts the one certificate, and none that only an authority vouches for.
#[derive(Debug)]
struct Pinned {
    certificate: CertificateDer<'static>,
    provider: Arc<CryptoProvider>,
}

impl ServerCertVerifier for Pinned {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        _: &[CertificateDer<'_>],
        _: &ServerName<'_>,
        _: &[u8],
        _: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        if *end_entity == self.certificate {
            Ok(ServerCertVerified::assertion())
        } else {
            Err(rustls::Error::General("another certificate than the server's".to_owned()))
        }
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        let algorithms = &self.provider.signature_verification_algorithms;
        verify_tls12_signature(message, certificate, signed, algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        let algorithms = &self.provider.signature_verification_algorithms;
        verify_tls13_signature(message, certificate, signed, algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider.signature_verification_algorithms.supported_schemes()
    }
}
