use std::sync::LazyLock;

use super::document::{DOCUMENTS, Document, address};
use super::render::render;

/// A chapter of the guide in one language.
pub(crate) struct Chapter {
    /// Its address.
    pub(crate) address: String,
    /// Its heading.
    pub(crate) title: String,
    /// Whether its text is in English.
    pub(crate) is_english: bool,
    /// Its text, as HTML.
    pub(crate) html: String,
    /// The headings below the title: anchor and text.
    pub(crate) headings: Vec<(String, String)>,
}

static DANISH: LazyLock<Vec<Chapter>> = LazyLock::new(|| make(false));
static ENGLISH: LazyLock<Vec<Chapter>> = LazyLock::new(|| make(true));

/// The chapters of the guide in a language, in order.
pub(crate) fn chapters(in_english: bool) -> &'static [Chapter] {
    if in_english { &ENGLISH } else { &DANISH }
}

/// The chapter at the last part of an address.
pub(crate) fn find(in_english: bool, path: &str) -> Option<&'static Chapter> {
    let address = address(in_english, path);
    chapters(in_english).iter().find(|chapter| chapter.address == address)
}

fn make(in_english: bool) -> Vec<Chapter> {
    let documents = DOCUMENTS.iter().filter(|document| document.is_in(in_english));
    let chapter = |document: &Document| {
        let rendered = render(document.text, in_english);
        Chapter {
            address: address(in_english, document.path),
            title: rendered.title,
            is_english: document.is_english,
            html: rendered.html,
            headings: rendered.headings,
        }
    };
    documents.map(chapter).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_chapter_has_a_title_and_no_html_of_its_own() {
        for in_english in [false, true] {
            for chapter in chapters(in_english) {
                assert!(!chapter.title.is_empty(), "{}", chapter.address);
                for refused in ["<script", "style=", "<!--", "onclick", "<img"] {
                    assert!(!chapter.html.contains(refused), "{}: {refused}", chapter.address);
                }
                let path = chapter.address.rsplit_once("vejledning").unwrap().1;
                let found = find(in_english, path.trim_start_matches('/')).unwrap();
                assert_eq!(found.title, chapter.title);
            }
        }
        assert!(find(false, "findes-ikke").is_none());
    }

    #[test]
    fn guides_in_both_languages_have_the_same_headings() {
        let shape = |file: &str| {
            let document = DOCUMENTS.iter().find(|document| document.file == file).unwrap();
            let levels = document.text.lines().filter(|line| line.starts_with('#'));
            let levels: Vec<usize> =
                levels.map(|line| line.bytes().take_while(|byte| *byte == b'#').count()).collect();
            let count = |word: &str| document.text.matches(word).count();
            (levels, count("```sh"), count("\n| "))
        };
        for (danish, english) in [
            ("vejledning.md", "guide.md"),
            ("afproev-jeres-integration.md", "test-your-integration.md"),
        ] {
            assert_eq!(shape(danish), shape(english), "{danish} and {english}");
        }
    }

    #[test]
    fn links_between_chapters_lead_to_headings_that_are_there() {
        for in_english in [false, true] {
            for chapter in chapters(in_english) {
                for link in chapter.html.split("href=\"").skip(1) {
                    let link = link.split('"').next().unwrap();
                    let (path, anchor) = link.split_once('#').unwrap_or((link, ""));
                    if path.starts_with("https://") {
                        continue;
                    }
                    let all = chapters(false).iter().chain(chapters(true));
                    let target = if path.is_empty() {
                        chapter
                    } else {
                        all.into_iter()
                            .find(|one| one.address == path)
                            .unwrap_or_else(|| panic!("{}: {link}", chapter.address))
                    };
                    let is_there =
                        anchor.is_empty() || target.html.contains(&format!("id=\"{anchor}\""));
                    assert!(is_there, "{}: {link}", chapter.address);
                }
            }
        }
    }
}
