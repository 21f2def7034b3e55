use std::borrow::Cow;

/// The detail of an error whose code leaves it open: in English and in Danish. Repeats nothing of the request that may
/// be personal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Detail {
    /// In English.
    pub english: Cow<'static, str>,
    /// In Danish.
    pub danish: Cow<'static, str>,
}

impl Detail {
    /// A detail in both languages.
    pub fn new(
        english: impl Into<Cow<'static, str>>,
        danish: impl Into<Cow<'static, str>>,
    ) -> Self {
        Self { english: english.into(), danish: danish.into() }
    }
}
