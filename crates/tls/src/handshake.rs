//! The TLS handshake, step by step, and the reasons of failures.

use std::error::Error;
use std::io;
use std::time::Duration;

use access::{fingerprint, rsa_bits};
use net::{Admission, RefusalKind};
use rustls::server::Acceptor;
use rustls::{CertificateError, InvalidMessage, PeerIncompatible, PeerMisbehaved};
use store::Fingerprint;
use tokio::io::AsyncWriteExt as _;
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_rustls::LazyConfigAcceptor;
use tokio_rustls::server::TlsStream;

use crate::protocol::Protocol;
use crate::shown_certificate::{noting_shown, take_shown};
use crate::tls::Tls;

/// The shortest RSA key with which a client may sign.
pub(crate) const RSA_BITS: usize = 2048;

/// A connection after its handshake.
#[derive(Debug)]
pub struct Shaken {
    /// The connection.
    pub stream: TlsStream<TcpStream>,
    /// The client's certificate, whose key the client has proven to have.
    pub certificate: Option<Fingerprint>,
}

/// A handshake that failed.
#[derive(Debug)]
pub struct HandshakeError {
    /// The reason; `None` when the client closed without a byte, as monitoring does.
    pub kind: Option<RefusalKind>,
    /// More about it, in a few words. Nothing of a certificate.
    pub detail: String,
    /// The certificate that the client had sent.
    pub certificate: Option<Fingerprint>,
}

impl HandshakeError {
    fn new(kind: Option<RefusalKind>, detail: String, shown: Option<&[u8]>) -> Self {
        let certificate = shown.map(fingerprint);
        match (kind, shown.and_then(rsa_bits)) {
            // rustls reports it as a bad signature.
            (Some(RefusalKind::TlsCertificateBadSignature), Some(bits)) if bits < RSA_BITS => {
                let kind = Some(RefusalKind::TlsCertificateUnsupported);
                Self { kind, detail: format!("an RSA key of {bits} bits"), certificate }
            }
            _ => Self { kind, detail, certificate },
        }
    }
}

/// How far a handshake has come.
#[derive(Debug, Clone, Copy)]
enum Step {
    Silent,
    Speaking,
    Greeted,
}

/// Performs the handshake, in `patience` at most. Its steps are noted with the admission.
///
/// # Errors
/// [`HandshakeError`], which says why the client cannot connect.
pub async fn shake_hands(
    tls: &Tls,
    stream: TcpStream,
    patience: Duration,
    admission: &Admission,
) -> Result<Shaken, HandshakeError> {
    let handshake = async {
        let mut step = Step::Silent;
        let result = timeout(patience, take_steps(tls, stream, admission, &mut step)).await;
        let late = |_| Err((Some(RefusalKind::TlsTooLate), step.as_str().to_owned()));
        let shown = take_shown();
        result
            .unwrap_or_else(late)
            .map_err(|(kind, detail)| HandshakeError::new(kind, detail, shown.as_deref()))
    };
    let stream = noting_shown(handshake).await?;
    // For a resumed session the certificate is only available here.
    let shown = stream.get_ref().1.peer_certificates().and_then(<[_]>::first);
    let certificate = shown.map(|der| fingerprint(der));
    Ok(Shaken { stream, certificate })
}

async fn take_steps(
    tls: &Tls,
    mut stream: TcpStream,
    admission: &Admission,
    step: &mut Step,
) -> Result<TlsStream<TcpStream>, (Option<RefusalKind>, String)> {
    let mut beginning = [0; Protocol::BEGINNING];
    let Ok(sent @ 1..) = stream.peek(&mut beginning).await else {
        return Err((None, String::new()));
    };
    let Protocol { is_plain, plain_answer, plain_refusal, .. } = tls.protocol();
    if is_plain(&beginning[..sent]) {
        // Unread bytes would reset the connection on close and lose the answer. An error here is ignored.
        let _ = stream.try_read(&mut [0; 4096]);
        let _ = stream.write_all(plain_answer).await;
        return Err((Some(plain_refusal), String::new()));
    }
    *step = Step::Speaking;
    let failed = |error: io::Error| (Some(kind(&error)), detail(&error));
    let greeting = LazyConfigAcceptor::new(Acceptor::default(), stream).await.map_err(failed)?;
    *step = Step::Greeted;
    admission.note_step();
    greeting.into_stream(tls.config()).await.map_err(failed)
}

impl Step {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Silent => "nothing was sent",
            Self::Speaking => "the ClientHello was not finished",
            Self::Greeted => "the ClientHello was answered and nothing followed",
        }
    }
}

fn tls_error(error: &io::Error) -> Option<&rustls::Error> {
    error.get_ref().and_then(|source| source.downcast_ref())
}

fn kind(error: &io::Error) -> RefusalKind {
    // Without a TLS error the connection itself broke.
    tls_error(error).map_or(RefusalKind::TlsCutOff, kind_of_tls)
}

fn kind_of_tls(error: &rustls::Error) -> RefusalKind {
    use rustls::Error::{
        AlertReceived, InvalidCertificate, InvalidMessage as BadMessage,
        PeerIncompatible as Incompatible, PeerMisbehaved as Misbehaved,
    };
    match error {
        InvalidCertificate(CertificateError::BadSignature) => {
            RefusalKind::TlsCertificateBadSignature
        }
        InvalidCertificate(CertificateError::BadEncoding)
        | BadMessage(InvalidMessage::CertificatePayloadTooLarge) => {
            RefusalKind::TlsCertificateUnreadable
        }
        InvalidCertificate(_)
        | Misbehaved(PeerMisbehaved::SignedHandshakeWithUnadvertisedSigScheme) => {
            RefusalKind::TlsCertificateUnsupported
        }
        Incompatible(
            PeerIncompatible::ServerDoesNotSupportTls12Or13
            // Every TLS 1.2 client has that extension; rustls looks for it before the version.
            | PeerIncompatible::SignatureAlgorithmsExtensionRequired
            | PeerIncompatible::ServerTlsVersionIsDisabledByOurConfig
            | PeerIncompatible::SupportedVersionsExtensionRequired
            | PeerIncompatible::Tls12NotOffered
            | PeerIncompatible::Tls12NotOfferedOrEnabled,
        ) => RefusalKind::TlsNoCommonVersion,
        Incompatible(_) => RefusalKind::TlsNoCommonCipher,
        AlertReceived(_) => RefusalKind::TlsRefusedByClient,
        _ => RefusalKind::TlsProtocolError,
    }
}

/// The detail of the failure. These rustls errors contain no part of a certificate: names are not checked.
fn detail(error: &io::Error) -> String {
    match tls_error(error) {
        Some(rustls::Error::InvalidCertificate(CertificateError::Other(other))) => {
            other.source().map_or_else(String::new, ToString::to_string)
        }
        Some(error) => error.to_string(),
        None => error.kind().to_string(),
    }
}
