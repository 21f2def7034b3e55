use clap::ValueEnum;

/// The language in which a person is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(super) enum Language {
    #[default]
    #[value(name = "en")]
    English,
    #[value(name = "da")]
    Danish,
}

/// The same in both languages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Words {
    english: &'static str,
    danish: &'static str,
}

impl Words {
    pub(super) const fn new(english: &'static str, danish: &'static str) -> Self {
        Self { english, danish }
    }

    pub(super) const fn of(self, language: Language) -> &'static str {
        match language {
            Language::English => self.english,
            Language::Danish => self.danish,
        }
    }
}
