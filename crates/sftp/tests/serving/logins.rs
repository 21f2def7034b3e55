use russh::client::AuthResult;
use sftp::Limits;

use crate::client::Client;
use crate::packets;
use crate::site::{Site, USER, new_key};

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_login_is_noted_when_its_connection_has_ended() {
    let site = Site::open(Limits::default()).await;
    let mut client = Client::connect(&site).await;
    assert!(!client.try_key(USER, &new_key()).await);
    assert!(!client.try_key(USER, &new_key()).await);
    assert!(!site.is_recorded(), "it may have the right key yet");
    let rate_limiter = site.files.rate_limiter.clone();
    let (address, now) = (site.address.ip(), site.files.clock.now());
    drop(client);
    assert_eq!(site.stop().await, ["account vejle: NOT_REGISTERED"]);
    assert!(rate_limiter.is_limited(address, now));
}

#[tokio::test(flavor = "multi_thread")]
async fn client_that_logs_in_at_last_counts_no_refusal() {
    let site = Site::open(Limits::default()).await;
    let mut client = Client::connect(&site).await;
    assert!(!client.try_key(USER, &new_key()).await);
    assert!(client.try_key(USER, &site.key).await);
    drop(client);
    assert_eq!(site.stop().await, [""; 0]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_password_is_a_refused_login_too() {
    let site = Site::open(Limits::default()).await;
    let client = &mut Client::connect(&site).await.ssh;
    let tried = client.authenticate_password(USER, "secret").await.unwrap();
    assert!(matches!(tried, AuthResult::Failure { .. }));
    assert_eq!(site.stop().await, ["account vejle: NOT_REGISTERED"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn registered_key_without_a_signature_is_recorded() {
    let site = Site::open(Limits::default()).await;
    assert!(Client::connect(&site).await.offer_key(USER, &site.key).await);
    assert_eq!(site.stop().await, ["account vejle: NOT_PROVEN"]);
}

/// People type anything as a user name, also a PNR.
#[tokio::test(flavor = "multi_thread")]
async fn a_user_name_that_no_account_has_is_kept_nowhere() {
    for user in ["9999999999", "Hunter2!", "../root", ""] {
        let site = Site::open(Limits::default()).await;
        assert!(!Client::connect(&site).await.try_key(user, &site.key).await);
        assert_eq!(site.stop().await, ["no account: NOT_REGISTERED"]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn login_that_the_store_cannot_check_counts_no_failure() {
    let site = Site::open(Limits::default()).await;
    site.rename_table("system", "elsewhere");
    let mut client = Client::connect(&site).await;
    assert!(!client.try_key(USER, &site.key).await);
    site.rename_table("elsewhere", "system");
    let rate_limiter = site.files.rate_limiter.clone();
    let (address, now) = (site.address.ip(), site.files.clock.now());
    drop(client);
    assert_eq!(site.stop().await, [""; 0]);
    assert!(!rate_limiter.is_limited(address, now));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_that_is_revoked_while_its_connection_lasts_opens_nothing_more() {
    let site = Site::open(Limits::default()).await;
    let name = site.deliver(5, b"hello");
    let path = format!("IN/{name}");
    for request in [packets::open(&path), packets::remove(&path), packets::opendir("IN")] {
        let client = Client::login(&site).await;
        let mut sftp = client.sftp().await;
        site.revoke_key();
        sftp.send(&request).await;
        // The answer may come before the end, or not at all.
        if let Some(answer) = sftp.answer().await {
            assert_eq!((answer[0], answer[8]), (packets::STATUS, packets::DENIED));
        }
        client.closed().await;
        site.restore_key();
    }
    assert_eq!(site.collected_at(), None);
}
