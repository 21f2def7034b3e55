//! The installation's own certificate authority. It issues the server's certificate and, for demonstrations and tests,
//! client certificates. It does not authorize: a client's certificate is valid because it is registered.

use anyhow::{Context as _, Result};
use jiff::civil::Date;
use rcgen::{
    BasicConstraints, CertificateParams, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair,
    KeyUsagePurpose, date_time_ymd,
};

/// A certificate and its key, both in PEM form.
pub(crate) struct Pair {
    pub(crate) certificate: String,
    pub(crate) key: String,
}

/// The use of a certificate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Purpose {
    Server,
    Client,
}

/// A new authority, valid for ten years.
pub(crate) fn create(today: Date) -> Result<Pair> {
    let mut params = params("cprabo local CA", vec![], today, 3650)?;
    params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    let key = KeyPair::generate()?;
    let certificate = params.self_signed(&key)?;
    Ok(Pair { certificate: certificate.pem(), key: key.serialize_pem() })
}

/// A client's certificate that no authority vouches for, valid for `days`.
pub(crate) fn self_signed(name: &str, today: Date, days: i32) -> Result<Pair> {
    let mut params = params(name, vec![], today, days)?;
    params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ClientAuth];
    let key = KeyPair::generate()?;
    let certificate = params.self_signed(&key)?;
    Ok(Pair { certificate: certificate.pem(), key: key.serialize_pem() })
}

/// Issues a certificate to `name`, valid for `days`; `hosts` are the names and addresses of a server.
pub(crate) fn issue(
    authority: &Pair,
    name: &str,
    hosts: Vec<String>,
    purpose: Purpose,
    today: Date,
    days: i32,
) -> Result<Pair> {
    let mut params = params(name, hosts, today, days)?;
    params.use_authority_key_identifier_extension = true;
    params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    params.extended_key_usages = vec![match purpose {
        Purpose::Server => ExtendedKeyUsagePurpose::ServerAuth,
        Purpose::Client => ExtendedKeyUsagePurpose::ClientAuth,
    }];
    let authority_key = KeyPair::from_pem(&authority.key).context("cannot read the CA's key")?;
    let issuer = Issuer::from_ca_cert_pem(&authority.certificate, authority_key)
        .context("cannot read the CA's certificate")?;
    let key = KeyPair::generate()?;
    let certificate = params.signed_by(&key, &issuer)?;
    Ok(Pair { certificate: certificate.pem(), key: key.serialize_pem() })
}

fn params(name: &str, hosts: Vec<String>, today: Date, days: i32) -> Result<CertificateParams> {
    let mut params = CertificateParams::new(hosts)?;
    params.distinguished_name = rcgen::DistinguishedName::new();
    params.distinguished_name.push(DnType::CommonName, name);
    params.distinguished_name.push(DnType::OrganizationName, "cprabo");
    // From yesterday, because clocks differ.
    let (first, last) = (today.yesterday()?, today.checked_add(jiff::Span::new().days(days))?);
    let number = |part: i8| u8::try_from(part);
    params.not_before =
        date_time_ymd(first.year().into(), number(first.month())?, number(first.day())?);
    params.not_after =
        date_time_ymd(last.year().into(), number(last.month())?, number(last.day())?);
    Ok(params)
}
