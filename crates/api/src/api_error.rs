//! Errors become rejections here and nowhere else.

use std::borrow::Cow;

use app::{AppError, Detail};
use axum::response::{IntoResponse, Response};
use filters::FilterKind;
use https::BodyError;
use matching::LoadNotPossible;

use crate::error_code::ErrorCode;

/// A rejection to send to the caller. Repeats nothing of the request.
#[derive(Debug, Clone)]
pub(crate) struct ApiError {
    pub(crate) code: ErrorCode,
    pub(crate) detail: Option<Detail>,
    /// Whether it is in log and audit trail already, as those of use cases are.
    pub(crate) is_recorded: bool,
}

impl ApiError {
    /// The request does not match the API's description.
    pub(crate) fn invalid(
        english: impl Into<Cow<'static, str>>,
        danish: impl Into<Cow<'static, str>>,
    ) -> Self {
        let detail = Some(Detail::new(english, danish));
        Self { detail, ..ErrorCode::InvalidRequest.into() }
    }
}

impl From<ErrorCode> for ApiError {
    fn from(code: ErrorCode) -> Self {
        Self { code, detail: None, is_recorded: false }
    }
}

impl From<app::ErrorCode> for ApiError {
    fn from(code: app::ErrorCode) -> Self {
        ErrorCode::UseCase(code).into()
    }
}

impl From<AppError> for ApiError {
    fn from(error: AppError) -> Self {
        let detail = error.load_not_possible().map(load_not_possible);
        Self {
            code: ErrorCode::UseCase(error.code()),
            detail: detail.or_else(|| error.detail().cloned()),
            is_recorded: true,
        }
    }
}

impl From<BodyError> for ApiError {
    fn from(error: BodyError) -> Self {
        match error {
            BodyError::TooLarge => ErrorCode::TooLarge.into(),
            BodyError::TimedOut => Self::invalid(error.to_string(), "indholdet kom ikke i tide"),
            BodyError::CutOff => Self::invalid(error.to_string(), "indholdet sluttede for tidligt"),
            BodyError::UnknownCoding => ErrorCode::UnsupportedContentEncoding.into(),
            BodyError::Torn => Self::invalid(
                error.to_string(),
                "indholdet er ikke, hvad dets Content-Encoding siger, eller ikke helt",
            ),
        }
    }
}

/// The caller's middleware renders it, because it has the correlation id.
impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let mut response = Response::default();
        response.extensions_mut().insert(self);
        response
    }
}

/// Why a subscription cannot have a load, with the way out in the terms of the API.
fn load_not_possible(why: LoadNotPossible) -> Detail {
    match why {
        LoadNotPossible::NoFilters => Detail::new(
            "the subscription has no filters: add some first, since they choose the persons",
            "abonnementet har ingen filtre: tilføj nogle først, da de udvælger personerne",
        ),
        LoadNotPossible::EventsAlone => Detail::new(
            "the subscription has event codes alone, which choose no persons: order a load of everybody with \
             \"kinds\": \"all\", or add filters that choose",
            "abonnementet har kun hændelseskoder, og de udvælger ingen personer: bestil en grundindlæsning af alle med \
             \"kinds\": \"all\", eller tilføj filtre, der udvælger",
        ),
        LoadNotPossible::NoSuchKind(kind) => no_such_kind(kind),
        LoadNotPossible::EmptySelection => Detail::new(
            "a load of nobody: there is nothing to catch up",
            "en grundindlæsning af ingen: der er intet at indhente",
        ),
    }
}

fn no_such_kind(kind: FilterKind) -> Detail {
    Detail::new(
        format!("the subscription has no {kind} filter"),
        format!("abonnementet har intet filter af typen {kind}"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn error_of_a_load_that_cannot_be_names_the_way_out_as_the_api_does() {
        let Detail { english, danish } = load_not_possible(LoadNotPossible::EventsAlone);
        assert!(english.contains(r#""kinds": "all""#) && !english.contains("--kinds"), "{english}");
        assert!(danish.contains(r#""kinds": "all""#), "{danish}");
        let age = load_not_possible(LoadNotPossible::NoSuchKind(FilterKind::Age));
        assert_eq!(age.english, "the subscription has no age filter");
        assert_eq!(age.danish, "abonnementet har intet filter af typen age");
    }
}
