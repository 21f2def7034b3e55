use access::SecretToken;
use askama::Template;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse as _, Response};
use sha256::Sha256;

use crate::call::Call;
use crate::cookie;
use crate::page_error::PageError;

/// Where the live part of a page begins and ends.
const BEGIN: &str = "<!--live-->";
const END: &str = "<!--/live-->";

/// The answer to a call.
#[derive(Debug)]
pub(crate) enum Answer {
    /// A page.
    Page(StatusCode, String),
    /// The live part of a page, and the tag of it that the browser has.
    Part(String, Option<String>),
    /// A file to be kept: its kind, its name and its bytes.
    File(&'static str, String, Vec<u8>),
    /// Something for programs: its kind, and its text.
    Data(&'static str, String),
    /// Another address, by GET.
    SeeOther(String),
    /// The same, in a session that begins.
    SignedIn(String, SecretToken),
    /// The same, without a session.
    SignedOut(String),
}

impl Answer {
    /// A page of a template.
    pub(crate) fn page(template: &impl Template) -> Result<Self, PageError> {
        Self::of_status(StatusCode::OK, template)
    }

    /// A page of a template of which a part is live, or that part alone if that is asked for.
    pub(crate) fn live(call: &Call, template: &impl Template) -> Result<Self, PageError> {
        let html = render(template)?;
        let begun = html.split_once(BEGIN).map(|(_, rest)| rest);
        let part = begun.and_then(|rest| rest.split_once(END)).map(|(part, _)| part.to_owned());
        Ok(match (&call.live_tag, part) {
            (Some(tag), Some(part)) => Self::Part(part, tag.clone()),
            _ => Self::Page(StatusCode::OK, html),
        })
    }

    /// The page of a form again, with what is wrong in it.
    pub(crate) fn wrong(template: &impl Template) -> Result<Self, PageError> {
        Self::of_status(StatusCode::UNPROCESSABLE_ENTITY, template)
    }

    fn of_status(status: StatusCode, template: &impl Template) -> Result<Self, PageError> {
        Ok(Self::Page(status, render(template)?))
    }

    /// Another address.
    pub(crate) fn see_other(address: impl Into<String>) -> Result<Self, PageError> {
        Ok(Self::SeeOther(address.into()))
    }

    pub(crate) fn into_response(self) -> Response {
        match self {
            Self::Page(status, html) => (status, Html(html)).into_response(),
            Self::File(kind, name, bytes) => {
                let disposition = format!("attachment; filename=\"{name}\"");
                let headers = [
                    (header::CONTENT_TYPE, kind.to_owned()),
                    (header::CONTENT_DISPOSITION, disposition),
                ];
                (headers, bytes).into_response()
            }
            Self::Data(kind, text) => ([(header::CONTENT_TYPE, kind)], text).into_response(),
            Self::Part(html, known) => part(html, known.as_deref()),
            Self::SeeOther(address) => see_other(&address, None),
            Self::SignedIn(address, token) => see_other(&address, Some(cookie::begin(&token))),
            Self::SignedOut(address) => see_other(&address, Some(cookie::end())),
        }
    }
}

fn render(template: &impl Template) -> Result<String, PageError> {
    template.render().map_err(|error| PageError::Failed(error.to_string()))
}

/// A part, unless the browser has it.
fn part(html: String, known: Option<&str>) -> Response {
    let digest = Sha256::of([html.as_bytes()]).to_string();
    let tag = format!("\"{}\"", digest.get(..16).unwrap_or_default());
    match known == Some(&tag) {
        true => StatusCode::NOT_MODIFIED.into_response(),
        false => ([(header::ETAG, tag)], Html(html)).into_response(),
    }
}

fn see_other(address: &str, cookie: Option<String>) -> Response {
    let mut response = StatusCode::SEE_OTHER.into_response();
    let headers = response.headers_mut();
    // Addresses are our own, in ASCII.
    if let Ok(address) = HeaderValue::from_str(address) {
        headers.insert(header::LOCATION, address);
    }
    if let Some(Ok(cookie)) = cookie.map(HeaderValue::try_from) {
        headers.insert(header::SET_COOKIE, cookie);
    }
    response
}
