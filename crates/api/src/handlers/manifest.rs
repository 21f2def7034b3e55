use axum::Extension;
use axum::extract::State;
use axum::http::header;
use axum::response::IntoResponse;
use manifest::Manifest;

use crate::answer::answer;
use crate::api_error::ApiError;
use crate::caller::Caller;
use crate::endpoint::Shared;
use crate::problem::Problem;

/// The same as a signed chain (JWS, EdDSA), to be verified with the key at `/manifest-key`
#[utoipa::path(
    get,
    path = "/agreements/{agreement}/manifest",
    operation_id = "get_manifest",
    params(("agreement" = String, Path, format = Uuid, description = "ServiceAgreementUUID")),
    responses(
        (
            status = 200,
            description = "A JSON Web Signature in its compact form; its payload is the chain",
            body = String,
            content_type = "application/jose",
        ),
        Problem,
    ),
)]
pub(crate) async fn signed(
    State(shared): State<Shared>,
    Extension(caller): Extension<Caller>,
) -> Result<impl IntoResponse, ApiError> {
    let signed = answer(&shared, &caller, |at| {
        let manifest = Manifest::of(&at.store, &at.caller.agreement)?;
        let signed = at.signer.sign(&manifest);
        Ok(signed.map_err(|error| ApiError::internal(&error, at.caller.author.correlation))?)
    });
    Ok(([(header::CONTENT_TYPE, "application/jose")], signed.await?))
}
