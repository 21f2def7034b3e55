use axum::body::Body;
use axum::http::{Request, StatusCode};
use health::{AlertKind, Health, LocalEndpoint, Snapshots, ask, monitor, router};
use http_body_util::BodyExt as _;
use tokio::task::spawn_blocking;
use tokio_util::sync::CancellationToken;
use tower::ServiceExt as _;

use crate::site::Site;

async fn get(snapshots: &Snapshots, path: &str) -> (StatusCode, Vec<u8>) {
    let request = Request::get(path).body(Body::empty()).unwrap();
    let answer = router(snapshots.clone()).oneshot(request).await.unwrap();
    let status = answer.status();
    (status, answer.into_body().collect().await.unwrap().to_bytes().to_vec())
}

async fn health(snapshots: &Snapshots) -> (StatusCode, Health) {
    let (status, body) = get(snapshots, "/health").await;
    (status, serde_json::from_slice(&body).unwrap())
}

#[tokio::test]
async fn health_before_the_first_look_is_red() {
    // A monitor that hangs in its first look reports no more than one that has not begun.
    let (_monitor, snapshots) = monitor(Site::serving().sources);
    let (status, health) = health(&snapshots).await;
    assert_eq!(status, StatusCode::SERVICE_UNAVAILABLE);
    assert!(health.troubles[0].what.contains("is starting"), "{health:?}");
    assert_eq!(get(&snapshots, "/").await.0, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn health_is_current_over_http_and_through_the_socket() {
    let mut site = Site::serving();
    let worker = site.process().workers.add("health-monitor");
    let (monitor, snapshots) = monitor(site.sources.clone());
    let close = CancellationToken::new();
    let is_over = close.clone();
    let looking = std::thread::spawn(move || monitor.work(&|| is_over.is_cancelled(), &worker));
    let local = LocalEndpoint::bind(site.folder.path()).unwrap();
    let served = tokio::spawn(local.serve(snapshots.clone(), close.clone()));

    // The disk may take longer than the wait for a look.
    let seen = loop {
        let (_, health) = health(&snapshots).await;
        if health.troubles.iter().all(|trouble| trouble.kind != AlertKind::Server) {
            break health;
        }
    };
    assert_eq!(seen.troubles[0].kind, AlertKind::Empty);
    let (status, metrics) = get(&snapshots, "/metrics").await;
    assert!(status == StatusCode::OK && metrics.ends_with(b"# EOF\n"));
    let folder = site.folder.path().to_owned();
    let health = spawn_blocking(move || ask(&folder)).await.unwrap().unwrap();
    assert_eq!(health.troubles[0].kind, AlertKind::Empty);
    assert_eq!(health.workers[0].name, "health-monitor");

    close.cancel();
    served.await.unwrap();
    looking.join().unwrap();
    assert!(ask(site.folder.path()).is_err(), "the socket goes with the server");
}

#[tokio::test]
async fn socket_that_a_killed_server_left_is_taken_over() {
    let site = Site::serving();
    drop(LocalEndpoint::bind(site.folder.path()).unwrap());
    assert!(ask(site.folder.path()).is_err());
    LocalEndpoint::bind(site.folder.path()).unwrap();
}
