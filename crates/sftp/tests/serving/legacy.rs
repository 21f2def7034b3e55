//! Old clients: accepted by the legacy listener if the operator allows it, and never by the ordinary one.

use std::borrow::Cow;
use std::net::SocketAddr;
use std::sync::OnceLock;

use net::{KnownBy, RefusalKind};
use russh::client::{Config, GexParams};
use russh::keys::{Algorithm, HashAlg, PrivateKey};
use russh::{Error, Preferred, kex, mac};
use sftp::Limits;

use crate::client::Client;
use crate::packets;
use crate::site::{QUOTAS, Site, USER, until};

/// A site on which an RSA key is registered, the same for all tests.
async fn site() -> Site {
    static KEY: OnceLock<PrivateKey> = OnceLock::new();
    let kind = Algorithm::Rsa { hash: None };
    let new = || PrivateKey::random(&mut russh::keys::key::safe_rng(), kind).unwrap();
    Site::with(Limits::default(), QUOTAS, KEY.get_or_init(new).clone()).await
}

/// A client that knows one key exchange, one kind of host key and one message authentication code.
fn old(kex: kex::Name) -> Config {
    let preferred = Preferred {
        kex: Cow::Owned(vec![kex]),
        key: Cow::Borrowed(&[Algorithm::Rsa { hash: None }]),
        cipher: Cow::Borrowed(&[russh::cipher::AES_256_CTR]),
        mac: Cow::Borrowed(&[mac::HMAC_SHA1]),
        ..Preferred::DEFAULT
    };
    Config { preferred, ..Config::default() }
}

async fn refused_at(address: SocketAddr, config: Config) -> bool {
    matches!(Client::try_connect_to(address, config).await, Err(Error::NoCommonAlgo { .. }))
}

#[tokio::test(flavor = "multi_thread")]
async fn old_client_is_in_by_the_legacy_listener_with_each_key_exchange_and_by_the_other_with_none()
{
    let site = site().await;
    site.let_in_by_legacy(true);
    let name = site.deliver(5, b"hello");
    for (logins, kex) in (1..).zip([kex::DH_G14_SHA1, kex::DH_GEX_SHA1, kex::DH_GEX_SHA256]) {
        assert!(refused_at(site.address, old(kex)).await, "{kex:?}");
        let mut client = Client::try_connect_to(site.legacy, old(kex)).await.unwrap();
        assert!(client.try_key_with(USER, &site.key, None).await);
        let mut sftp = client.sftp().await;
        let handle = sftp.open(&format!("IN/{name}")).await;
        assert_eq!(sftp.read(&handle, 0, 100).await, b"hello");
        assert_eq!(sftp.status(&packets::close(&handle)).await, packets::OK);
        sftp.finish().await;
        until(|| site.legacy_logins() == logins).await;
    }
    assert_eq!(site.collected_at(), Some(site.now()), "the receipt is noted");
    let lines = site.stop().await;
    let sha_1 = lines.iter().filter(|line| *line == "account vejle: LEGACY_SHA1").count();
    assert_eq!(sha_1, 3, "{lines:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn group_1_and_dsa_are_offered_nowhere() {
    let site = site().await;
    site.let_in_by_legacy(true);
    for address in [site.address, site.legacy] {
        assert!(refused_at(address, old(kex::DH_G1_SHA1)).await);
        let mut dsa = old(kex::DH_G14_SHA1);
        dsa.preferred.kex = Cow::Owned(vec![kex::CURVE25519]);
        dsa.preferred.key = Cow::Borrowed(&[Algorithm::Dsa]);
        assert!(refused_at(address, dsa).await);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn group_exchange_for_more_bits_than_there_are_is_no_common_key_exchange() {
    let site = site().await;
    let gex = GexParams::new(8192, 8192, 8192).unwrap();
    let config = Config { gex, ..old(kex::DH_GEX_SHA256) };
    assert!(Client::try_connect_to(site.legacy, config).await.is_err());
    site.refused(RefusalKind::SshNoCommonKeyExchange).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn account_that_is_not_let_in_is_refused_with_its_own_kind_though_the_key_is_right() {
    let site = site().await;
    let mut client = Client::try_connect_to(site.legacy, Config::default()).await.unwrap();
    for hash in [None, Some(HashAlg::Sha256)] {
        assert!(!client.try_key_with(USER, &site.key, hash).await, "{hash:?}");
    }
    drop(client);
    site.refused(RefusalKind::SshLegacyNotAllowed).await;
    let (kind, known_by) = {
        let handed = site.handed.lock().unwrap();
        (handed[0].kind, handed[0].known_by)
    };
    assert_eq!((kind, known_by), (RefusalKind::SshLegacyNotAllowed, KnownBy::Key));
    assert_eq!(site.legacy_logins(), 0);
    assert_eq!(site.stop().await, ["account vejle: LEGACY_NOT_ALLOWED"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn sha_1_signature_is_refused_by_the_ordinary_listener_though_the_account_is_let_in_by_the_other()
 {
    let site = site().await;
    site.let_in_by_legacy(true);
    let mut client = Client::connect(&site).await;
    assert!(!client.try_key_with(USER, &site.key, None).await);
    let mut client = Client::try_connect_to(site.legacy, Config::default()).await.unwrap();
    assert!(client.try_key_with(USER, &site.key, Some(HashAlg::Sha512)).await);
    until(|| site.legacy_logins() == 1).await;
    let mut lines = site.stop().await;
    lines.sort_unstable();
    assert_eq!(lines, ["account vejle: ALGORITHM_NOT_ACCEPTED", "account vejle: LEGACY"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn session_by_the_legacy_listener_opens_nothing_more_when_the_account_is_let_in_no_more() {
    let site = site().await;
    site.let_in_by_legacy(true);
    let name = site.deliver(5, b"hello");
    let mut old = Client::try_connect_to(site.legacy, old(kex::DH_G14_SHA1)).await.unwrap();
    assert!(old.try_key_with(USER, &site.key, None).await);
    let mut ordinary = Client::connect(&site).await;
    assert!(ordinary.try_key_with(USER, &site.key, Some(HashAlg::Sha256)).await);
    let (by_old, mut by_ordinary) = (old.sftp().await, ordinary.sftp().await);
    site.let_in_by_legacy(false);
    by_old.send(&packets::open(&format!("IN/{name}"))).await;
    old.closed().await;
    by_ordinary.open(&format!("IN/{name}")).await;
}
