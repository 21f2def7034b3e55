use std::borrow::Cow;

use text::{Charset, NotInCharset};

use crate::content_type;
use crate::fault::{Fault, FaultCode};

/// The text of a request.
///
/// The charset in the HTTP header has precedence over the body (WS-I Basic Profile, R1019). Without it, the byte order
/// mark, the width of the first character and the XML declaration decide, in that order. Without any of these it is
/// UTF-8, or ISO-8859-1 if the bytes are not UTF-8: deployed clients send that without a declaration. Bytes that are
/// not in the declared charset are refused, never replaced.
pub(crate) fn decode<'a>(
    content_type: Option<&str>,
    body: &'a [u8],
) -> Result<Cow<'a, str>, Fault> {
    let charset = content_type::charset(content_type.unwrap_or_default());
    if let Some(name) = charset.map_err(|_| contradicting())? {
        let name = name.split([',', ' ']).next().unwrap_or_default();
        let charset = Charset::named(name).or_else(|| only_ascii(body)).ok_or_else(unknown)?;
        return charset.decode(body).map_err(|_: NotInCharset| not_in("Content-Type"));
    }
    if let Some(charset) = Charset::of_mark(body).or_else(|| Charset::of_first_character(body)) {
        return charset.decode(body).map_err(|_: NotInCharset| not_in("byte order mark"));
    }
    if let Some(name) = declared(body) {
        let charset = Charset::named(name).or_else(|| only_ascii(body)).ok_or_else(unknown)?;
        // Programs that write XML into a string declare UTF-16, even if they then send single bytes.
        let is_of_a_string =
            matches!(charset, Charset::Utf16 | Charset::Utf16Le | Charset::Utf16Be);
        if !is_of_a_string {
            return charset.decode(body).map_err(|_: NotInCharset| not_in("XML declaration"));
        }
    }
    Charset::Utf8
        .decode(body)
        .or_else(|NotInCharset| Charset::Latin1.decode(body))
        .map_err(|NotInCharset| not_in("body"))
}

/// The encoding named by an XML declaration in single bytes.
fn declared(body: &[u8]) -> Option<&str> {
    let rest = body.strip_prefix(b"<?xml")?;
    let end = rest.windows(2).position(|two| two == b"?>")?;
    let declaration = str::from_utf8(&rest[..end]).ok()?;
    let (_, rest) = declaration.split_once("encoding")?;
    let rest = rest.trim_ascii_start().strip_prefix('=')?.trim_ascii_start();
    let quote = rest.chars().next().filter(|quote| "\"'".contains(*quote))?;
    rest[1..].split(quote).next()
}

/// A body of ASCII characters reads the same in every single-byte charset.
fn only_ascii(body: &[u8]) -> Option<Charset> {
    body.is_ascii().then_some(Charset::Ascii)
}

fn unknown() -> Fault {
    Fault::in_both(
        FaultCode::MalformedXml,
        "the charset is none that is read: UTF-8, UTF-16, ISO-8859-1, Windows-1252 and US-ASCII are",
        "tegnsættet kan ikke læses: det kan UTF-8, UTF-16, ISO-8859-1, Windows-1252 og US-ASCII",
    )
}

fn contradicting() -> Fault {
    Fault::in_both(
        FaultCode::MalformedXml,
        "the Content-Type names two charsets",
        "Content-Type angiver to tegnsæt",
    )
}

