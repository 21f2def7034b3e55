use clap::ValueEnum;

/// The language in which a person is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(crate) enum Language {
    #[default]
    #[value(name = "en")]
    English,
    #[value(name = "da")]
    Danish,
}

impl Language {
    /// Its code of two letters.
    pub(crate) const fn code(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::Danish => "da",
        }
    }
}

/// The same in both languages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Words {
    english: &'static str,
    danish: &'static str,
}

impl Words {
    pub(crate) const fn new(english: &'static str, danish: &'static str) -> Self {
        Self { english, danish }
    }

    pub(crate) const fn of(self, language: Language) -> &'static str {
        match language {
            Language::English => self.english,
            Language::Danish => self.danish,
        }
    }
}
