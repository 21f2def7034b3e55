use jiff::Timestamp;
use store::{Certificate, Fingerprint, Sha256};
use x509_parser::pem::Pem;
use x509_parser::prelude::{FromDer as _, X509Certificate};
use x509_parser::public_key::PublicKey;
use x509_parser::time::ASN1Time;

/// A file in which there is not one certificate that is the system's.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InvalidCertificate {
    /// None.
    #[error("not an X.509 certificate in PEM or DER form")]
    None,
    /// Several, none of which issued another.
    #[error("{0} certificates that could each be the system's: {1}. Give a file with one of them")]
    Several(usize, String),
}

/// By what a certificate (in DER form) is known: its SHA-256.
pub fn fingerprint(der: &[u8]) -> Fingerprint {
    Fingerprint(Sha256::of([der]))
}

/// Reads the certificate of a file in PEM or DER form: of a chain, in whatever order, the one that issued none of the
/// others.
///
/// # Errors
/// [`InvalidCertificate`] when there is none, or more than one.
pub fn read_certificate(file: &[u8]) -> Result<Certificate, InvalidCertificate> {
    read_der(&leaf_der(file)?)
}

/// The same in DER form.
///
/// # Errors
/// As [`read_certificate`].
pub fn leaf_der(file: &[u8]) -> Result<Vec<u8>, InvalidCertificate> {
    let mut all = certificates(file);
    all.sort();
    all.dedup();
    let parsed: Vec<X509Certificate<'_>> = all
        .iter()
        .map(|der| X509Certificate::from_der(der).map(|(_, certificate)| certificate))
        .collect::<Result<_, _>>()
        .map_err(|_| InvalidCertificate::None)?;
    let is_leaf = |certificate: &X509Certificate<'_>| {
        let name = certificate.subject();
        let issued =
            |other: &X509Certificate<'_>| other.issuer() == name && other.subject() != name;
        !parsed.iter().any(issued)
    };
    let mut leaves: Vec<usize> = (0..parsed.len()).filter(|&at| is_leaf(&parsed[at])).collect();
    // An authority beside a certificate that it did not issue is nobody's either.
    if leaves.iter().any(|&at| !parsed[at].is_ca()) {
        leaves.retain(|&at| !parsed[at].is_ca());
    }
    match leaves[..] {
        [] => Err(InvalidCertificate::None),
        [at] => Ok(all[at].clone()),
        _ => {
            let subjects = leaves.iter().map(|&at| printable(&parsed[at].subject().to_string()));
            let subjects = subjects.collect::<Vec<_>>().join("; ");
            Err(InvalidCertificate::Several(leaves.len(), subjects))
        }
    }
}

/// All certificates of a file, each in DER form. Keys and whatever else stands between are passed over.
fn certificates(file: &[u8]) -> Vec<Vec<u8>> {
    // In PEM form only comments have letters beyond ASCII.
    let text = text::decode_with_comments(file);
    let from_pem: Vec<Vec<u8>> = Pem::iter_from_buffer(text.as_bytes())
        .filter_map(Result::ok)
        .filter(|pem| pem.label == "CERTIFICATE" || pem.label == "TRUSTED CERTIFICATE")
        .filter_map(|pem| one_der(&pem.contents))
        .collect();
    if from_pem.is_empty() { one_der(file).into_iter().collect() } else { from_pem }
}

/// A certificate in DER form, without what follows it.
fn one_der(bytes: &[u8]) -> Option<Vec<u8>> {
    let (rest, _) = X509Certificate::from_der(bytes).ok()?;
    Some(bytes[..bytes.len() - rest.len()].to_vec())
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
    let (rest, certificate) =
        X509Certificate::from_der(der).map_err(|_| InvalidCertificate::None)?;
    let der = &der[..der.len() - rest.len()];
    let time = |time: ASN1Time| {
        Timestamp::from_second(time.timestamp()).map_err(|_| InvalidCertificate::None)
    };
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

    /// An authority and a certificate that it issued.
    fn chain() -> (rcgen::Certificate, rcgen::Certificate) {
        let (ca_key, key) =
            (rcgen::KeyPair::generate().unwrap(), rcgen::KeyPair::generate().unwrap());
        let named = |name: &str| {
            let mut params = rcgen::CertificateParams::new([name.to_owned()]).unwrap();
            params.distinguished_name.push(rcgen::DnType::CommonName, name);
            params
        };
        let mut ca = named("ca");
        ca.is_ca = rcgen::IsCa::Ca(rcgen::BasicConstraints::Unconstrained);
        let issued = named("omsorg");
        let authority = ca.self_signed(&ca_key).unwrap();
        let issuer = rcgen::Issuer::from_params(&ca, &ca_key);
        (authority, issued.signed_by(&key, &issuer).unwrap())
    }

    #[test]
    fn of_a_chain_in_any_order_the_certificate_that_issued_none_is_read() {
        let (ca, issued) = chain();
        let leaf = fingerprint(issued.der());
        for file in [
            format!("{}{}", ca.pem(), issued.pem()),
            format!("{}{}{}", issued.pem(), ca.pem(), issued.pem()),
            format!("\u{feff}{}\r\n{}", issued.pem().replace('\n', "\r\n"), ca.pem()),
        ] {
            assert_eq!(read_certificate(file.as_bytes()).unwrap().fingerprint, leaf);
        }
        // By itself an authority's is a certificate like any other: openssl makes them so.
        assert_eq!(
            read_certificate(ca.pem().as_bytes()).unwrap().fingerprint,
            fingerprint(ca.der())
        );
    }

    #[test]
    fn several_certificates_of_which_none_issued_another_are_refused_by_their_names() {
        let (one, other) =
            (chain().1, rcgen::generate_simple_self_signed(["other".to_owned()]).unwrap());
        let refused = read_certificate(format!("{}{}", one.pem(), other.cert.pem()).as_bytes());
        let told = refused.unwrap_err().to_string();
        assert!(told.starts_with("2 certificates") && told.contains("omsorg"), "{told}");
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
            assert_eq!(read_certificate(file), Err(InvalidCertificate::None));
        }
    }
}
