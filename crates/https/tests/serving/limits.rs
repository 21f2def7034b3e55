//! The limits of a client in time and bytes. Each test gives the server one small limit and waits until the server ends
//! the connection; all other limits are so large that they cannot end a test.

use std::time::Duration;

use https::Limits;

use crate::site::{self, Site, head};

/// Nobody waits so long.
pub(crate) const NEVER: Duration = Duration::from_secs(24 * 60 * 60);
/// Exceeded at once, on any machine.
pub(crate) const SHORT: Duration = Duration::from_millis(50);

pub(crate) const ENDLESS: Limits = Limits {
    handshake: NEVER,
    identify: NEVER,
    head: NEVER,
    head_bytes: 64 * 1024,
    unauthenticated_head_bytes: 64 * 1024,
    body: NEVER,
    connection: NEVER,
    unauthenticated: NEVER,
    shutdown_grace: NEVER,
    cut: NEVER,
};

#[tokio::test]
async fn a_client_that_never_shakes_hands_is_cut() {
    let site = Site::open(Limits { handshake: SHORT, ..ENDLESS }).await;
    let mut silent = site.connect().await;
    assert_eq!(site::rest(&mut silent).await, b"");
}

#[tokio::test]
async fn a_client_that_never_finishes_its_head_is_cut() {
    let site = Site::open(Limits { head: SHORT, ..ENDLESS }).await;
    let mut silent = site.client().await;
    assert_eq!(silent.rest().await, "");
    let mut slow = site.client().await;
    slow.send("GET / HTTP/1.1\r\nHost: localhost\r\n").await;
    assert_eq!(slow.rest().await, "");
}

#[tokio::test]
async fn a_client_that_is_silent_between_requests_is_cut() {
    let site = Site::open(Limits { head: SHORT, ..ENDLESS }).await;
    // On a busy machine a client may be cut off before its request; the next one is not.
    loop {
        let mut client = site.client().await;
        client.send(&head("GET", "")).await;
        if client.rest().await.starts_with("HTTP/1.1 200 OK") {
            break;
        }
    }
}

#[tokio::test]
async fn client_that_never_finishes_its_body_is_answered() {
    let site = Site::open(Limits { body: SHORT, ..ENDLESS }).await;
    let mut slow = site.client().await;
    slow.send(&head("POST", "Content-Length: 1000\r\n")).await;
    slow.send("half").await;
    let answer = slow.rest().await;
    assert!(answer.starts_with("HTTP/1.1 400"), "{answer}");
    assert!(answer.ends_with("the body did not come in time"), "{answer}");
}

#[tokio::test]
async fn a_connection_does_not_last_for_ever() {
    let site = Site::open(Limits { connection: SHORT, ..ENDLESS }).await;
    let mut idle = site.client().await;
    assert_eq!(idle.rest().await, "");
}

#[tokio::test]
async fn a_call_under_way_does_not_hold_a_connection_for_ever() {
    let site = Site::open(Limits { connection: SHORT, shutdown_grace: SHORT, ..ENDLESS }).await;
    let mut slow = site.client().await;
    slow.send(&head("POST", "Content-Length: 1000\r\n")).await;
    assert_eq!(slow.rest().await, "");
}

#[tokio::test]
async fn a_head_has_a_largest_size() {
    const LARGEST: usize = 1000;
    const OF_STRANGERS: usize = 500;
    let limits =
        Limits { head_bytes: LARGEST, unauthenticated_head_bytes: OF_STRANGERS, ..ENDLESS };
    let site = Site::open(limits).await;
    for (length, is_proven, status) in [
        (LARGEST, true, "HTTP/1.1 200 OK"),
        (LARGEST + 1, true, "HTTP/1.1 431"),
        (OF_STRANGERS, false, "HTTP/1.1 200 OK"),
        (OF_STRANGERS + 1, false, "HTTP/1.1 431"),
    ] {
        let mut client = if is_proven { site.system().await } else { site.client().await };
        let short = head("GET", "Connection: close\r\nX-Long: \r\n");
        let long = "x".repeat(length - short.len());
        client.send(&short.replace("X-Long: ", &format!("X-Long: {long}"))).await;
        let answer = client.rest().await;
        assert!(answer.starts_with(status), "{length}: {answer}");
    }
}

#[tokio::test]
async fn a_head_that_never_ends_is_not_kept_in_memory() {
    let site = Site::open(ENDLESS).await;
    let mut client = site.client().await;
    client.send("GET / HTTP/1.1\r\n").await;
    client.send(&"X-Long: x\r\n".repeat(10)).await;
    client.send(&format!("X-Longer: {}", "x".repeat(ENDLESS.head_bytes))).await;
    let answer = client.rest().await;
    assert!(answer.starts_with("HTTP/1.1 431"), "{answer}");
}
