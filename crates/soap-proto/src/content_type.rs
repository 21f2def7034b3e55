//! The `charset` of a `Content-Type`.

/// The value of the parameter `charset`, without quotes; `None` when it is missing or empty. `Err` when it is given
/// twice with different values.
pub(crate) fn charset(content_type: &str) -> Result<Option<String>, Contradicting> {
    let mut found: Option<String> = None;
    for (name, value) in parameters(content_type) {
        if !name.eq_ignore_ascii_case("charset") || value.is_empty() {
            continue;
        }
        if found.as_ref().is_some_and(|found| !found.eq_ignore_ascii_case(&value)) {
            return Err(Contradicting);
        }
        found = Some(value);
    }
    Ok(found)
}

/// More than one charset.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Contradicting;

/// The parameters after the media type, without quotes (RFC 9110, 5.6.6). Single quotes are not allowed there, but some
/// clients send them.
fn parameters(content_type: &str) -> impl Iterator<Item = (&str, String)> {
    parts(content_type).into_iter().skip(1).filter_map(|part| {
        let (name, value) = part.split_once('=')?;
        let value = value.trim();
        let unquoted = match value.strip_prefix('"') {
            Some(rest) => unescaped(rest.strip_suffix('"').unwrap_or(rest)),
            None => value.trim_matches('\'').to_owned(),
        };
        Some((name.trim(), unquoted.trim().to_owned()))
    })
}

/// The parts between semicolons that are not in quotes.
fn parts(text: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let (mut from, mut quoted, mut escaped) = (0, false, false);
    for (at, letter) in text.char_indices() {
        match letter {
            _ if escaped => escaped = false,
            '\\' if quoted => escaped = true,
            '"' => quoted = !quoted,
            ';' if !quoted => {
                parts.push(&text[from..at]);
                from = at + 1;
            }
            _ => {}
        }
    }
    parts.push(&text[from..]);
    parts
}

fn unescaped(text: &str) -> String {
    let mut letters = text.chars();
    let next = || match letters.next() {
        Some('\\') => letters.next(),
        letter => letter,
    };
    std::iter::from_fn(next).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn charset_is_found_however_it_is_written() {
        for content_type in [
            "text/xml; charset=utf-8",
            "text/xml;charset=utf-8",
            "text/xml; CHARSET = \"utf-8\"",
            "application/soap+xml; charset=utf-8; action=\"urn:x\"",
            "application/soap+xml; action=\"a;charset=latin1\"; charset=utf-8",
            "application/soap+xml; action=\"a\\\";charset=latin1\"; charset='utf-8'",
            "text/xml; charset=utf-8;",
            "text/xml; charset=\"u\\tf-8\"",
            "text/xml; charset=utf-8; charset=\"UTF-8\"",
            "; charset=utf-8",
        ] {
            let found = charset(content_type).unwrap().unwrap();
            assert!(found.eq_ignore_ascii_case("utf-8"), "{content_type}: {found}");
        }
    }

    #[test]
    fn charset_that_is_not_there_is_none() {
        for content_type in [
            "",
            "text/xml",
            "text/xml;",
            "charset=utf-8",
            "text/xml; charset",
            "text/xml; charset=\"\"",
        ] {
            assert_eq!(charset(content_type), Ok(None), "{content_type}");
        }
    }

    #[test]
    fn two_charsets_contradict() {
        assert_eq!(charset("text/xml; charset=utf-8; charset=latin1"), Err(Contradicting));
    }
}