fn not_in(by: &str) -> Fault {
    Fault::in_both(
        FaultCode::MalformedXml,
        format!("the bytes are not in the charset that the {by} tells"),
        format!("bytene er ikke i det tegnsæt, som angives ({by})"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(content_type: &str, body: &[u8]) -> Result<String, String> {
        let decoded = decode(Some(content_type), body).map(Cow::into_owned);
        decoded.map_err(|fault| {
            assert_eq!(fault.fault_code(), FaultCode::MalformedXml);
            fault.detail().unwrap().to_owned()
        })
    }

    fn utf_16(text: &str, bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
        text.encode_utf16().flat_map(bytes).collect()
    }

    #[test]
    fn latin_1_is_read_with_and_without_saying_so() {
        for content_type in [None, Some("text/xml"), Some("application/x-www-form-urlencoded")] {
            assert_eq!(decode(content_type, b"<a>S\xf8ren</a>").unwrap(), "<a>Søren</a>");
            assert_eq!(decode(content_type, "<a>Søren</a>".as_bytes()).unwrap(), "<a>Søren</a>");
            let declared = b"<?xml version='1.0' encoding='ISO-8859-1'?><a>\xc3\xb8</a>";
            assert!(decode(content_type, declared).unwrap().ends_with("<a>Ã¸</a>"));
        }
    }

    #[test]
    fn charset_of_http_goes_before_the_declaration() {
        let body = "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?><a>Søren</a>".as_bytes();
        for content_type in [
            "text/xml; charset=utf-8",
            "text/xml; charset=\"UTF-8\"",
            "application/soap+xml;charset=utf8",
        ] {
            assert!(read(content_type, body).unwrap().ends_with("<a>Søren</a>"), "{content_type}");
        }
        let body = b"<?xml version=\"1.0\" encoding=\"utf-8\"?><a>S\xf8ren</a>";
        assert!(read("text/xml; charset=iso-8859-1", body).unwrap().ends_with("<a>Søren</a>"));
        let body = "<?xml version='1.0' encoding='utf-16'?><a>Søren</a>".as_bytes();
        assert!(read("text/xml; charset=utf-8", body).unwrap().ends_with("<a>Søren</a>"));
    }

    #[test]
    fn utf_16_is_read_by_what_says_so() {
        let text = "<?xml version='1.0' encoding='utf-16'?><a>Søren</a>";
        let marked = format!("\u{feff}{text}");
        for bytes in [u16::to_le_bytes, u16::to_be_bytes] {
            for content_type in ["text/xml", "text/xml; charset=UTF-16"] {
                assert_eq!(read(content_type, &utf_16(text, bytes)).unwrap(), text);
                assert_eq!(read(content_type, &utf_16(&marked, bytes)).unwrap(), text);
            }
        }
        let le = utf_16(text, u16::to_le_bytes);
        assert_eq!(read("text/xml; charset=utf-16le", &le).unwrap(), text);
        assert!(read("text/xml; charset=utf-16be", &le).is_ok_and(|read| read != text));
    }

    #[test]
    fn bytes_that_are_not_of_the_charset_are_refused() {
        let because =
            |by: &str| Err(format!("the bytes are not in the charset that the {by} tells"));
        let latin = b"<?xml version='1.0' encoding='UTF-8'?><a>S\xf8ren</a>";
        assert_eq!(read("text/xml", latin), because("XML declaration"));
        assert_eq!(read("text/xml; charset=utf-8", latin), because("Content-Type"));
        assert_eq!(
            read("text/xml; charset=us-ascii", "<a>ø</a>".as_bytes()),
            because("Content-Type")
        );
        assert_eq!(read("text/xml; charset=utf-16", b"<a/>"), because("Content-Type"));
        assert_eq!(read("text/xml; charset=utf-8", b"\xff\xfe<\0"), because("Content-Type"));
        assert_eq!(read("text/xml", b"\xef\xbb\xbf<a>\xf8</a>"), because("byte order mark"));
        assert_eq!(read("text/xml", b"\xff\xfe<\0a"), because("byte order mark"));
    }

    #[test]
    fn unknown_charset_error_lists_the_known_ones() {
        for (content_type, body) in [
            ("text/xml; charset=ebcdic", &b"<a>\xf8</a>"[..]),
            ("text/xml", b"<?xml version='1.0' encoding='koi8-r'?><a>\xf8</a>"),
        ] {
            assert!(read(content_type, body).unwrap_err().contains("ISO-8859-1"));
        }
        let two = read("text/xml; charset=utf-8; charset=utf-16", b"<a/>");
        assert_eq!(two, Err("the Content-Type names two charsets".to_owned()));
    }

    /// `text/xml` comes with any charset (`soap.md`).
    #[test]
    fn body_of_ascii_alone_is_read_in_any_declared_charset() {
        for content_type in ["text/xml; charset=iso-8859-15", "text/xml; charset=utf-8, text/xml"] {
            assert_eq!(read(content_type, b"<a/>").unwrap(), "<a/>");
        }
        assert!(read("text/xml", b"<?xml version='1.0' encoding='koi8-r'?><a/>").is_ok());
    }

    /// As .NET declares a document that was written to a string.
    #[test]
    fn declaration_of_utf_16_in_single_bytes_is_ignored() {
        let body = "<?xml version='1.0' encoding='utf-16'?><a>ø</a>";
        assert_eq!(read("text/xml", body.as_bytes()).unwrap(), body);
    }

    #[test]
    fn declaration_without_encoding_is_ignored() {
        for declaration in
            ["<?xml version='1.0'?>", "<?xml encoding?>", "<?xml encoding=?>", "<?xml "]
        {
            let body = [declaration.as_bytes(), b"<a>S\xf8ren</a>"].concat();
            assert!(read("text/xml", &body).unwrap().ends_with("Søren</a>"), "{declaration}");
        }
        let spaced = b"<?xml version=\"1.0\" encoding = \"iso-8859-1\" ?><a>\xc3\xb8</a>";
        assert!(read("text/xml", spaced).unwrap().ends_with("<a>Ã¸</a>"));
    }

    #[test]
    fn byte_order_mark_is_no_text() {
        assert_eq!(read("text/xml", b"\xef\xbb\xbf<a/>").unwrap(), "<a/>");
        assert_eq!(read("text/xml; charset=utf-8", b"\xef\xbb\xbf<a/>").unwrap(), "<a/>");
    }
}
