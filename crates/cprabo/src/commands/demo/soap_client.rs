use std::net::SocketAddr;
use std::sync::Arc;

use anyhow::{Context as _, Result};
use bytes::Bytes;
use http_body_util::{BodyExt as _, Full};
use hyper::Request;
use hyper::client::conn::http1::{SendRequest, handshake};
use hyper_util::rt::TokioIo;
use rustls::crypto::aws_lc_rs::default_provider;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName};
use rustls::{ClientConfig, RootCertStore};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;

use super::cast::Actor;
use crate::installation::Installation;

/// A client of the SOAP endpoint: mutual TLS, and one connection for all calls.
pub(super) struct SoapClient {
    sender: SendRequest<Full<Bytes>>,
}

impl SoapClient {
    pub(super) async fn connect(
        address: SocketAddr,
        installation: &Installation,
        actor: &Actor,
    ) -> Result<Self> {
        let mut roots = RootCertStore::empty();
        let authority = installation.authority()?.certificate;
        roots.add(CertificateDer::from_pem_slice(authority.as_bytes())?)?;
        let certificate = CertificateDer::from_pem_slice(actor.certificate.certificate.as_bytes())?;
        let key = PrivateKeyDer::from_pem_slice(actor.certificate.key.as_bytes())?;
        let config = ClientConfig::builder_with_provider(Arc::new(default_provider()))
            .with_safe_default_protocol_versions()?
            .with_root_certificates(roots)
            .with_client_auth_cert(vec![certificate], key)?;
        let tcp = TcpStream::connect(address).await?;
        let server = ServerName::from(address.ip());
        let tls = TlsConnector::from(Arc::new(config)).connect(server, tcp).await?;
        let (sender, connection) = handshake(TokioIo::new(tls)).await?;
        tokio::spawn(connection);
        Ok(Self { sender })
    }

    /// Posts an envelope and returns the answer's body.
    pub(super) async fn post(&mut self, envelope: String) -> Result<String> {
        let request = Request::post(soap_proto::Service::Subscription.path())
            .header("host", "localhost")
            .header("content-type", "text/xml; charset=utf-8")
            .header("soapaction", "\"\"")
            .body(Full::new(Bytes::from(envelope)))?;
        self.sender.ready().await?;
        let response = self.sender.send_request(request).await?;
        let body = response.into_body().collect().await?.to_bytes();
        String::from_utf8(body.into()).context("an answer that is not UTF-8")
    }
}
