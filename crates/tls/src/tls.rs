use std::sync::Arc;

use rustls::client::danger::HandshakeSignatureValid;
use rustls::crypto::{CryptoProvider, aws_lc_rs, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, UnixTime};
use rustls::server::danger::{ClientCertVerified, ClientCertVerifier};
use rustls::{DigitallySignedStruct, DistinguishedName, ServerConfig, SignatureScheme};

use crate::protocol::Protocol;
use crate::shown_certificate::note_shown;

/// TLS server configuration for a protocol.
#[derive(Clone)]
pub struct Tls {
    config: Arc<ServerConfig>,
    protocol: Protocol,
}

/// A certificate or key that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum InvalidTls {
    /// The certificate file holds no certificate in PEM form.
    #[error("cannot read the server's certificate")]
    Certificate(#[source] rustls::pki_types::pem::Error),
    /// The key file holds no private key in PEM form.
    #[error("cannot read the server's key")]
    Key(#[source] rustls::pki_types::pem::Error),
    /// They do not match.
    #[error("the server's certificate and key cannot be used")]
    Pair(#[from] rustls::Error),
}

impl Tls {
    /// TLS 1.2 and 1.3 with the given certificate chain and key, both in PEM form, for a protocol.
    ///
    /// # Errors
    /// [`InvalidTls`] when they cannot be read or do not match.
    pub fn new(
        certificate_pem: &[u8],
        key_pem: &[u8],
        protocol: Protocol,
    ) -> Result<Self, InvalidTls> {
        let chain: Vec<CertificateDer<'static>> = CertificateDer::pem_slice_iter(certificate_pem)
            .collect::<Result<_, _>>()
            .map_err(InvalidTls::Certificate)?;
        let key = PrivateKeyDer::from_pem_slice(key_pem).map_err(InvalidTls::Key)?;
        let provider = Arc::new(aws_lc_rs::default_provider());
        let builder = ServerConfig::builder_with_provider(Arc::clone(&provider))
            .with_safe_default_protocol_versions()?;
        let builder = match protocol.asks_for_certificate {
            true => {
                builder.with_client_cert_verifier(Arc::new(ProofOfPossessionVerifier(provider)))
            }
            false => builder.with_no_client_auth(),
        };
        let mut config = builder.with_single_cert(chain, key)?;
        config.alpn_protocols = protocol.alpn.into_iter().map(<[u8]>::to_vec).collect();
        Ok(Self { config: Arc::new(config), protocol })
    }

    pub(crate) fn config(&self) -> Arc<ServerConfig> {
        Arc::clone(&self.config)
    }

    pub(crate) const fn protocol(&self) -> Protocol {
        self.protocol
    }
}

/// Accepts any client certificate whose key the client has, and clients without one.
///
/// Callers are not authorized here but by `access::authorize`, which checks the registration on each call. A chain to
/// some authority would prove nothing about it, and a refusal here would be a TLS alert, which no client shows to its
/// user.
#[derive(Debug)]
struct ProofOfPossessionVerifier(Arc<CryptoProvider>);

impl ClientCertVerifier for ProofOfPossessionVerifier {
    fn client_auth_mandatory(&self) -> bool {
        false
    }

    fn root_hint_subjects(&self) -> &[DistinguishedName] {
        &[]
    }

    fn verify_client_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        _intermediates: &[CertificateDer<'_>],
        _now: UnixTime,
    ) -> Result<ClientCertVerified, rustls::Error> {
        note_shown(end_entity);
        Ok(ClientCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        let algorithms = &self.0.signature_verification_algorithms;
        verify_tls12_signature(message, certificate, signature, algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        let algorithms = &self.0.signature_verification_algorithms;
        verify_tls13_signature(message, certificate, signature, algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.0.signature_verification_algorithms.supported_schemes()
    }
}
