use access::{SecretToken, UserPassword};
use app::ErrorCode;
use askama::Template;
use store::{UserLink, UserName};

use crate::answer::Answer;
use crate::call::Call;
use crate::frame::Frame;
use crate::page_error::PageError;
use crate::text::Text;

#[derive(Template)]
#[template(path = "first_start.html")]
struct FirstStart {
    t: Text,
    f: Frame,
    /// Whether a name is asked for.
    is_first: bool,
    /// The name, as it is or was typed.
    name: String,
    name_wrong: Option<&'static str>,
    password_wrong: Option<String>,
}

#[derive(Template)]
#[template(path = "link_over.html")]
struct LinkOver {
    t: Text,
    f: Frame,
}

/// The form of a one-time link.
pub(crate) fn show(call: &Call) -> Result<Answer, PageError> {
    match call.app().user_link(&call.context, token(call).as_ref())? {
        Some(link) => Answer::page(&form(call, &link, String::new(), None, None)),
        None => over(call),
    }
}

/// Sets the password, and makes the first operator.
pub(crate) fn set_password(call: &Call) -> Result<Answer, PageError> {
    let t = call.text();
    let Some(token) = token(call) else { return over(call) };
    let Some(link) = call.app().user_link(&call.context, Some(&token))? else { return over(call) };
    let typed = call.form.get("navn").to_owned();
    let again = |name: Option<&'static str>, password: Option<String>| {
        Answer::wrong(&form(call, &link, typed.clone(), name, password))
    };
    let name = match link {
        UserLink::FirstOperator => match typed.parse::<UserName>() {
            Ok(name) => Some(name),
            Err(_) => return again(Some(t.name_wrong()), None),
        },
        UserLink::Of(_) => None,
    };
    let password = call.form.get("adgangskode");
    if password != call.form.get("igen") {
        return again(None, Some(t.passwords_differ().to_owned()));
    }
    let password = UserPassword::new(password.to_owned());
    match call.app().use_user_link(&call.context, &token, name.as_ref(), &password) {
        Ok(_) => Answer::see_other(call.public("/log-ind?besked=adgangskode")),
        Err(error) => match (error.code(), error.detail()) {
            (ErrorCode::InvalidNewPassword, Some(detail)) => {
                again(None, Some(format!("{}.", t.pick(detail))))
            }
            (ErrorCode::NotPossible, _) if name.is_some() => again(Some(t.name_taken()), None),
            (ErrorCode::TokenExpired | ErrorCode::NotPossible, _) => over(call),
            _ => Err(error.into()),
        },
    }
}

fn token(call: &Call) -> Option<SecretToken> {
    call.parts.get("link").and_then(|text| SecretToken::parse(text).ok())
}

fn form(
    call: &Call,
    link: &UserLink,
    typed: String,
    name_wrong: Option<&'static str>,
    password_wrong: Option<String>,
) -> FirstStart {
    let t = call.text();
    let (is_first, name, title) = match link {
        UserLink::FirstOperator => (true, typed, t.first_title()),
        UserLink::Of(user) => (false, user.name.to_string(), t.link_title()),
    };
    FirstStart { t, f: Frame::new(call, title), is_first, name, name_wrong, password_wrong }
}

fn over(call: &Call) -> Result<Answer, PageError> {
    let t = call.text();
    Answer::page(&LinkOver { t, f: Frame::new(call, t.link_over()) }).map(|answer| match answer {
        Answer::Page(_, html) => Answer::Page(axum::http::StatusCode::NOT_FOUND, html),
        other => other,
    })
}
