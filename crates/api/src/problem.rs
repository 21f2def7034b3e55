use std::collections::BTreeMap;

use axum::Json;
use axum::http::{self, HeaderValue};
use axum::response::{IntoResponse as _, Response};
use serde::Serialize;
use utoipa::openapi::header::{Header, HeaderBuilder};
use utoipa::openapi::response::Response as ResponseDoc;
use utoipa::openapi::{ContentBuilder, Object, Ref, RefOr, ResponseBuilder, Type};
use utoipa::{IntoResponses, ToSchema};
use uuid::Uuid;

use crate::api_error::ApiError;
use crate::error_code::ErrorCode;
use app::ErrorCode as UseCaseCode;

const CONTENT_TYPE: &str = "application/problem+json";

/// Why a request was rejected (`application/problem+json`, RFC 9457).
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Problem {
    /// The HTTP status.
    status: u16,
    /// A stable code.
    #[schema(example = "LOAD_UNDER_WAY")]
    code: &'static str,
    /// What to do, in English.
    title: &'static str,
    /// The same in Danish.
    title_da: &'static str,
    /// The detail, where the code leaves it open.
    #[serde(skip_serializing_if = "Option::is_none")]
    detail: Option<String>,
    /// The same in Danish.
    #[serde(skip_serializing_if = "Option::is_none")]
    detail_da: Option<String>,
    /// For the operator; also in the header `X-Correlation-Id`.
    #[schema(value_type = String, format = Uuid)]
    correlation: Uuid,
}

/// The same form for every rejection of every operation.
impl IntoResponses for Problem {
    fn responses() -> BTreeMap<String, RefOr<ResponseDoc>> {
        let problem = Ref::from_schema_name("Problem");
        let correlation = header(Object::with_type(Type::String), "As `correlation` in the body");
        let retry = "For `BUSY` and `TOO_MANY_REFUSALS`: seconds until the next try";
        let described = ResponseBuilder::new()
            .description("Why it was rejected")
            .content(CONTENT_TYPE, ContentBuilder::new().schema(Some(problem)).build())
            .header("X-Correlation-Id", correlation)
            .header("Retry-After", header(Object::with_type(Type::Integer), retry))
            .build();
        BTreeMap::from([("default".to_owned(), described.into())])
    }
}

fn header(schema: Object, description: &str) -> Header {
    HeaderBuilder::new().schema(Some(schema)).description(Some(description)).build()
}

/// The whole response to a rejection, with the id by which an operator finds it.
pub(crate) fn render(error: ApiError, correlation: Uuid) -> Response {
    let ApiError { code, detail, .. } = error;
    let (word, title, title_da) = code.texts();
    let status = code.status();
    let (detail, detail_da) =
        detail.map(|detail| (detail.english.into_owned(), detail.danish.into_owned())).unzip();
    let problem = Problem {
        status: status.as_u16(),
        code: word,
        title,
        title_da,
        detail,
        detail_da,
        correlation,
    };
    let content_type = (http::header::CONTENT_TYPE, CONTENT_TYPE);
    let mut response = (status, [content_type], Json(problem)).into_response();
    if let ErrorCode::UseCase(UseCaseCode::Busy | UseCaseCode::TooManyRefusals) = code {
        response.headers_mut().insert(http::header::RETRY_AFTER, HeaderValue::from_static("60"));
    }
    if code == ErrorCode::UnsupportedContentEncoding {
        let taken = HeaderValue::from_static(https::CODINGS);
        response.headers_mut().insert(http::header::ACCEPT_ENCODING, taken);
    }
    response
}
