//! Which callers count as authenticated, and how long.

use std::sync::Mutex;
use std::sync::mpsc::{Receiver, Sender};

use access::RegisteredCertificate;
use https::Limits;
use net::{AuthenticatedQuota, ConnectionQuotas, RefusalKind, RejectionReason};
use store::StoreError;

use crate::limits::{ENDLESS, SHORT};
use crate::site::{QUOTAS, SYSTEM, Setting, Shown, Site, head, made, until};

#[tokio::test]
async fn registered_certificate_authenticates_the_connection() {
    let site = Site::open(ENDLESS).await;
    let mut client = site.system().await;
    assert!(client.ask().await.starts_with("HTTP/1.1 200"));
    assert_eq!(site.counters.open_authenticated(), 1);
    let identities = site.connections.identities();
    assert_eq!(identities.len(), 1);
    assert_eq!(identities[0].uuid, SYSTEM.into());
    assert_eq!(identities[0].certificate, access::fingerprint(site.system.cert.der()));
    drop(client);
    until(|| site.connections.identities().is_empty()).await;
    until(|| site.counters.open_authenticated() == 0).await;
}

#[tokio::test]
async fn any_other_certificate_proves_nothing_and_is_served() {
    let site = Site::open(ENDLESS).await;
    let mut client = site.try_client(Some(Shown::of(&made()))).await.unwrap();
    assert!(client.ask().await.starts_with("HTTP/1.1 200"));
    assert_eq!((site.counters.open_unauthenticated(), site.counters.open_authenticated()), (1, 0));
}

#[tokio::test]
async fn a_certificate_that_is_not_valid_any_more_proves_nothing() {
    let answer = |holder| Ok(Some(RegisteredCertificate { is_valid: false, ..holder }));
    let site = Site::set(Setting { answer, ..Setting::of(ENDLESS) }).await;
    assert!(site.system().await.ask().await.starts_with("HTTP/1.1 200"));
    assert_eq!(site.counters.authenticated(), 0);
}

#[tokio::test]
async fn caller_whose_look_up_fails_is_served_all_the_same() {
    let answer = |_| Err(StoreError::AlreadyExists("a certificate".into()));
    let site = Site::set(Setting { answer, ..Setting::of(ENDLESS) }).await;
    assert!(site.system().await.ask().await.starts_with("HTTP/1.1 200"));
    assert_eq!(site.counters.authenticated(), 0);
}

#[tokio::test]
async fn caller_whose_look_up_times_out_is_served_all_the_same() {
    static STORE: Mutex<Option<Receiver<()>>> = Mutex::new(None);
    let (answers, waits): (Sender<()>, _) = std::sync::mpsc::channel();
    *STORE.lock().unwrap() = Some(waits);
    let answer = |holder| {
        // Until the test is over.
        let waits = STORE.lock().unwrap().take();
        waits.map(|waits| waits.recv());
        Ok(Some(holder))
    };
    let limits = https::Limits { identify: SHORT, ..ENDLESS };
    let site = Site::set(Setting { limits, answer, ..Setting::of(ENDLESS) }).await;
    assert!(site.system().await.ask().await.starts_with("HTTP/1.1 200"));
    assert_eq!(site.counters.authenticated(), 0);
    drop(answers);
}

#[tokio::test]
async fn a_connection_whose_right_has_ended_is_cut_and_others_are_not() {
    let site = Site::open(ENDLESS).await;
    let (mut client, mut stranger) = (site.system().await, site.client().await);
    client.ask().await;
    assert_eq!(site.connections.cut(|identity| identity.uuid != SYSTEM.into()), 0);
    assert!(client.ask().await.starts_with("HTTP/1.1 200"));
    assert_eq!(site.connections.cut(|identity| identity.uuid == SYSTEM.into()), 1);
    assert_eq!(client.rest().await, "");
    assert!(stranger.ask().await.starts_with("HTTP/1.1 200"));
}

#[tokio::test]
async fn connection_beyond_a_systems_limit_is_answered_so() {
    let authenticated = AuthenticatedQuota { per_system: 1, ..QUOTAS.authenticated };
    let quotas = ConnectionQuotas { authenticated, ..QUOTAS };
    let site = Site::set(Setting { quotas, ..Setting::of(ENDLESS) }).await;
    let mut first = site.system().await;
    assert!(first.ask().await.starts_with("HTTP/1.1 200"));
    let mut second = site.system().await;
    let answer = second.ask().await;
    assert!(answer.starts_with("HTTP/1.1 503") && answer.contains("retry-after"), "{answer}");
    assert_eq!(second.rest().await, "");
    site.refused(RefusalKind::TooManyConnections).await;
    assert_eq!(site.counters.refused(RejectionReason::SystemLimit), 1);
    assert_eq!(site.handed.lock().unwrap()[0].system, SYSTEM.into());
    assert!(first.ask().await.starts_with("HTTP/1.1 200"));
}

#[tokio::test]
async fn unauthenticated_connection_ends_before_a_systems() {
    let limits = https::Limits { unauthenticated: SHORT, ..ENDLESS };
    let site = Site::open(limits).await;
    let mut system = site.system().await;
    let mut stranger = site.client().await;
    stranger.rest().await;
    assert!(system.ask().await.starts_with("HTTP/1.1 200"));
}

#[tokio::test]
async fn a_connection_that_is_cut_ends_though_its_call_does_not() {
    let site = Site::open(Limits { cut: SHORT, ..ENDLESS }).await;
    let mut client = site.system().await;
    client.send(&head("POST", "Content-Length: 1000\r\n")).await;
    client.send("half").await;
    until(|| !site.connections.identities().is_empty()).await;
    assert_eq!(site.connections.cut(|_| true), 1);
    assert_eq!(client.rest().await, "");
}

#[tokio::test]
async fn a_connection_that_is_cut_while_nothing_is_under_way_ends_at_once() {
    let site = Site::open(ENDLESS).await;
    let mut client = site.system().await;
    assert!(client.ask().await.starts_with("HTTP/1.1 200"));
    assert_eq!(site.connections.cut(|_| true), 1);
    assert_eq!(client.rest().await, "");
}
