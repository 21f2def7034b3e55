use std::borrow::Cow;

use axum::Json;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse as _, Response};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::refused::Refused;
use crate::why::Why;

/// Why a request was refused (`application/problem+json`, RFC 9457).
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Problem {
    /// The HTTP status.
    status: u16,
    /// A stable word.
    #[schema(example = "LOAD_UNDER_WAY")]
    code: &'static str,
    /// What to do, in English.
    title: &'static str,
    /// The same in Danish.
    title_da: &'static str,
    /// What exactly is wrong, where the word leaves it open.
    #[serde(skip_serializing_if = "Option::is_none")]
    detail: Option<String>,
    /// What log and audit trail hold, and the header `X-Correlation-Id`.
    #[schema(value_type = String, format = Uuid)]
    correlation: Uuid,
}

/// The whole answer to what is refused, with the id that log and audit trail hold.
pub(crate) fn answer(refused: Refused, correlation: Uuid) -> Response {
    let Refused { why, detail } = refused;
    let (status, code, title, title_da) = why.texts();
    let detail = detail.map(Cow::into_owned);
    let status_number = status.as_u16();
    let problem = Problem { status: status_number, code, title, title_da, detail, correlation };
    let content_type = (header::CONTENT_TYPE, "application/problem+json");
    let mut response = (status, [content_type], Json(problem)).into_response();
    if matches!(why, Why::Busy | Why::TooManyRefusals) {
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("60"));
    }
    response
}
