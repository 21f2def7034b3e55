//! What is for everyone, without a certificate.

use std::sync::LazyLock;

use axum::Json;
use axum::extract::State;
use utoipa::openapi::OpenApi as Document;

use crate::endpoint::{self, Shared};

/// Made of the handlers once.
static DOCUMENT: LazyLock<Document> = LazyLock::new(endpoint::document);

/// This description
#[utoipa::path(
    get,
    path = "/openapi.json",
    operation_id = "get_description",
    security(()),
    responses((status = 200, description = "OpenAPI", body = Object)),
)]
pub(crate) async fn description() -> Json<&'static Document> {
    Json(&DOCUMENT)
}

/// The key with which manifests are verified
#[utoipa::path(
    get,
    path = "/manifest-key",
    operation_id = "get_manifest_key",
    security(()),
    responses((status = 200, description = "A public key of Ed25519, PEM", body = String)),
)]
pub(crate) async fn manifest_key(State(shared): State<Shared>) -> String {
    shared.endpoint.signer.public_key_pem()
}
