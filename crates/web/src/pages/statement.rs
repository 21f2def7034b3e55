use askama::Template;

use crate::answer::Answer;
use crate::call::Call;
use crate::frame::Frame;
use crate::page_error::PageError;
use crate::text::Text;

#[derive(Template)]
#[template(path = "statement.html")]
struct Statement {
    t: Text,
    f: Frame,
    contact: Option<String>,
    reviewed: Option<String>,
}

/// The accessibility statement, as far as the operator has completed it.
pub(crate) fn show(call: &Call) -> Result<Answer, PageError> {
    let (t, statement) = (call.text(), &call.shared.web.statement);
    Answer::page(&Statement {
        t,
        f: Frame::new(call, t.statement()),
        contact: statement.contact.clone(),
        reviewed: statement.reviewed.map(|day| t.day(day)),
    })
}

/// The short address that Danish public sites have for it.
pub(crate) fn short(call: &Call) -> Result<Answer, PageError> {
    Answer::see_other(call.public("/tilgaengelighed"))
}
