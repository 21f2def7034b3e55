use std::str::FromStr;

/// A language in which people are shown something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Language {
    /// English.
    #[default]
    English,
    /// Danish.
    Danish,
}

/// No language of these.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a language is en or da")]
pub struct InvalidLanguage;

impl Language {
    /// Its code of two letters.
    pub const fn code(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::Danish => "da",
        }
    }
}

impl FromStr for Language {
    type Err = InvalidLanguage;

    fn from_str(code: &str) -> Result<Self, InvalidLanguage> {
        [Self::English, Self::Danish]
            .into_iter()
            .find(|language| language.code() == code)
            .ok_or(InvalidLanguage)
    }
}

/// The same in both languages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Words {
    english: &'static str,
    danish: &'static str,
}

impl Words {
    /// Words in English and Danish.
    pub const fn new(english: &'static str, danish: &'static str) -> Self {
        Self { english, danish }
    }

    /// Those of a language.
    pub const fn of(self, language: Language) -> &'static str {
        match language {
            Language::English => self.english,
            Language::Danish => self.danish,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn language_is_read_by_its_code_alone() {
        for language in [Language::English, Language::Danish] {
            assert_eq!(language.code().parse(), Ok(language));
        }
        assert_eq!("DA".parse::<Language>(), Err(InvalidLanguage));
    }
}
