//! From a request to its page.

use std::collections::HashMap;

use app::RequestContext;
use axum::extract::{Extension, RawPathParams, Request, State};
use axum::http::Method;
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
use crate::page_error::{PageError, render};
use crate::routes::{Access, Route};
use crate::state::Shared;

/// The most bytes of a form.
const FORM: usize = 64 * 1024;

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
    let form = match https::read(request, FORM).await {
        Ok(body) => Form::read(&body),
        Err(BodyError::TooLarge) => return render(&PageError::TooLarge, language, correlation),
        Err(_) => return render(&PageError::Torn, language, correlation),
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
    call.signed_in = call.app().signed_in(&call.context, &token)?;
    if let Some(signed_in) = &call.signed_in {
        call.context = signed_in.context.clone();
    }
    Ok(())
}
