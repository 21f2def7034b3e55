use access::InvalidCertificate;
use russh::keys::ssh_key;
use rustls::pki_types::pem;

/// A key or a certificate with which no call can be made.
#[derive(Debug, thiserror::Error)]
pub enum InvalidProbe {
    /// The server's certificate.
    #[error("cannot read the certificate of the server")]
    Certificate(#[from] InvalidCertificate),
    /// The probe's own.
    #[error("cannot read the probe's certificate or its key")]
    Pem(#[from] pem::Error),
    /// The probe's own.
    #[error("cannot use the probe's certificate and key")]
    Tls(#[from] rustls::Error),
    /// One of the server's, or the probe's.
    #[error("cannot read an SSH key")]
    SshKey(#[from] ssh_key::Error),
}
