use axum::extract::{FromRequest, Request};
use serde::de::DeserializeOwned;

use crate::api_error::ApiError;

/// A request's body: JSON of at most `AT_MOST` bytes.
pub(crate) struct JsonBody<T, const AT_MOST: usize>(pub(crate) T);

impl<T: DeserializeOwned, S: Sync, const AT_MOST: usize> FromRequest<S> for JsonBody<T, AT_MOST> {
    type Rejection = ApiError;

    async fn from_request(request: Request, _: &S) -> Result<Self, ApiError> {
        let body = https::read(request, AT_MOST).await?;
        parse(&body).map(Self)
    }
}

/// Parses a body. An empty body is read as `{}`.
pub(crate) fn parse<T: DeserializeOwned>(body: &[u8]) -> Result<T, ApiError> {
    let body = text::decode(if body.is_empty() { b"{}" } else { body }).map_err(|error| {
        let (line, encoding) = (error.line, error.encoding);
        let english = format!("the body, line {line}: not {encoding}");
        ApiError::invalid(english, format!("indholdet, linje {line}: ikke {encoding}"))
    })?;
    serde_json::from_str(&body).map_err(|error| {
        // The place and not the content, which may be a PNR.
        let (line, column) = (error.line(), error.column());
        let english = format!("the body, line {line}, column {column}");
        ApiError::invalid(english, format!("indholdet, linje {line}, kolonne {column}"))
    })
}
