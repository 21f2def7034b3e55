//! Who makes room for whom.

use net::{ConnectionQuotas, EvictionReason, RefusalKind, UnauthenticatedQuota};

use crate::limits::ENDLESS;
use crate::site::{self, QUOTAS, Setting, Site, head, until};

/// A site that allows so many unauthenticated connections.
async fn site_for(strangers: usize) -> Site {
    let unauthenticated = UnauthenticatedQuota { total: strangers, ..QUOTAS.unauthenticated };
    let quotas = ConnectionQuotas { unauthenticated, ..QUOTAS };
    Site::set(Setting { quotas, ..Setting::of(ENDLESS) }).await
}

#[tokio::test]
async fn system_connects_though_silent_connections_hold_all_places() {
    let site = site_for(2).await;
    let mut strangers = [site.connect().await, site.connect().await];
    until(|| site.counters.open_unauthenticated() == 2).await;
    let mut system = site.system().await;
    assert!(system.ask().await.starts_with("HTTP/1.1 200"));
    assert_eq!(site::rest(&mut strangers[0]).await, b"", "the oldest made room");
    assert_eq!(site.counters.evicted(EvictionReason::TotalLimit), 1);
    site.refused(RefusalKind::Evicted).await;
    // The system is not affected, however many come.
    for _ in 0..10 {
        strangers[0] = site.connect().await;
    }
    until(|| site.counters.admitted() == 13).await;
    assert!(system.ask().await.starts_with("HTTP/1.1 200"));
}

#[tokio::test]
async fn unauthenticated_connection_after_its_handshake_is_evicted_for_a_handshake() {
    let site = site_for(3).await;
    let mut strangers = [site.client().await, site.client().await];
    for stranger in &mut strangers {
        assert!(stranger.ask().await.starts_with("HTTP/1.1 200"));
    }
    let _newcomer = site.connect().await;
    until(|| site.counters.open_unauthenticated() == 3).await;
    let mut system = site.system().await;
    assert!(system.ask().await.starts_with("HTTP/1.1 200"));
    assert_eq!(strangers[0].rest().await, "");
    assert!(strangers[1].ask().await.starts_with("HTTP/1.1 200"));
}

#[tokio::test]
async fn evicted_connection_is_closed_during_a_call() {
    let site = site_for(1).await;
    let mut stranger = site.client().await;
    stranger.send(&head("POST", "Content-Length: 1000\r\n")).await;
    stranger.send("half").await;
    let _newcomer = site.connect().await;
    assert_eq!(stranger.rest().await, "");
}
