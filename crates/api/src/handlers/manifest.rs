use axum::Extension;
use axum::extract::State;
use axum::http::header;
use axum::response::IntoResponse;

use crate::answer::answer;
use crate::api_error::ApiError;
use crate::caller::Caller;
use crate::problem::Problem;
use crate::state::SharedState;

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
    State(state): State<SharedState>,
    Extension(caller): Extension<Caller>,
) -> Result<impl IntoResponse, ApiError> {
    let signed = answer(&state, &caller, |app, context| Ok(app.signed_manifest(context)?));
    Ok(([(header::CONTENT_TYPE, "application/jose")], signed.await?))
}
