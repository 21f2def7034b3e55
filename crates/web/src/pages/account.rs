use askama::Template;
use store::{Language, Theme, UserSessionId};

use crate::answer::Answer;
use crate::call::Call;
use crate::frame::{Frame, role};
use crate::page_error::PageError;
use crate::text::Text;

#[derive(Template)]
#[template(path = "account.html")]
struct Account {
    t: Text,
    f: Frame,
    name: String,
    role: &'static str,
    signed_in_at: String,
    language: &'static str,
    theme: &'static str,
    has_second_step: bool,
    recovery_codes: String,
    sessions: Vec<SessionLine>,
}

struct SessionLine {
    number: i64,
    is_this: bool,
    begun_at: String,
    used_at: String,
    address: String,
}

/// The user's own account.
pub(crate) fn show(call: &Call) -> Result<Answer, PageError> {
    let signed_in = call.user()?;
    let (t, user) = (call.text(), &signed_in.user);
    let sessions = call.app().own_sessions(signed_in)?.into_iter().map(|session| SessionLine {
        number: session.id.number(),
        is_this: session.id == signed_in.session.id,
        begun_at: t.moment(session.begun_at),
        used_at: t.moment(session.used_at),
        address: session.address,
    });
    Answer::page(&Account {
        t,
        f: Frame::new(call, t.account_title()),
        name: user.name.to_string(),
        role: role(t, user.role),
        signed_in_at: t.moment(signed_in.session.begun_at),
        language: user.language.as_str(),
        theme: user.theme.as_str(),
        has_second_step: user.totp.is_some(),
        recovery_codes: t.number(user.recovery_codes),
        sessions: sessions.collect(),
    })
}

/// Sets language and colours.
pub(crate) fn set_view(call: &Call) -> Result<Answer, PageError> {
    let signed_in = call.user()?;
    let language = Language::from_name(call.form.get("sprog")).unwrap_or(signed_in.user.language);
    let theme = Theme::from_name(call.form.get("farver")).unwrap_or(signed_in.user.theme);
    call.app().set_own_view(signed_in, language, theme)?;
    Answer::see_other("/konto?besked=gemt")
}

/// Changes the language, and comes back to the same page.
pub(crate) fn set_language(call: &Call) -> Result<Answer, PageError> {
    let signed_in = call.user()?;
    let language = match signed_in.user.language {
        Language::Danish => Language::English,
        Language::English => Language::Danish,
    };
    call.app().set_own_view(signed_in, language, signed_in.user.theme)?;
    Answer::see_other(own_path(call.form.get("tilbage")))
}

/// Ends one of the user's sessions.
pub(crate) fn end_session(call: &Call) -> Result<Answer, PageError> {
    let signed_in = call.user()?;
    let number: i64 = call.form.get("session").parse().map_err(|_| PageError::NotFound)?;
    let id = UserSessionId::from_number(number);
    if !call.app().end_own_session(signed_in, id)? {
        return Err(PageError::NotFound);
    }
    Answer::see_other("/konto?besked=afsluttet")
}

/// Ends all others.
pub(crate) fn end_others(call: &Call) -> Result<Answer, PageError> {
    call.app().end_other_sessions(call.user()?)?;
    Answer::see_other("/konto?besked=andre-afsluttet")
}

/// A path of ours: whatever else a form sends leads to the start.
fn own_path(path: &str) -> &str {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"/-_".contains(&byte);
    let is_own = path.starts_with('/') && !path.starts_with("//") && path.bytes().all(is_plain);
    if is_own && path.len() <= 100 { path } else { "/" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn path_to_come_back_to_is_one_of_ours() {
        for path in ["/konto", "/udtraek/7/frigiv"] {
            assert_eq!(own_path(path), path);
        }
        for path in ["", "konto", "//host/x", "/\\host", "https://host", "/a?b", "/a\r\nb", "/å"] {
            assert_eq!(own_path(path), "/", "{path:?}");
        }
    }
}
