use std::sync::Arc;

use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use causes::Causes;
use clock::Clock;
use https::blocking;
use jiff::Timestamp;
use serde::Serialize;
use store::{Store, StoreError};
use tracing::error;

use crate::alarms::Alarms;
use crate::metrics::metrics;
use crate::trouble::Trouble;
use crate::troubles::troubles;

/// What answering needs.
#[derive(Debug, Clone)]
pub struct Endpoint {
    /// What is looked at.
    pub store: Arc<Store>,
    /// What time it is.
    pub clock: Clock,
    /// After how long something needs a person.
    pub alarms: Alarms,
}

/// `/health` and `/metrics`, for whoever can reach them.
pub fn router(endpoint: Endpoint) -> Router {
    Router::new()
        .route("/health", get(health))
        .route("/metrics", get(measured))
        .with_state(endpoint)
}

/// Whether nothing needs a person, and what does.
#[derive(Serialize)]
struct Health {
    healthy: bool,
    troubles: Vec<Trouble>,
}

async fn health(State(endpoint): State<Endpoint>) -> Response {
    match look(endpoint, troubles).await {
        Ok(troubles) => {
            let healthy = troubles.is_empty();
            let status = if healthy { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
            (status, Json(Health { healthy, troubles })).into_response()
        }
        Err(status) => status.into_response(),
    }
}

/// The text format of OpenMetrics.
const OPEN_METRICS: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

async fn measured(State(endpoint): State<Endpoint>) -> Response {
    match look(endpoint, metrics).await {
        Ok(text) => ([(header::CONTENT_TYPE, OPEN_METRICS)], text).into_response(),
        Err(status) => status.into_response(),
    }
}

/// Looks at the store on a thread that may wait for it.
async fn look<T: Send + 'static>(
    endpoint: Endpoint,
    at: fn(&Store, &Alarms, Timestamp) -> Result<T, StoreError>,
) -> Result<T, StatusCode> {
    let Endpoint { store, clock, alarms } = endpoint;
    match blocking(move || at(&store, &alarms, clock.now())).await {
        Ok(Ok(found)) => Ok(found),
        Ok(Err(error)) => Err(failed(&error)),
        Err(panicked) => Err(failed(&panicked)),
    }
}

fn failed(error: &(impl std::error::Error + 'static)) -> StatusCode {
    error!(error = %Causes(error), "cannot say how it stands");
    StatusCode::INTERNAL_SERVER_ERROR
}
