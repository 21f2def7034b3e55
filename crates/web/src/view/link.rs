/// A page to go to.
pub(crate) struct Link {
    pub(crate) address: String,
    pub(crate) text: String,
    /// Whether it looks like a button: it begins an act.
    pub(crate) is_button: bool,
}

impl Link {
    /// A link in a line.
    pub(crate) fn plain(address: impl Into<String>, text: impl Into<String>) -> Self {
        Self { address: address.into(), text: text.into(), is_button: false }
    }

    /// A link that begins an act.
    pub(crate) fn button(address: impl Into<String>, text: impl Into<String>) -> Self {
        Self { is_button: true, ..Self::plain(address, text) }
    }
}
