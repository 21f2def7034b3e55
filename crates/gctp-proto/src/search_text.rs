use std::fmt;

/// A name to search for. Case, blanks around it and how many blanks are in it make no difference (`lookup.md` 4.6).
///
/// `Debug` does not show it: it is personal data.
#[derive(Clone, PartialEq, Eq)]
pub struct SearchText(String);

impl SearchText {
    /// The name as a caller or a record has it.
    pub fn new(text: &str) -> Self {
        let words: Vec<&str> = text.split_whitespace().collect();
        Self(words.join(" ").to_lowercase())
    }

    /// The words of a name: what blanks and commas divide (`Holm-Birk,Ane` has two).
    pub fn words(text: &str) -> impl Iterator<Item = Self> {
        let is_between = |letter: char| letter.is_whitespace() || letter == ',';
        text.split(is_between).filter(|word| !word.is_empty()).map(Self::new)
    }

    /// The folded text. For an index, never for logs.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for SearchText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[..]")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_and_blanks_make_no_difference() {
        assert_eq!(SearchText::new(" ØSTER  Allé "), SearchText::new("øster allé"));
        assert_ne!(SearchText::new("øster allé"), SearchText::new("østerallé"));
        assert_eq!(SearchText::new("Øster").as_str(), "øster");
    }

    #[test]
    fn words_are_divided_by_blanks_and_commas() {
        let words: Vec<_> = SearchText::words("Holm-Birk,Bo  Finn ").collect();
        assert_eq!(words, ["holm-birk", "bo", "finn"].map(SearchText::new));
    }

    #[test]
    fn it_is_not_shown() {
        assert_eq!(format!("{:?}", SearchText::new("Bo")), "[..]");
    }
}
