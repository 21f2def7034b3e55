//! Checks at registration whether a client with a certificate can connect at all.

use access::rsa_bits;
use jiff::Timestamp;
use rustls::crypto::aws_lc_rs;
use rustls::pki_types::CertificateDer;
use rustls::server::ParsedCertificate;
use store::Certificate;

use crate::handshake::RSA_BITS;

/// The largest RSA key whose signatures are checked, in bits.
const LARGEST_RSA_BITS: usize = 8192;

/// Why a client with this certificate can never connect.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum UnusableCertificate {
    /// TLS rejects it: X.509 version 1, an unknown critical extension.
    #[error(
        "no client can connect with this certificate: {0}. Have another one issued, with X.509 version 3"
    )]
    NotTaken(String),
    /// An RSA key that is too small or too large.
    #[error(
        "no client can connect with this certificate: its RSA key has {0} bits, and 2048 to 8192 are taken"
    )]
    RsaBits(usize),
    /// A kind of key for which no accepted signature algorithm exists.
    #[error(
        "no client can connect with this certificate: keys of its kind (RSASSA-PSS alone, for one) are not taken. \
         Take an RSA key (rsaEncryption), or ECDSA with P-256, P-384 or P-521"
    )]
    KeyKind,
    /// Its time is over.
    #[error("this certificate ended {0:.0}: give the one that replaced it")]
    Ended(Timestamp),
}

/// Checks that a client with the key of a certificate (in DER form) can connect now or later.
///
/// # Errors
/// [`UnusableCertificate`], which says what to do.
pub fn check_client_certificate(
    der: &[u8],
    certificate: &Certificate,
    now: Timestamp,
) -> Result<(), UnusableCertificate> {
    if certificate.not_after < now {
        return Err(UnusableCertificate::Ended(certificate.not_after));
    }
    if certificate.not_after < certificate.not_before {
        return Err(UnusableCertificate::NotTaken("it ends before it begins".to_owned()));
    }
    if let Some(bits) = rsa_bits(der).filter(|bits| !(RSA_BITS..=LARGEST_RSA_BITS).contains(bits)) {
        return Err(UnusableCertificate::RsaBits(bits));
    }
    let der = CertificateDer::from(der);
    let parsed = ParsedCertificate::try_from(&der)
        .map_err(|error| UnusableCertificate::NotTaken(error.to_string()))?;
    let key = parsed.subject_public_key_info();
    let algorithms = aws_lc_rs::default_provider().signature_verification_algorithms;
    // The certificate has the key's algorithm in the same encoding as rustls's algorithms.
    let is_taken = algorithms.all.iter().any(|algorithm| {
        let id = algorithm.public_key_alg_id();
        let id: &[u8] = id.as_ref();
        key.as_ref().windows(id.len()).take(12).any(|part| part == id)
    });
    if is_taken { Ok(()) } else { Err(UnusableCertificate::KeyKind) }
}

#[cfg(test)]
mod tests {
    use access::read_certificate;
    use rcgen::{
        CertificateParams, CustomExtension, KeyPair, PKCS_ECDSA_P256_SHA256, PKCS_ED25519,
        PKCS_RSA_SHA256,
    };

    use super::*;

    fn check(params: &CertificateParams, key: &KeyPair) -> Result<(), UnusableCertificate> {
        let certificate = params.self_signed(key).unwrap();
        let read = read_certificate(certificate.der()).unwrap();
        check_client_certificate(certificate.der(), &read, "2026-06-01T00:00:00Z".parse().unwrap())
    }

    fn params() -> CertificateParams {
        CertificateParams::new(["omsorg".to_owned()]).unwrap()
    }

    #[test]
    fn check_of_keys_that_are_taken_is_well() {
        for algorithm in [&PKCS_RSA_SHA256, &PKCS_ECDSA_P256_SHA256, &PKCS_ED25519] {
            let key = KeyPair::generate_for(algorithm).unwrap();
            assert_eq!(check(&params(), &key), Ok(()), "{algorithm:?}");
        }
    }

    #[test]
    fn check_of_a_certificate_that_has_ended_refuses_it() {
        let mut ended = params();
        ended.not_after = rcgen::date_time_ymd(2026, 5, 31);
        let key = KeyPair::generate().unwrap();
        assert!(matches!(check(&ended, &key), Err(UnusableCertificate::Ended(_))));
    }

    #[test]
    fn check_refuses_an_unknown_critical_extension() {
        let mut odd = params();
        let mut extension =
            CustomExtension::from_oid_content(&[1, 3, 6, 1, 4, 1, 99999, 1], vec![5, 0]);
        extension.set_criticality(true);
        odd.custom_extensions.push(extension);
        let key = KeyPair::generate().unwrap();
        assert!(matches!(check(&odd, &key), Err(UnusableCertificate::NotTaken(_))));
    }
}
