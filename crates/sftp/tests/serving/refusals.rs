//! Refusals have different kinds, and are listed with the system of the key or account.

use std::borrow::Cow;

use net::{KnownBy, RefusalKind};
use russh::client::Config;
use russh::keys::{Algorithm, HashAlg, PrivateKey};
use russh::{Preferred, cipher, kex};
use sftp::Limits;

use crate::client::Client;
use crate::site::{QUOTAS, Site, USER, new_key, until};

async fn cannot_connect(site: &Site, preferred: Preferred) {
    let config = Config { preferred, ..Config::default() };
    assert!(Client::try_connect_with(site, config).await.is_err());
}

/// The system's one refusal, as passed on.
fn handed(site: &Site) -> (RefusalKind, KnownBy, String) {
    let handed = site.handed.lock().unwrap();
    let [one] = &handed[..] else { panic!("{handed:?}") };
    (one.kind, one.known_by, one.detail.clone())
}

#[tokio::test(flavor = "multi_thread")]
async fn client_without_a_common_algorithm_is_logged_and_audited_once() {
    let site = Site::open(Limits::default()).await;
    for _ in 0..3 {
        let kex = Cow::Borrowed(&[kex::DH_G14_SHA1][..]);
        cannot_connect(&site, Preferred { kex, ..Preferred::DEFAULT }).await;
    }
    let cipher = Cow::Borrowed(&[cipher::AES_256_CBC][..]);
    cannot_connect(&site, Preferred { cipher, ..Preferred::DEFAULT }).await;
    let refusals = site.files.refusals.clone();
    let is_counted = || {
        let kinds = [RefusalKind::SshNoCommonKeyExchange, RefusalKind::SshNoCommonCipher];
        kinds.map(|kind| refusals.count(kind)) == [3, 1]
    };
    until(is_counted).await;
    assert!(!site.is_recorded(), "it has failed to prove nothing");
    let mut audited = site.stop().await;
    audited.sort_unstable();
    assert_eq!(audited, ["no account: NO_COMMON_CIPHER", "no account: NO_COMMON_KEY_EXCHANGE"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn signature_with_sha_1_is_listed_by_name_with_its_system() {
    let kind = Algorithm::Rsa { hash: None };
    let rsa = PrivateKey::random(&mut russh::keys::key::safe_rng(), kind).unwrap();
    let site = Site::with(Limits::default(), QUOTAS, rsa).await;
    let mut client = Client::connect(&site).await;
    assert!(client.try_key_with(USER, &site.key, Some(HashAlg::Sha256)).await);
    let mut client = Client::connect(&site).await;
    assert!(!client.try_key_with(USER, &site.key, None).await);
    drop(client);
    site.refused(RefusalKind::SshAlgorithmNotAccepted).await;
    let kind = RefusalKind::SshAlgorithmNotAccepted;
    assert_eq!(handed(&site), (kind, KnownBy::Key, "ssh-rsa".to_owned()));
    assert_eq!(site.stop().await, ["account vejle: ALGORITHM_NOT_ACCEPTED"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn client_that_offers_no_key_is_logged() {
    let site = Site::open(Limits::default()).await;
    let mut client = Client::connect(&site).await;
    assert!(!client.ssh.authenticate_none(USER).await.unwrap().success());
    drop(client);
    site.refused(RefusalKind::SshNoKeyOffered).await;
    let kind = RefusalKind::SshNoKeyOffered;
    assert_eq!(handed(&site), (kind, KnownBy::AccountName, String::new()));
    assert!(!site.is_recorded());
    assert_eq!(site.stop().await, ["account vejle: NO_KEY_OFFERED"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn key_that_is_not_registered_is_listed_with_the_claimed_account() {
    let site = Site::open(Limits::default()).await;
    let key = new_key();
    assert!(!Client::connect(&site).await.try_key(USER, &key).await);
    site.refused(RefusalKind::SshKeyUnknown).await;
    let fingerprint = key.public_key().fingerprint(HashAlg::Sha256).to_string();
    let kind = RefusalKind::SshKeyUnknown;
    assert_eq!(handed(&site), (kind, KnownBy::AccountName, fingerprint));
    assert!(!Client::connect(&site).await.try_key("nobody", &new_key()).await);
    assert_eq!(site.handed.lock().unwrap().len(), 1, "nothing is passed on without a system");
}
