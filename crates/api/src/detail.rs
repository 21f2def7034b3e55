use std::borrow::Cow;

/// What exactly is wrong, in both languages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Detail {
    pub(crate) english: Cow<'static, str>,
    pub(crate) danish: Cow<'static, str>,
}

impl Detail {
    pub(crate) fn new(
        english: impl Into<Cow<'static, str>>,
        danish: impl Into<Cow<'static, str>>,
    ) -> Self {
        Self { english: english.into(), danish: danish.into() }
    }
}
