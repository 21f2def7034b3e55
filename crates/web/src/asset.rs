//! The style sheet and the script, under names with their digests: a browser keeps them for good, and asks for others when they
//! have changed.

use std::sync::LazyLock;

use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse as _, Response};
use sha256::Sha256;

const STYLE: &str = include_str!("../assets/cprabo.css");

static STYLE_PATH: LazyLock<String> = LazyLock::new(|| {
    let digest = Sha256::of([STYLE.as_bytes()]).to_string();
    format!("/aktiver/cprabo-{}.css", digest.get(..16).unwrap_or_default())
});

const SCRIPT: &str = include_str!("../assets/live.js");

static SCRIPT_PATH: LazyLock<String> = LazyLock::new(|| {
    let digest = Sha256::of([SCRIPT.as_bytes()]).to_string();
    format!("/aktiver/live-{}.js", digest.get(..16).unwrap_or_default())
});

/// The address of the script that refreshes the live part of a page.
pub(crate) fn script_path() -> &'static str {
    &SCRIPT_PATH
}

/// The script.
pub(crate) async fn script() -> Response {
    kept("text/javascript; charset=utf-8", SCRIPT)
}

/// The address of the style sheet.
pub(crate) fn style_path() -> &'static str {
    &STYLE_PATH
}

/// The style sheet.
pub(crate) async fn style() -> Response {
    kept("text/css; charset=utf-8", STYLE)
}

fn kept(kind: &'static str, text: &'static str) -> Response {
    let kind = HeaderValue::from_static(kind);
    let kept = HeaderValue::from_static("public, max-age=31536000, immutable");
    ([(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, kept)], text).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `pages.md` 9.2.
    #[test]
    fn script_is_within_its_budget_and_makes_no_code_of_text() {
        assert!(SCRIPT.len() < 4 * 1024, "{}", SCRIPT.len());
        for word in ["eval", "Function", "http:", "https:", "document.write", "setAttribute"] {
            assert!(!SCRIPT.contains(word), "{word}");
        }
    }

    /// `pages.md` 9.4.
    #[test]
    fn style_is_within_its_budget_and_asks_no_other_host() {
        assert!(STYLE.len() < 24 * 1024, "{}", STYLE.len());
        for word in ["http:", "https:", "//", "@import", "url("] {
            assert!(!STYLE.contains(word), "{word}");
        }
    }
}
