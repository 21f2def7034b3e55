use app::{AppError, ErrorCode};
use askama::Template;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse as _, Response};
use store::{Language, Theme};
use uuid::Uuid;

use crate::asset::style_path;
use crate::text::Text;

/// Why there is no page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum PageError {
    /// The address is not there, or not for this role.
    NotFound,
    /// A form from another site.
    Forbidden,
    /// The form is too large.
    TooLarge,
    /// The form did not come whole.
    Torn,
    /// Too many wrong secrets.
    TooMany,
    /// It cannot be done as things are: why, in both languages.
    Conflict(app::Detail),
    /// No turn in time.
    Busy,
    /// The platform failed: why, for the log.
    Failed(String),
}

impl From<AppError> for PageError {
    fn from(error: AppError) -> Self {
        match error.code() {
            ErrorCode::OperatorOnly | ErrorCode::UnknownAgreement => Self::NotFound,
            ErrorCode::TooManyLogons | ErrorCode::TooManyRefusals => Self::TooMany,
            ErrorCode::Busy => Self::Busy,
            ErrorCode::Internal => Self::Failed(error.to_string()),
            code => Self::Conflict(match error.detail() {
                Some(detail) => detail.clone(),
                None => app::Detail::new(code.english(), code.danish()),
            }),
        }
    }
}

impl PageError {
    const fn status(&self) -> StatusCode {
        match self {
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::Forbidden => StatusCode::FORBIDDEN,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::Torn => StatusCode::BAD_REQUEST,
            Self::TooMany => StatusCode::TOO_MANY_REQUESTS,
            Self::Conflict(_) => StatusCode::CONFLICT,
            Self::Busy => StatusCode::SERVICE_UNAVAILABLE,
            Self::Failed(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// What happened, and what to do.
    fn words(&self, t: Text) -> (String, &'static str) {
        let (happened, to_do) = match self {
            Self::NotFound => (t.not_found(), t.not_found_advice()),
            Self::Forbidden => (t.forbidden(), t.forbidden_advice()),
            Self::TooLarge => (t.too_large(), t.too_large_advice()),
            Self::Torn => (t.torn_form(), t.torn_form_advice()),
            Self::TooMany => (t.too_many(), t.too_many_advice()),
            Self::Conflict(detail) => (t.pick(detail), t.conflict_advice()),
            Self::Busy => (t.busy(), t.busy_advice()),
            Self::Failed(_) => (t.failed(), t.failed_advice()),
        };
        let ends = happened.ends_with(['.', '!', '?']);
        (format!("{happened}{}", if ends { "" } else { "." }), to_do)
    }
}

#[derive(Template)]
#[template(path = "fault.html")]
struct Fault {
    t: Text,
    style: &'static str,
    theme: &'static str,
    happened: String,
    to_do: &'static str,
    correlation: Uuid,
}

/// The page of an error. Nothing of the request is on it.
pub(crate) fn render(error: &PageError, language: Language, correlation: Uuid) -> Response {
    let t = Text::of(language);
    let (happened, to_do) = error.words(t);
    let theme = Theme::System.as_str();
    let page = Fault { t, style: style_path(), theme, happened, to_do, correlation };
    let html = page.render().unwrap_or_else(|_| page.happened.clone());
    (error.status(), Html(html)).into_response()
}

/// The answer to a form that another site sent.
pub(crate) fn forbidden() -> Response {
    render(&PageError::Forbidden, Language::Danish, Uuid::new_v4())
}
