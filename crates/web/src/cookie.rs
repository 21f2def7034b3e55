//! The cookie of a session.

use access::SecretToken;
use axum::http::{HeaderMap, header};

/// Its name: browsers take one that begins so by TLS alone, from this host alone.
const NAME: &str = "__Host-cprabo";
/// What else is said of it. `Lax`: who follows a link from a mail is signed in, and nothing changes by a GET.
const ATTRIBUTES: &str = "Path=/; Secure; HttpOnly; SameSite=Lax";

/// The token of a request's session, if it has one.
pub(crate) fn token(headers: &HeaderMap) -> Option<SecretToken> {
    let lines = headers.get_all(header::COOKIE).into_iter().filter_map(|line| line.to_str().ok());
    let pairs =
        lines.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.filter(|(name, _)| *name == NAME).find_map(|(_, value)| SecretToken::parse(value).ok())
}

/// The value of `Set-Cookie` that begins a session. It ends with the browser.
pub(crate) fn begin(token: &SecretToken) -> String {
    format!("{NAME}={}; {ATTRIBUTES}", token.reveal())
}

/// The value of `Set-Cookie` that ends one.
pub(crate) fn end() -> String {
    format!("{NAME}=; {ATTRIBUTES}; Max-Age=0")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn token_of_a_session_is_found_among_other_cookies() {
        let token = SecretToken::generate().unwrap();
        let found = |line: String| {
            let mut headers = HeaderMap::new();
            headers.insert(header::COOKIE, line.parse().unwrap());
            super::token(&headers)
        };
        let set = begin(&token);
        let pair = set.split(';').next().unwrap();
        assert_eq!(found(format!("a=b; {pair}; c")), Some(token));
        assert_eq!(found("a=b".into()), None);
        assert_eq!(found(format!("{NAME}=x")), None);
        assert!(set.ends_with("; Path=/; Secure; HttpOnly; SameSite=Lax"));
        assert!(end().ends_with("Max-Age=0"));
    }
}
