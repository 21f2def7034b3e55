use std::borrow::Cow;

use crate::fault::{Fault, FaultCode};

/// The text of a request, from ISO-8859-1 or UTF-8.
///
/// Deployed clients send ISO-8859-1 without saying so. What is not valid UTF-8, or declares itself
/// ISO-8859-1, is read as such; every byte has a meaning there.
pub(crate) fn decode(body: &[u8]) -> Result<Cow<'_, str>, Fault> {
    match body {
        [0xff, 0xfe, ..] | [0xfe, 0xff, ..] | [0, b'<', ..] | [b'<', 0, ..] => {
            return Err(Fault::with(FaultCode::MalformedXml, "UTF-16 is not read, send UTF-8"));
        }
        _ => {}
    }
    let body = body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body);
    match std::str::from_utf8(body) {
        Ok(text) if text.is_ascii() || !declares_latin_1(text) => Ok(Cow::Borrowed(text)),
        _ => Ok(body.iter().map(|&byte| char::from(byte)).collect::<String>().into()),
    }
}

fn declares_latin_1(text: &str) -> bool {
    let declaration = text.strip_prefix("<?xml").and_then(|rest| rest.split("?>").next());
    declaration.is_some_and(|declaration| {
        let declaration = declaration.to_ascii_lowercase();
        ["iso-8859-1", "latin1", "windows-1252"].iter().any(|name| declaration.contains(name))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn latin_1_is_read_with_and_without_saying_so() {
        assert_eq!(decode(b"<a>S\xf8ren</a>").unwrap(), "<a>Søren</a>");
        assert_eq!(decode("<a>Søren</a>".as_bytes()).unwrap(), "<a>Søren</a>");
        let declared = b"<?xml version='1.0' encoding='ISO-8859-1'?><a>\xc3\xb8</a>";
        assert!(decode(declared).unwrap().ends_with("<a>Ã¸</a>"));
    }

    #[test]
    fn a_byte_order_mark_is_no_text() {
        assert_eq!(decode(b"\xef\xbb\xbf<a/>").unwrap(), "<a/>");
        assert!(decode(b"\xff\xfe<\0a\0").is_err());
    }
}
