use jiff::Timestamp;
use store::{Certificate, Fingerprint, Sha256};
use x509_parser::pem::Pem;
use x509_parser::prelude::{FromDer as _, X509Certificate};
use x509_parser::public_key::PublicKey;
use x509_parser::time::ASN1Time;

/// A file without exactly one certificate that can be the system's.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InvalidCertificate {
    /// None.
    #[error("not an X.509 certificate in PEM or DER form")]
    None,
    /// One of several cannot be read, so the system's cannot be found.
    #[error("certificate {0} of the file cannot be read: is it whole?")]
    Unreadable(usize),
    /// Authorities alone.
    #[error("a chain without the system's own certificate: {0}")]
    NoLeaf(String),
    /// Several, none of which issued another.
    #[error("{0} certificates that could each be the system's: {1}. Give a file with one of them")]
    Several(usize, String),
}

/// The fingerprint of a certificate (in DER form): its SHA-256.
pub fn fingerprint(der: &[u8]) -> Fingerprint {
    Fingerprint(Sha256::of([der]))
}

/// Reads the certificate of a file in PEM or DER form. Of a chain, in any order, it is the one that issued none of the
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
    let mut all = certificates(file)?;
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
    // An authority that did not issue any of the others is not part of a chain.
    if leaves.iter().any(|&at| !parsed[at].is_ca()) {
        leaves.retain(|&at| !parsed[at].is_ca());
    }
    match leaves[..] {
        [] => Err(InvalidCertificate::None),
        // Alone, a certificate of an authority is accepted: openssl makes such certificates by default.
        [at] if parsed.len() == 1 || !parsed[at].is_ca() => Ok(all[at].clone()),
        [_] => Err(InvalidCertificate::NoLeaf(subjects(&parsed))),
        _ => {
            let leaves: Vec<_> = leaves.iter().map(|&at| parsed[at].clone()).collect();
            Err(InvalidCertificate::Several(leaves.len(), subjects(&leaves)))
        }
    }
}

