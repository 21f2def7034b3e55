//! From a request to its page.

use std::collections::HashMap;

use app::{RequestContext, SessionUse};
use axum::body::Body;
use axum::extract::{
    DefaultBodyLimit, Extension, FromRequest as _, Multipart, RawPathParams, Request, State,
};
use axum::http::{HeaderMap, HeaderValue, Method, header};
use axum::response::Response;
use axum::routing::{MethodRouter, get, post};
use https::{BodyError, Peer, blocking};
use store::Language;
use tracing::error;
use uuid::Uuid;

use crate::answer::Answer;
use crate::call::Call;
use crate::cookie;
use crate::form::Form;
use crate::page_access::Access;
use crate::page_error::{PageError, render};
use crate::routes::Route;
use crate::state::Shared;

/// The most bytes of a form.
const FORM: usize = 64 * 1024;
/// The same of one with a list of numbers: 4 MB, and what stands around it.
const FORM_WITH_FILES: usize = 4_100_000;

/// The method router of a route.
pub(crate) fn method(route: Route) -> MethodRouter<Shared> {
    let method = route.method.clone();
    let handle =
        move |State(shared): State<Shared>,
              Extension(peer): Extension<Peer>,
              parts: RawPathParams,
              request: Request| { answer(route.clone(), shared, peer, parts, request) };
    if method == Method::POST { post(handle) } else { get(handle) }
}

/// An address that is not there.
pub(crate) async fn unknown(request: Request) -> Response {
    let language = match request.uri().path().starts_with("/en/") {
        true => Language::English,
        false => Language::Danish,
    };
    https::discard(request.into_body(), FORM).await;
    render(&PageError::NotFound, language, Uuid::new_v4())
}

async fn answer(
    route: Route,
    shared: Shared,
    peer: Peer,
    parts: RawPathParams,
    request: Request,
) -> Response {
    let correlation = Uuid::new_v4();
    let operation = format!("{} {}", route.method, route.path);
    let language = if route.is_english { Language::English } else { Language::Danish };
    let named = parts.iter().map(|(name, value)| (name.to_owned(), value.to_owned()));
    let parts: HashMap<String, String> = named.collect();
    let token = cookie::token(request.headers());
    let path = request.uri().path().to_owned();
    let query = Form::read(request.uri().query().unwrap_or_default().as_bytes());
    let live_tag = live_tag(request.headers());
    let form = match read_form(&route, request).await {
        Ok(form) => form,
        Err(error) => return render(&error, language, correlation),
    };
    let call = Call {
        shared,
        context: RequestContext::page(peer.address, correlation, operation),
        token,
        signed_in: None,
        path,
        parts,
        query,
        form,
        live_tag,
        is_english: route.is_english,
    };
    let done = blocking(move || carry_out(&route, call)).await;
    match done {
        Ok(response) => response,
        Err(panicked) => {
            let cause = panicked.to_string();
            error!(event = "web.panicked", %correlation, cause, "a page panicked");
            render(&PageError::Failed(cause), language, correlation)
        }
    }
}

/// That the live part of a page is asked for, and the tag of the one that the browser has.
fn live_tag(headers: &HeaderMap) -> Option<Option<String>> {
    headers.get("x-cprabo-part")?;
    let tag = headers.get(header::IF_NONE_MATCH).and_then(|tag| tag.to_str().ok());
    Some(tag.map(str::to_owned))
}

/// Reads the form of a request: fields, and files where the route takes them.
async fn read_form(route: &Route, request: Request) -> Result<Form, PageError> {
    let most = if route.takes_files { FORM_WITH_FILES } else { FORM };
    let content_type = request.headers().get(header::CONTENT_TYPE).cloned();
    let body = https::read(request, most).await.map_err(|error| match error {
        BodyError::TooLarge => PageError::TooLarge,
        _ => PageError::Torn,
    })?;
    let is_in_parts = |it: &HeaderValue| it.as_bytes().starts_with(b"multipart/form-data");
    match content_type.filter(is_in_parts) {
        Some(content_type) if route.takes_files => read_parts(content_type, body).await,
        Some(_) => Err(PageError::Torn),
        None => Ok(Form::read(&body)),
    }
}

/// Reads a form in parts (`multipart/form-data`). A part with a file name is a file.
async fn read_parts(content_type: HeaderValue, body: Vec<u8>) -> Result<Form, PageError> {
    let request = Request::builder().header(header::CONTENT_TYPE, content_type);
    let mut request = request.body(Body::from(body)).map_err(|_| PageError::Torn)?;
    // All of it has been read, within our own limit.
    DefaultBodyLimit::disable().apply(&mut request);
    let mut parts = Multipart::from_request(request, &()).await.map_err(|_| PageError::Torn)?;
    let mut form = Form::default();
    while let Some(part) = parts.next_field().await.map_err(|_| PageError::Torn)? {
        let name = part.name().unwrap_or_default().to_owned();
        let is_file = part.file_name().is_some();
        let bytes = part.bytes().await.map_err(|_| PageError::Torn)?;
        match is_file {
            true => form.add_file(name, bytes.to_vec()),
            false => form.add(name, String::from_utf8_lossy(&bytes).into_owned()),
        }
    }
    Ok(form)
}

/// Finds out who calls, and answers.
fn carry_out(route: &Route, mut call: Call) -> Response {
    let correlation = call.context.author.correlation;
    let has_sandbox = call.shared.web.sandbox.is_some();
    let done = identify(&mut call).and_then(|()| match (&call.signed_in, route.access) {
        // To strangers, too.
        (_, Access::Developers) if !has_sandbox => Err(PageError::NotFound),
        (_, Access::Everybody) => (route.handler)(&call),
        (None, _) => Answer::see_other("/log-ind"),
        (Some(signed_in), access) if access.allows(signed_in.user.role) => (route.handler)(&call),
        (Some(_), _) => Err(PageError::NotFound),
    });
    match done {
        Ok(answer) => answer.into_response(),
        Err(error) => {
            if let PageError::Failed(cause) = &error {
                error!(event = "web.failed", %correlation, cause, "a page failed");
            }
            render(&error, call.language(), correlation)
        }
    }
}

fn identify(call: &mut Call) -> Result<(), PageError> {
    let Some(token) = call.token else { return Ok(()) };
    // A page that refreshes itself keeps nobody signed in.
    let session_use =
        if call.live_tag.is_some() { SessionUse::Refresh } else { SessionUse::Person };
    call.signed_in = call.app().signed_in(&call.context, &token, session_use)?;
    if let Some(signed_in) = &call.signed_in {
        call.context = signed_in.context.clone();
    }
    Ok(())
}
