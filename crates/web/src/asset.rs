//! The style sheet, under a name with its digest: a browser keeps it for good, and asks for another when it has changed.

use std::sync::LazyLock;

use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse as _, Response};
use sha256::Sha256;

const STYLE: &str = include_str!("../assets/cprabo.css");

static STYLE_PATH: LazyLock<String> = LazyLock::new(|| {
    let digest = Sha256::of([STYLE.as_bytes()]).to_string();
    format!("/aktiver/cprabo-{}.css", digest.get(..16).unwrap_or_default())
});

/// The address of the style sheet.
pub(crate) fn style_path() -> &'static str {
    &STYLE_PATH
}

/// The style sheet.
pub(crate) async fn style() -> Response {
    let kind = HeaderValue::from_static("text/css; charset=utf-8");
    let kept = HeaderValue::from_static("public, max-age=31536000, immutable");
    ([(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, kept)], STYLE).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `pages.md` 9.4.
    #[test]
    fn style_is_within_its_budget_and_asks_no_other_host() {
        assert!(STYLE.len() < 24 * 1024, "{}", STYLE.len());
        for word in ["http:", "https:", "//", "@import", "url("] {
            assert!(!STYLE.contains(word), "{word}");
        }
    }
}
