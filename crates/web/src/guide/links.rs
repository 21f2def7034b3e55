use super::document::{DOCUMENTS, address};

/// Where a link of a document leads in a guide; `None` for what is not part of it, which is shown as text.
pub(super) fn target(link: &str, in_english: bool) -> Option<String> {
    if link.starts_with('#') || link.starts_with("https://") {
        return Some(link.to_owned());
    }
    let (file, anchor) = link.split_once('#').unwrap_or((link, ""));
    let document = DOCUMENTS.iter().find(|document| document.file == file)?;
    // One in the other language leads to its own guide.
    let in_english = if document.is_in(in_english) { in_english } else { !in_english };
    let page = address(in_english, document.path);
    Some(if anchor.is_empty() { page } else { format!("{page}#{anchor}") })
}

/// What a link that says a file's name says in the guide: the chapter's title.
pub(super) fn title(file: &str) -> Option<&'static str> {
    DOCUMENTS.iter().find(|document| document.file == file)?.title()
}

/// The anchor of a heading, as GitHub makes it: small letters, digits, `-` and `_`; blanks become `-`.
pub(super) fn anchor(heading: &str) -> String {
    let letter = |letter: char| match letter {
        ' ' => Some('-'),
        '-' | '_' => Some(letter),
        letter if letter.is_alphanumeric() => Some(letter),
        _ => None,
    };
    heading.to_lowercase().chars().filter_map(letter).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_lead_to_chapters_and_others_are_text() {
        let cases = [
            ("faults.md", Some("/vejledning/fejl")),
            ("lookups.md#gctp", Some("/vejledning/opslag#gctp")),
            ("guide.md", Some("/en/vejledning")),
            ("#her", Some("#her")),
            ("https://rustup.rs", Some("https://rustup.rs")),
            ("operating.md#a-second-person", None),
            ("../README.md", None),
            ("javascript:alert(1)", None),
        ];
        for (link, expected) in cases {
            assert_eq!(target(link, false).as_deref(), expected, "{link}");
        }
        assert_eq!(target("faults.md", true).as_deref(), Some("/en/vejledning/fejl"));
    }

    #[test]
    fn anchor_is_that_of_github() {
        assert_eq!(anchor("CPR Direkte PNR (OFF4)"), "cpr-direkte-pnr-off4");
        assert_eq!(anchor("Hele bestanden, og beviset"), "hele-bestanden-og-beviset");
        assert_eq!(anchor("Når noget går galt"), "når-noget-går-galt");
    }
}
