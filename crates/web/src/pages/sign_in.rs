use access::UserPassword;
use app::{AppError, BegunSession, ErrorCode};
use askama::Template;

use crate::answer::Answer;
use crate::call::Call;
use crate::frame::Frame;
use crate::page_error::PageError;
use crate::text::Text;

#[derive(Template)]
#[template(path = "sign_in.html")]
struct SignIn {
    t: Text,
    f: Frame,
    action: String,
    /// The name as it was typed.
    name: String,
    wrong: Option<&'static str>,
}

#[derive(Template)]
#[template(path = "sign_in_code.html")]
struct Code {
    t: Text,
    f: Frame,
    action: String,
    start: String,
    wrong: Option<&'static str>,
}

/// The form for name and password.
pub(crate) fn show(call: &Call) -> Result<Answer, PageError> {
    if call.signed_in.is_some() {
        return Answer::see_other("/");
    }
    let over = (call.query.get("besked") == "for-sent").then(|| call.text().session_over());
    Answer::page(&form(call, String::new(), over))
}

/// Signs in, or asks for the code of the second step.
pub(crate) fn sign_in(call: &Call) -> Result<Answer, PageError> {
    let (name, password) = (call.form.get("navn"), call.form.get("adgangskode").to_owned());
    match call.app().sign_in(&call.context, name, &UserPassword::new(password)) {
        Ok(BegunSession { token, is_signed_in: true }) => Ok(Answer::SignedIn("/".into(), token)),
        Ok(BegunSession { token, .. }) => Ok(Answer::SignedIn(call.public("/log-ind/kode"), token)),
        Err(error) => {
            let wrong = wrong(call.text(), &error).ok_or_else(|| PageError::from(error))?;
            Answer::wrong(&form(call, name.to_owned(), Some(wrong)))
        }
    }
}

/// The form for the code of the second step.
pub(crate) fn show_code(call: &Call) -> Result<Answer, PageError> {
    if call.signed_in.is_some() {
        return Answer::see_other("/");
    }
    let awaits = call.token.map(|token| call.app().awaits_second_step(&token)).transpose()?;
    match awaits {
        Some(true) => Answer::page(&code_form(call, None)),
        _ => Answer::see_other(call.public("/log-ind")),
    }
}

/// Gives the code of the second step.
pub(crate) fn give_code(call: &Call) -> Result<Answer, PageError> {
    let Some(token) = call.token else { return Answer::see_other(call.public("/log-ind")) };
    match call.app().second_step(&call.context, &token, call.form.get("kode")) {
        Ok(BegunSession { token, .. }) => Ok(Answer::SignedIn("/".into(), token)),
        Err(error) if error.code() == ErrorCode::TokenExpired => {
            Ok(Answer::SignedOut(call.public("/log-ind?besked=for-sent")))
        }
        Err(error) => {
            let wrong = wrong(call.text(), &error).ok_or_else(|| PageError::from(error))?;
            Answer::wrong(&code_form(call, Some(wrong)))
        }
    }
}

/// Signs out.
pub(crate) fn sign_out(call: &Call) -> Result<Answer, PageError> {
    call.app().sign_out(call.user()?)?;
    Ok(Answer::SignedOut(match call.language() {
        store::Language::Danish => "/log-ind?besked=logget-ud".into(),
        store::Language::English => "/en/log-ind?besked=logget-ud".into(),
    }))
}

/// What a form says; `None` when it is none of its faults.
fn wrong(t: Text, error: &AppError) -> Option<&'static str> {
    match error.code() {
        ErrorCode::LogonFailed => Some(t.sign_in_failed()),
        ErrorCode::TooManyLogons => Some(t.sign_in_limited()),
        ErrorCode::Busy => Some(t.sign_in_busy()),
        _ => None,
    }
}

fn form(call: &Call, name: String, wrong: Option<&'static str>) -> SignIn {
    let t = call.text();
    let f = Frame::new(call, t.sign_in_title());
    SignIn { t, f, action: call.public("/log-ind"), name, wrong }
}

fn code_form(call: &Call, wrong: Option<&'static str>) -> Code {
    let t = call.text();
    let f = Frame::new(call, t.code_title());
    Code { t, f, action: call.public("/log-ind/kode"), start: call.public("/log-ind"), wrong }
}
