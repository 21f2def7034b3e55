use store::UserRole;

use crate::asset::style_path;
use crate::call::Call;
use crate::menu::{Group, menu};
use crate::state::Environment;
use crate::text::Text;

/// What stands around every page.
pub(crate) struct Frame {
    pub(crate) title: String,
    pub(crate) style: &'static str,
    pub(crate) theme: &'static str,
    /// Invented persons, or a test: said on every page.
    pub(crate) environment: Option<&'static str>,
    /// Who has signed in.
    pub(crate) user: Option<FrameUser>,
    /// The page in the other language, where the address says the language.
    pub(crate) other_language: Option<String>,
    /// This page, to come back to.
    pub(crate) path: String,
    /// What was done just now.
    pub(crate) note: Option<&'static str>,
    pub(crate) version: &'static str,
    pub(crate) printed_at: String,
}

/// Who has signed in, and what is in the menu.
pub(crate) struct FrameUser {
    pub(crate) name: String,
    pub(crate) role: &'static str,
    pub(crate) menu: Vec<Group>,
    /// What waits for a decision; 0 for none.
    pub(crate) waiting: usize,
}

impl Frame {
    /// The frame of a page with this title.
    pub(crate) fn new(call: &Call, title: impl Into<String>) -> Self {
        let t = call.text();
        let web = &call.shared.web;
        let path = call.path.clone();
        let other_language = call.signed_in.is_none().then(|| match call.is_english {
            true => path
                .strip_prefix("/en")
                .map_or("/", |rest| if rest.is_empty() { "/" } else { rest })
                .to_owned(),
            false => format!("/en{path}"),
        });
        Self {
            title: title.into(),
            style: style_path(),
            theme: call.signed_in.as_ref().map_or("system", |one| one.user.theme.as_str()),
            environment: match web.environment {
                Environment::Production => None,
                Environment::Test => Some(t.environment_test()),
                Environment::Sandbox => Some(t.environment_sandbox()),
            },
            user: call.signed_in.as_ref().map(|one| {
                let reads_all = one.context.principal.may_read_all();
                let waiting = reads_all.then(|| call.app().waiting_decisions(&one.context));
                FrameUser {
                    name: one.user.name.to_string(),
                    role: role(t, one.user.role),
                    menu: menu(t, one.user.role, web.sandbox.is_some(), &path),
                    // A menu without the number is better than no page.
                    waiting: waiting.and_then(Result::ok).unwrap_or_default(),
                }
            }),
            other_language,
            path,
            note: t.note(call.query.get("besked")),
            version: env!("CARGO_PKG_VERSION"),
            printed_at: t.moment(call.app().now()),
        }
    }
}

/// The word for a role.
pub(crate) const fn role(t: Text, role: UserRole) -> &'static str {
    match role {
        UserRole::Operator => t.role_operator(),
        UserRole::AuthorityAdministrator => t.role_administrator(),
        UserRole::AuthorityReader => t.role_reader(),
        UserRole::Auditor => t.role_auditor(),
        UserRole::Developer => t.role_developer(),
    }
}
