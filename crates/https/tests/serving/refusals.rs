//! Failed handshakes have different kinds, and are listed with the system whose certificate was sent.

use net::{KnownBy, RefusalKind};
use rustls::pki_types::CertificateDer;
use tokio::io::AsyncWriteExt as _;

use crate::limits::{ENDLESS, SHORT};
use crate::site::{self, SYSTEM, Shown, Site, made};

/// Performs the handshake and sends a request: in TLS 1.3 a client is done before the server has judged.
async fn fails(site: &Site, shown: Shown) {
    if let Ok(mut client) = site.try_client(Some(shown)).await {
        assert_eq!(client.ask().await, "");
    }
}

#[tokio::test]
async fn client_without_its_certificate_s_key_is_listed_with_its_system() {
    let site = Site::open(ENDLESS).await;
    let certificate = site.system.cert.der().clone();
    fails(&site, Shown { certificate, ..Shown::of(&made()) }).await;
    site.refused(RefusalKind::TlsCertificateBadSignature).await;
    let handed = site.handed.lock().unwrap();
    let [refusal] = &handed[..] else { panic!("{handed:?}") };
    assert_eq!((refusal.system, refusal.known_by), (SYSTEM.into(), KnownBy::Certificate));
    assert_eq!(refusal.address.to_string(), "127.0.0.1");
    assert_eq!(site.counters.authenticated(), 0);
}

#[tokio::test]
async fn certificate_that_cannot_be_read_is_logged() {
    let site = Site::open(ENDLESS).await;
    let certificate = CertificateDer::from(b"hello".to_vec());
    fails(&site, Shown { certificate, ..Shown::of(&made()) }).await;
    site.refused(RefusalKind::TlsCertificateUnreadable).await;
    assert!(site.handed.lock().unwrap().is_empty(), "nobody's");
}

#[tokio::test]
async fn plain_http_is_answered_and_logged() {
    let site = Site::open(ENDLESS).await;
    let mut client = site.connect().await;
    client.write_all(site::head("GET", "").as_bytes()).await.unwrap();
    let answer = String::from_utf8(site::rest(&mut client).await).unwrap();
    assert!(answer.starts_with("HTTP/1.1 400") && answer.ends_with("use https://"), "{answer}");
    let (_, body) = answer.split_once("\r\n\r\n").unwrap();
    assert!(answer.contains(&format!("Content-Length: {}\r\n", body.len())));
    site.refused(RefusalKind::TlsPlainHttp).await;
}

#[tokio::test]
async fn garbage_is_logged() {
    let site = Site::open(ENDLESS).await;
    let mut client = site.connect().await;
    client.write_all(&[0; 100]).await.unwrap();
    site::rest(&mut client).await;
    site.refused(RefusalKind::TlsProtocolError).await;
}

#[tokio::test]
async fn handshake_that_is_not_finished_in_time_is_logged() {
    let site = Site::open(https::Limits { handshake: SHORT, ..ENDLESS }).await;
    let mut client = site.connect().await;
    client.write_all(&[22, 3, 1]).await.unwrap();
    site::rest(&mut client).await;
    site.refused(RefusalKind::TlsTooLate).await;
}

#[tokio::test]
async fn client_that_leaves_in_the_middle_is_logged_and_a_silent_one_is_not() {
    let site = Site::open(ENDLESS).await;
    drop(site.connect().await);
    let mut client = site.connect().await;
    client.write_all(&[22, 3, 1]).await.unwrap();
    drop(client);
    site.refused(RefusalKind::TlsCutOff).await;
    let counted = RefusalKind::ALL.map(|kind| site.refusals.count(kind));
    assert_eq!(counted.iter().sum::<u64>(), 1);
}
