//! Resources for everyone, without a certificate.

use std::sync::Arc;

use axum::extract::State;
use axum::{Extension, Json};
use utoipa::openapi::OpenApi as Document;

use crate::state::SharedState;

/// The API's description, made from the handlers once.
#[derive(Clone)]
pub(crate) struct Description(Arc<Document>);

impl Description {
    pub(crate) fn new(document: Document) -> Self {
        Self(Arc::new(document))
    }
}

/// This description
#[utoipa::path(
    get,
    path = "/openapi.json",
    operation_id = "get_description",
    security(()),
    responses((status = 200, description = "OpenAPI", body = Object)),
)]
pub(crate) async fn description(
    Extension(Description(document)): Extension<Description>,
) -> Json<Document> {
    Json(Document::clone(&document))
}

/// The key with which manifests are verified
#[utoipa::path(
    get,
    path = "/manifest-key",
    operation_id = "get_manifest_key",
    security(()),
    responses((status = 200, description = "A public key of Ed25519, PEM", body = String)),
)]
pub(crate) async fn manifest_key(State(state): State<SharedState>) -> String {
    state.app.manifest_key()
}
