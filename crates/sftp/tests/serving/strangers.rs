//! Which connections are evicted, and which are not.

use std::time::Duration;

use net::UnauthenticatedQuota;
use net::{AuthenticatedQuota, ConnectionQuotas, EvictionReason, RefusalKind, RejectionReason};
use russh::keys::HashAlg;
use sftp::Limits;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::client::Client;
use crate::packets;
use crate::site::{QUOTAS, Site, USER, new_key, until};

const SHORT: Duration = Duration::from_millis(100);
/// Nobody waits so long.
const NEVER: Duration = Duration::from_secs(24 * 60 * 60);

/// A site that allows so many unauthenticated connections.
async fn site_for(strangers: usize) -> Site {
    let unauthenticated = UnauthenticatedQuota { total: strangers, ..QUOTAS.unauthenticated };
    let quotas = ConnectionQuotas { unauthenticated, ..QUOTAS };
    Site::with(Limits::default(), quotas, new_key()).await
}

async fn closed(mut stranger: TcpStream) {
    // Ignored: it may end in any way.
    let _ = stranger.read_to_end(&mut Vec::new()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn registered_key_logs_in_though_silent_connections_hold_all_places() {
    let site = site_for(3).await;
    let mut strangers = Vec::new();
    for _ in 0..3 {
        strangers.push(TcpStream::connect(site.address).await.unwrap());
    }
    until(|| site.counters.open_unauthenticated() == 3).await;
    let client = Client::login(&site).await;
    closed(strangers.remove(0)).await;
    assert_eq!(site.counters.evicted(EvictionReason::TotalLimit), 1);
    // A client that is logged in is not affected, however many come.
    for _ in 0..10 {
        strangers.push(TcpStream::connect(site.address).await.unwrap());
    }
    until(|| site.counters.admitted() == 14).await;
    assert_eq!(client.sftp().await.status(&packets::stat("nothing")).await, packets::NO_SUCH_FILE);
    site.refused(RefusalKind::Evicted).await;
    assert_eq!(site.stop().await, [""; 0], "nobody tried to log in");
}

#[tokio::test(flavor = "multi_thread")]
async fn stalled_connection_is_evicted_for_one_with_progress() {
    let site = site_for(3).await;
    let mut clients = Vec::new();
    for _ in 0..3 {
        let mut client = Client::connect(&site).await;
        // The answer shows that the server knows the client's step.
        assert!(!client.ssh.authenticate_none(USER).await.unwrap().success());
        clients.push(client);
    }
    let [mut client, strangers @ ..] = <[Client; 3]>::try_from(clients).ok().unwrap();
    // It is the oldest of three, and one step further than the others.
    assert!(client.offer_key(USER, &site.key).await);
    let _newcomer = TcpStream::connect(site.address).await.unwrap();
    strangers[0].closed().await;
    assert!(client.try_key(USER, &site.key).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_gets_in_from_an_address_from_which_too_many_logins_were_refused() {
    let site = Site::open(Limits::default()).await;
    let mut client = Client::connect(&site).await;
    assert!(!client.try_key(USER, &new_key()).await);
    drop(client);
    until(|| site.is_recorded()).await;
    Client::login(&site).await.sftp().await;
    // Further refusals from there are audited one more time, and then not one by one.
    for _ in 0..3 {
        assert!(!Client::connect(&site).await.try_key(USER, &new_key()).await);
    }
    let expected = ["account vejle: NOT_REGISTERED", "account vejle: ADDRESS_LIMITED"];
    until(|| site.files.refusals.count(RefusalKind::SshKeyUnknown) == 4).await;
    let mut audited = site.stop().await;
    audited.sort_unstable_by(|one, other| other.cmp(one));
    assert_eq!(audited, expected);
}

#[tokio::test(flavor = "multi_thread")]
async fn one_connection_more_than_a_system_may_have_is_refused() {
    let authenticated = AuthenticatedQuota { per_system: 1, ..QUOTAS.authenticated };
    let quotas = ConnectionQuotas { authenticated, ..QUOTAS };
    let site = Site::with(Limits::default(), quotas, new_key()).await;
    let first = Client::login(&site).await;
    let mut second = Client::connect(&site).await;
    assert!(!second.try_key(USER, &site.key).await);
    second.closed().await;
    site.refused(RefusalKind::TooManyConnections).await;
    assert_eq!(site.counters.refused(RejectionReason::SystemLimit), 1);
    assert!(!site.is_recorded(), "it has proven who it is");
    first.sftp().await;
    drop(first);
    until(|| site.counters.open_authenticated() == 0).await;
    Client::login(&site).await.sftp().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_connection_whose_right_has_ended_is_cut() {
    let site = Site::open(Limits { shutdown_grace: SHORT, ..Limits::default() }).await;
    let client = Client::login(&site).await;
    let connections = &site.files.connections;
    let accounts = connections.identities();
    assert_eq!(accounts.len(), 1);
    assert!(accounts[0].check(&site.files.store).is_ok());
    assert_eq!(connections.cut(|account| account.check(&site.files.store).is_err()), 0);
    client.sftp().await;
    site.revoke_key();
    assert_eq!(connections.cut(|account| account.check(&site.files.store).is_err()), 1);
    client.closed().await;
    until(|| connections.identities().is_empty()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn client_without_ssh_bytes_is_closed_soon() {
    let site = Site::open(Limits { silent: SHORT, login: NEVER, ..Limits::default() }).await;
    for greeting in ["", "SSH-2.0-x\r\n", "SSH-2.0-x"] {
        let mut stranger = TcpStream::connect(site.address).await.unwrap();
        stranger.write_all(greeting.as_bytes()).await.unwrap();
        closed(stranger).await;
    }
    until(|| site.files.refusals.count(RefusalKind::SshLoginTooLate) == 3).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn client_that_speaks_ssh_has_time_to_log_in() {
    let site = Site::open(Limits { silent: SHORT, login: NEVER, ..Limits::default() }).await;
    let mut client = loop {
        // On a busy machine a client may be late; the next one is not.
        if let Ok(client) = Client::try_connect_with(&site, Default::default()).await {
            break client;
        }
    };
    let silent = TcpStream::connect(site.address).await.unwrap();
    closed(silent).await;
    // Its time for the first bytes is over too.
    assert!(client.try_key_with(USER, &site.key, Some(HashAlg::Sha256)).await);
}
