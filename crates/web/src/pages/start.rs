use store::UserRole;

use crate::answer::Answer;
use crate::call::Call;
use crate::page_error::PageError;

/// The page on which each begins.
pub(crate) fn show(call: &Call) -> Result<Answer, PageError> {
    let page = match call.signed_in.as_ref().map(|signed_in| signed_in.user.role) {
        Some(UserRole::Operator | UserRole::Auditor) => "/i-dag".to_owned(),
        Some(UserRole::AuthorityAdministrator | UserRole::AuthorityReader) => {
            "/overblik".to_owned()
        }
        Some(UserRole::Developer) if call.shared.web.sandbox.is_some() => "/afproev".to_owned(),
        Some(UserRole::Developer) => "/konto".to_owned(),
        None => call.public("/log-ind"),
    };
    Answer::see_other(page)
}