fn subjects(certificates: &[X509Certificate<'_>]) -> String {
    let subject = |certificate: &X509Certificate<'_>| printable(&certificate.subject().to_string());
    certificates.iter().map(subject).collect::<Vec<_>>().join("; ")
}

/// All certificates of a file, each in DER form. Keys and other content are skipped.
fn certificates(file: &[u8]) -> Result<Vec<Vec<u8>>, InvalidCertificate> {
    // In PEM form only comments have letters beyond ASCII. Joined files have a byte order mark in the middle.
    let text = text::decode_with_comments(file).unwrap_or_default().replace('\u{feff}', "\n");
    if !text.contains("-----BEGIN ") {
        return all_der(file, 1);
    }
    let mut all = Vec::new();
    let blocks = text.split("-----BEGIN ").skip(1);
    for block in blocks.filter(|block| is_certificate(block)) {
        let number = all.len() + 1;
        let pem = format!("-----BEGIN {}", block.trim_end());
        let contents = Pem::iter_from_buffer(format!("{pem}\n").as_bytes())
            .next()
            .and_then(Result::ok)
            .ok_or(InvalidCertificate::Unreadable(number))?
            .contents;
        all.append(
            &mut all_der(&contents, number).map_err(|_| InvalidCertificate::Unreadable(number))?,
        );
    }
    if all.is_empty() { Err(InvalidCertificate::None) } else { Ok(all) }
}

fn is_certificate(block: &str) -> bool {
    ["CERTIFICATE-----", "TRUSTED CERTIFICATE-----", "X509 CERTIFICATE-----"]
        .iter()
        .any(|label| block.starts_with(label))
}

/// Concatenated certificates; `number` is the number of the first one in the file.
fn all_der(mut bytes: &[u8], mut number: usize) -> Result<Vec<Vec<u8>>, InvalidCertificate> {
    let mut all = Vec::new();
    while !bytes.is_empty() {
        let unreadable = if number == 1 {
            InvalidCertificate::None
        } else {
            InvalidCertificate::Unreadable(number)
        };
        let (rest, _) = X509Certificate::from_der(bytes).map_err(|_| unreadable)?;
        all.push(bytes[..bytes.len() - rest.len()].to_vec());
        // openssl appends its trust settings to a certificate.
        bytes = if rest.first() == bytes.first() { rest } else { &[] };
        number += 1;
    }
    if all.is_empty() { Err(InvalidCertificate::None) } else { Ok(all) }
}

/// The bits of the RSA key of a certificate (in DER form); `None` when the key is not RSA, or the certificate cannot be
/// read.
pub fn rsa_bits(der: &[u8]) -> Option<usize> {
    let (_, certificate) = X509Certificate::from_der(der).ok()?;
    match certificate.public_key().parsed().ok()? {
        PublicKey::RSA(key) => Some(key.key_size()),
        _ => None,
    }
}

/// A subject that is safe on a terminal: the maker of the certificate chose every character of it.
fn printable(subject: &str) -> String {
    subject.chars().map(|letter| if letter.is_control() { ' ' } else { letter }).collect()
}

fn read_der(der: &[u8]) -> Result<Certificate, InvalidCertificate> {
    let (rest, certificate) =
        X509Certificate::from_der(der).map_err(|_| InvalidCertificate::None)?;
    let der = &der[..der.len() - rest.len()];
    // `99991231235959Z` means no end (RFC 5280, 4.1.2.5).
    let time = |time: ASN1Time| Timestamp::from_second(time.timestamp()).unwrap_or(Timestamp::MAX);
    Ok(Certificate {
        fingerprint: fingerprint(der),
        subject: printable(&certificate.subject().to_string()),
        not_before: time(certificate.validity().not_before),
        not_after: time(certificate.validity().not_after),
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
        // Alone, a certificate of an authority is accepted: openssl makes such certificates by default.
        assert_eq!(
            read_certificate(ca.pem().as_bytes()).unwrap().fingerprint,
            fingerprint(ca.der())
        );
    }

    #[test]
    fn chain_of_which_something_cannot_be_read_is_refused() {
        let (ca, issued) = chain();
        let mut lines: Vec<&str> = Vec::new();
        let leaf = issued.pem();
        lines.extend(leaf.lines());
        lines.remove(3);
        let torn = lines.join("\n");
        let cut = &leaf[..leaf.len() - 60];
        for odd in [&torn, &leaf.replacen("MII", "M?I", 1), cut] {
            let file = format!("{}{odd}\n", ca.pem());
            let refused = read_certificate(file.as_bytes());
            assert_eq!(refused, Err(InvalidCertificate::Unreadable(2)), "{odd}");
        }
        let joined = format!("\u{feff}{}\u{feff}{leaf}", ca.pem());
        assert_eq!(
            read_certificate(joined.as_bytes()).unwrap().fingerprint,
            fingerprint(issued.der())
        );
        let der = [&ca.der()[..], issued.der()].concat();
        assert_eq!(read_certificate(&der).unwrap().fingerprint, fingerprint(issued.der()));
    }

    #[test]
    fn several_certificates_of_which_none_issued_another_are_refused_by_their_names() {
        let (one, other) =
            (chain().1, rcgen::generate_simple_self_signed(["other".to_owned()]).unwrap());
        let refused = read_certificate(format!("{}{}", one.pem(), other.cert.pem()).as_bytes());
        let error = refused.unwrap_err().to_string();
        assert!(error.starts_with("2 certificates") && error.contains("omsorg"), "{error}");
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
            [&b""[..], b"hello", b"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"]
        {
            assert_eq!(read_certificate(file), Err(InvalidCertificate::None));
        }
        let odd = b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
        assert_eq!(read_certificate(odd), Err(InvalidCertificate::Unreadable(1)));
    }
}
