use std::collections::HashMap;

use access::SecretToken;
use app::{App, RequestContext, SignedIn};
use store::Language;

use crate::form::Form;
use crate::page_error::PageError;
use crate::state::Shared;
use crate::text::Text;

/// A request to a page, with whoever makes it.
pub(crate) struct Call {
    pub(crate) shared: Shared,
    /// The request, as the use cases know it.
    pub(crate) context: RequestContext,
    /// The token of the session, valid or not.
    pub(crate) token: Option<SecretToken>,
    /// Who has signed in.
    pub(crate) signed_in: Option<SignedIn>,
    /// The path of the request, without the query.
    pub(crate) path: String,
    /// The parts of the path that have names.
    pub(crate) parts: HashMap<String, String>,
    pub(crate) query: Form,
    pub(crate) form: Form,
    /// That the live part of the page is asked for, with the tag of the one that the browser has, if any.
    pub(crate) live_tag: Option<Option<String>>,
    /// Whether the address says that the page is in English.
    pub(crate) is_english: bool,
}

impl Call {
    /// The use cases.
    pub(crate) const fn app(&self) -> &App {
        &self.shared.web.app
    }

    /// The language of the page: the user's, or that of the address.
    pub(crate) fn language(&self) -> Language {
        match (&self.signed_in, self.is_english) {
            (_, true) => Language::English,
            (Some(signed_in), false) => signed_in.user.language,
            (None, false) => Language::Danish,
        }
    }

    /// The texts of the page.
    pub(crate) fn text(&self) -> Text {
        Text::of(self.language())
    }

    /// Who has signed in. The route says that somebody has.
    pub(crate) fn user(&self) -> Result<&SignedIn, PageError> {
        self.signed_in.as_ref().ok_or(PageError::NotFound)
    }

    /// A part of the path, read.
    pub(crate) fn part<T: std::str::FromStr>(&self, name: &str) -> Result<T, PageError> {
        let text = self.parts.get(name).map(String::as_str).unwrap_or_default();
        text.parse().map_err(|_| PageError::NotFound)
    }

    /// An address of a public page, in the language of this one.
    pub(crate) fn public(&self, path: &str) -> String {
        if self.is_english { format!("/en{path}") } else { path.to_owned() }
    }
}
