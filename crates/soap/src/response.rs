//! Whole HTTP responses.

use app::ErrorCode;
use axum::body::Body;
use axum::response::Response;
use hyper::StatusCode;
use hyper::header::{self, HeaderName, HeaderValue};
use jiff::civil::Date;
use soap_proto::{CONTENT_TYPE, Fault, FaultCode, FaultedCall};

/// The header with a call's correlation id.
const CORRELATION: HeaderName = HeaderName::from_static("x-correlation-id");
/// The header with the day as of which a look-up was answered.
const AS_OF: HeaderName = HeaderName::from_static("cprabo-as-of");

/// The answer to a call.
pub(crate) struct CallAnswer {
    pub(crate) body: Body,
    /// Of a look-up: PRODDTO of the last extract that the replica has.
    pub(crate) as_of: Option<Date>,
}

/// The response to a call: the answer, or the fault.
pub(crate) fn of_call(answer: Result<CallAnswer, Fault>, call: &FaultedCall) -> Response {
    let mut response = match answer {
        Ok(CallAnswer { body, as_of }) => {
            let mut response = xml(body);
            let as_of = as_of.and_then(|day| HeaderValue::try_from(day.to_string()).ok());
            response.headers_mut().extend(as_of.map(|value| (AS_OF, value)));
            response
        }
        Err(fault) => {
            // The contract has 500 only; but an unsupported content coding is an HTTP error.
            let (status, more) = match fault.code() {
                code if code == FaultCode::UnsupportedContentEncoding.as_str() => {
                    let taken = (header::ACCEPT_ENCODING, https::CODINGS);
                    (StatusCode::UNSUPPORTED_MEDIA_TYPE, Some(taken))
                }
                code if code == ErrorCode::Busy.as_str() => {
                    (StatusCode::INTERNAL_SERVER_ERROR, Some((header::RETRY_AFTER, "5")))
                }
                _ => (StatusCode::INTERNAL_SERVER_ERROR, None),
            };
            let mut response = respond(status, CONTENT_TYPE, fault.answer(call).into());
            if let Some((name, value)) = more {
                response.headers_mut().insert(name, HeaderValue::from_static(value));
            }
            response
        }
    };
    // A UUID is always a valid header value.
    if let Ok(value) = HeaderValue::try_from(call.correlation.to_string()) {
        response.headers_mut().insert(CORRELATION, value);
    }
    response
}

/// The answer to an address from which too many refused calls came. Not a fault: the contract has none for it, and the
/// call was not read. After a minute sixty refusals are forgiven, enough to test a correction.
pub(crate) fn too_many() -> Response {
    let mut response = text(
        StatusCode::TOO_MANY_REQUESTS,
        "Too many calls without a valid, registered client certificate came from this address.\n\
         Connect with the system's registered certificate, or wait a minute and try again.",
    );
    response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("60"));
    response
}

pub(crate) fn not_allowed() -> Response {
    let mut response = text(StatusCode::METHOD_NOT_ALLOWED, "GET ?wsdl, or POST a SOAP envelope");
    response.headers_mut().insert(header::ALLOW, HeaderValue::from_static("GET, HEAD, POST"));
    response
}

pub(crate) fn xml(body: Body) -> Response {
    respond(StatusCode::OK, CONTENT_TYPE, body)
}

pub(crate) fn text(status: StatusCode, text: &str) -> Response {
    respond(status, "text/plain; charset=utf-8", format!("{text}\n").into())
}

fn respond(status: StatusCode, content_type: &'static str, body: Body) -> Response {
    let mut response = Response::new(body);
    *response.status_mut() = status;
    let value = HeaderValue::from_static(content_type);
    response.headers_mut().insert(header::CONTENT_TYPE, value);
    response
}
