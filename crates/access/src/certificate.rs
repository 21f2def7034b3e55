use jiff::Timestamp;
use store::{Certificate, Fingerprint, Sha256};
use x509_parser::pem::Pem;
use x509_parser::prelude::{FromDer as _, X509Certificate};
use x509_parser::public_key::PublicKey;
use x509_parser::time::ASN1Time;

/// A file that holds no certificate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not an X.509 certificate in PEM or DER form")]
pub struct InvalidCertificate;

/// By what a certificate (in DER form) is known: its SHA-256.
pub fn fingerprint(der: &[u8]) -> Fingerprint {
    Fingerprint(Sha256::of([der]))
}

/// Reads the first certificate of a file in PEM or DER form.
///
/// # Errors
/// [`InvalidCertificate`] when there is none.
pub fn read_certificate(file: &[u8]) -> Result<Certificate, InvalidCertificate> {
    let from_pem = Pem::iter_from_buffer(file)
        .filter_map(Result::ok)
        .find(|pem| pem.label == "CERTIFICATE")
        .map(|pem| pem.contents);
    read_der(from_pem.as_deref().unwrap_or(file))
}

/// How many bits the RSA key of a certificate (in DER form) has; `None` when it has no RSA key, or cannot be read.
pub fn rsa_bits(der: &[u8]) -> Option<usize> {
    let (_, certificate) = X509Certificate::from_der(der).ok()?;
    match certificate.public_key().parsed().ok()? {
        PublicKey::RSA(key) => Some(key.key_size()),
        _ => None,
    }
}

/// A subject as it may be shown on a terminal: whoever made the certificate chose every letter of it.
fn printable(subject: &str) -> String {
    subject.chars().map(|letter| if letter.is_control() { ' ' } else { letter }).collect()
}

fn read_der(der: &[u8]) -> Result<Certificate, InvalidCertificate> {
    let (rest, certificate) = X509Certificate::from_der(der).map_err(|_| InvalidCertificate)?;
    let der = &der[..der.len() - rest.len()];
    let time =
        |time: ASN1Time| Timestamp::from_second(time.timestamp()).map_err(|_| InvalidCertificate);
    Ok(Certificate {
        fingerprint: fingerprint(der),
        subject: printable(&certificate.subject().to_string()),
        not_before: time(certificate.validity().not_before)?,
        not_after: time(certificate.validity().not_after)?,
        revoked_at: None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pem_and_der_are_one_certificate() {
        let key = rcgen::generate_simple_self_signed(["omsorg".to_owned()]).unwrap();
        let der = read_certificate(key.cert.der()).unwrap();
        let pem = read_certificate(key.cert.pem().as_bytes()).unwrap();
        assert_eq!(der, pem);
        assert_eq!(der.fingerprint, fingerprint(key.cert.der()));
        let chain = format!("{}{}", key.signing_key.serialize_pem(), key.cert.pem());
        assert_eq!(
            read_certificate(chain.as_bytes()).unwrap(),
            der,
            "a key before it is read over"
        );
    }

    #[test]
    fn rsa_bits_of_other_keys_are_none() {
        let key = rcgen::generate_simple_self_signed(["omsorg".to_owned()]).unwrap();
        assert_eq!(rsa_bits(key.cert.der()), None, "ECDSA");
        assert_eq!(rsa_bits(b"hello"), None);
    }

    #[test]
    fn anything_else_is_refused() {
        for file in
            [&b""[..], b"hello", b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"]
        {
            assert_eq!(read_certificate(file), Err(InvalidCertificate));
        }
    }
}
