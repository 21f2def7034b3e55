use askama::Template;
use askama::filters::HtmlSafe;

use super::field::{Field, FieldKind};
use super::link::Link;

/// A form. It is sent by POST, unless it only asks for another part of a list.
#[derive(Template)]
#[template(path = "form.html")]
pub(crate) struct FormView {
    pub(crate) action: String,
    pub(crate) is_get: bool,
    /// Whether a file goes with it.
    pub(crate) is_upload: bool,
    /// Whether its fields stand beside each other.
    pub(crate) is_row: bool,
    pub(crate) fields: Vec<Field>,
    pub(crate) button: String,
    /// How the button looks: `first`, `danger`, or empty.
    pub(crate) look: &'static str,
    /// The way out.
    pub(crate) back: Option<Link>,
}

/// Its own template escapes what is in it.
impl HtmlSafe for FormView {}

impl FormView {
    /// A form that does something.
    pub(crate) fn post(
        action: impl Into<String>,
        fields: Vec<Field>,
        button: impl Into<String>,
    ) -> Self {
        Self {
            action: action.into(),
            is_get: false,
            is_upload: false,
            is_row: false,
            fields,
            button: button.into(),
            look: "first",
            back: None,
        }
    }

    /// A form above a list, which asks for a part of it.
    pub(crate) fn get(
        action: impl Into<String>,
        fields: Vec<Field>,
        button: impl Into<String>,
    ) -> Self {
        Self { is_get: true, is_row: true, look: "", ..Self::post(action, fields, button) }
    }

    /// A form of a button alone.
    pub(crate) fn button(
        action: impl Into<String>,
        fields: Vec<Field>,
        button: impl Into<String>,
    ) -> Self {
        Self { look: "", ..Self::post(action, fields, button) }
    }

    /// The same with a way out.
    #[must_use]
    pub(crate) fn back(self, address: impl Into<String>, text: impl Into<String>) -> Self {
        Self { back: Some(Link::plain(address, text)), ..self }
    }

    /// The same with another look of its button.
    #[must_use]
    pub(crate) fn look(self, look: &'static str) -> Self {
        Self { look, ..self }
    }
}
