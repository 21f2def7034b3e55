//! The texts of the pages, Danish and English side by side: the compiler sees that none is missing. A file for each area. Terms
//! are those of `docs/glossary.md`.

/// Makes a function of [`Text`](crate::text::Text) for each text: its name, Danish, English.
macro_rules! texts {
    ($($name:ident: $danish:literal, $english:literal;)+) => {
        impl Text {
            $(pub(crate) const fn $name(self) -> &'static str {
                self.choose($danish, $english)
            })+
        }

        /// Every text, for tests.
        #[cfg(test)]
        pub(super) const ALL: &[(&str, &str, &str)] = &[$((stringify!($name), $danish, $english)),+];
    };
}

/// Declares the areas, so that the test sees the texts of each.
macro_rules! areas {
    ($($area:ident)+) => {
        $(mod $area;)+

        #[cfg(test)]
        const ALL: &[&[(&str, &str, &str)]] = &[$($area::ALL),+];
    };
}

areas! {
    account agreement delivery fault filters frame guide list measured need note operation person run
    service sign_in system today tryout
}
mod words;

#[cfg(test)]
mod tests {
    #[test]
    fn texts_are_there_in_both_languages_and_in_plain_words() {
        for (name, danish, english) in super::ALL.iter().copied().flatten() {
            assert!(!danish.is_empty() && !english.is_empty(), "{name}");
            let mut words = danish.split(|letter: char| !letter.is_alphabetic());
            let refused =
                words.find(|word| ["venligst", "systemejer", "kunde", "OK"].contains(word));
            assert!(refused.is_none() && !danish.contains('!'), "{name}: {refused:?}");
            for text in [danish, english] {
                assert!(!text.contains(['<', '>', '&', '"']), "{name}");
                assert!(!text.contains("  "), "{name}");
            }
        }
    }
}
