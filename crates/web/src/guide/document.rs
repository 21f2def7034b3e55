/// A document, and where it is found.
pub(super) struct Document {
    /// The file in `docs`.
    pub(super) file: &'static str,
    /// The last part of its address; empty for the guide's first page.
    pub(super) path: &'static str,
    /// The languages in whose guide it is.
    pub(super) guides: Guides,
    /// Whether it is written in English.
    pub(super) is_english: bool,
    pub(super) text: &'static str,
}

/// In which guide a document is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Guides {
    Danish,
    English,
    /// Written in English, and part of both.
    Both,
}

macro_rules! document {
    ($file:literal, $path:literal, $guides:ident, $is_english:literal) => {
        Document {
            file: $file,
            path: $path,
            guides: Guides::$guides,
            is_english: $is_english,
            text: include_str!(concat!("../../../../docs/", $file)),
        }
    };
}

/// The guide's documents, in the order of its chapters.
pub(super) const DOCUMENTS: [Document; 11] = [
    document!("vejledning.md", "", Danish, false),
    document!("guide.md", "", English, true),
    document!("afproev-jeres-integration.md", "afproev", Danish, false),
    document!("test-your-integration.md", "afproev", English, true),
    document!("faults.md", "fejl", Both, true),
    document!("feed.md", "leverancer", Both, true),
    document!("loads.md", "grundindlaesning", Both, true),
    document!("lookups.md", "opslag", Both, true),
    document!("api.md", "json-api", Both, true),
    document!("exchange.md", "filudveksling", Both, true),
    document!("held.md", "tilbageholdt", Both, true),
];

/// The address of a document in a guide.
pub(super) fn address(in_english: bool, path: &str) -> String {
    let guide = if in_english { "/en/vejledning" } else { "/vejledning" };
    if path.is_empty() { guide.to_owned() } else { format!("{guide}/{path}") }
}

impl Document {
    /// The first line, which is its title.
    pub(super) fn title(&self) -> Option<&'static str> {
        self.text.lines().next()?.strip_prefix("# ")
    }

    pub(super) fn is_in(&self, in_english: bool) -> bool {
        match self.guides {
            Guides::Danish => !in_english,
            Guides::English => in_english,
            Guides::Both => true,
        }
    }
}
