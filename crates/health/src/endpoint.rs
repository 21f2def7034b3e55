use std::time::Duration;

use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};

use crate::monitor::Snapshots;

/// How long a request waits for a look in progress: an answer comes within 50 ms in any case.
const WAIT: Duration = Duration::from_millis(30);

/// `/health` and `/metrics`, without authentication.
pub fn router(snapshots: Snapshots) -> Router {
    Router::new()
        .route("/health", get(health))
        .route("/metrics", get(measured))
        .with_state(snapshots)
}

async fn health(State(snapshots): State<Snapshots>) -> Response {
    let health = snapshots.fresh(WAIT).await.health();
    let status = if health.healthy { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    (status, Json(health)).into_response()
}

/// The text format of OpenMetrics.
const OPEN_METRICS: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

async fn measured(State(snapshots): State<Snapshots>) -> Response {
    let metrics = snapshots.fresh(WAIT).await.metrics().to_owned();
    ([(header::CONTENT_TYPE, OPEN_METRICS)], metrics).into_response()
}
