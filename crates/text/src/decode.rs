use crate::charset::{Charset, NotInCharset};

/// SUB, with which some systems end a file.
const SUB: char = '\u{1a}';

/// The bytes are not text in their apparent encoding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("line {line} is not {encoding}{hint}")]
pub struct NotText {
    /// The first line that is not text, counted from 1.
    pub line: usize,
    /// The encoding.
    pub encoding: &'static str,
    hint: &'static str,
}

/// The text of a file or body: UTF-8 or UTF-16, with or without byte order mark. All line ends become LF.
///
/// # Errors
/// [`NotText`] with the first line that is neither.
pub fn decode(bytes: &[u8]) -> Result<String, NotText> {
    let charset = charset_of(bytes);
    charset.decode(bytes).map(|text| lines_of(&text)).map_err(|NotInCharset| NotText {
        line: first_bad_line(charset, bytes),
        encoding: if charset == Charset::Utf8 { "UTF-8" } else { "UTF-16" },
        hint: match charset {
            Charset::Utf8 => " (ISO-8859-1 or Windows-1252?): save it as UTF-8",
            _ => ": is it cut off?",
        },
    })
}

/// The same for a file with letters beyond ASCII in its comments only: what is neither UTF-8 nor UTF-16 is read as
/// Windows-1252. The rest is ASCII and reads the same.
///
/// # Errors
/// [`NotText`] for truncated UTF-16, of which no character is certain.
pub fn decode_with_comments(bytes: &[u8]) -> Result<String, NotText> {
    decode(bytes).or_else(|not_text| {
        if charset_of(bytes) != Charset::Utf8 {
            return Err(not_text);
        }
        // A file made of joined files may have one file's mark and another's letters.
        let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
        let windows = Charset::Windows1252.decode(bytes);
        let latin_1 = || bytes.iter().map(|&byte| char::from(byte)).collect();
        Ok(lines_of(&windows.map_or_else(|NotInCharset| latin_1(), std::borrow::Cow::into_owned)))
    })
}

fn charset_of(bytes: &[u8]) -> Charset {
    let of_mark = Charset::of_mark(bytes);
    of_mark.or_else(|| Charset::of_first_character(bytes)).unwrap_or(Charset::Utf8)
}

fn lines_of(text: &str) -> String {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    match text.trim_end().strip_suffix(SUB) {
        Some(text) => text.trim_end_matches(SUB).to_owned(),
        None => text,
    }
}

fn first_bad_line(charset: Charset, bytes: &[u8]) -> usize {
    let before = match charset {
        Charset::Utf8 => {
            let end = std::str::from_utf8(bytes).map_or_else(|error| error.valid_up_to(), str::len);
            String::from_utf8_lossy(&bytes[..end]).into_owned()
        }
        _ => utf_16_before_error(charset, bytes),
    };
    lines_of(&before).matches('\n').count() + 1
}

fn utf_16_before_error(charset: Charset, bytes: &[u8]) -> String {
    let unit = if charset == Charset::Utf16Be { u16::from_be_bytes } else { u16::from_le_bytes };
    let units = bytes.as_chunks().0.iter().map(|&bytes| unit(bytes));
    char::decode_utf16(units).map_while(Result::ok).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "# Søren\nen\nto";

    fn utf_16(text: &str, bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
        text.encode_utf16().flat_map(bytes).collect()
    }

    #[test]
    fn decode_of_any_mark_width_and_line_end_is_the_same_text() {
        for ends in ["\n", "\r\n", "\r"] {
            let text = TEXT.replace('\n', ends);
            let marked = format!("\u{feff}{text}");
            assert_eq!(decode(text.as_bytes()).unwrap(), TEXT);
            assert_eq!(decode(marked.as_bytes()).unwrap(), TEXT);
            assert_eq!(decode(format!("{text}{SUB}").as_bytes()).unwrap(), TEXT);
            for text in [&text, &marked] {
                assert_eq!(decode(&utf_16(text, u16::to_le_bytes)).unwrap(), TEXT);
                assert_eq!(decode(&utf_16(text, u16::to_be_bytes)).unwrap(), TEXT);
            }
        }
        assert_eq!(decode(b"").unwrap(), "");
    }

    #[test]
    fn decode_of_another_encoding_names_its_line() {
        let refused = |bytes: &[u8]| decode(bytes).unwrap_err().to_string();
        assert_eq!(
            refused(b"en\r\nto\r\n\xf8\r\n"),
            "line 3 is not UTF-8 (ISO-8859-1 or Windows-1252?): save it as UTF-8"
        );
        let torn = utf_16("\u{feff}en\nto", u16::to_le_bytes);
        assert_eq!(refused(&torn[..torn.len() - 1]), "line 2 is not UTF-16: is it cut off?");
    }

    #[test]
    fn decode_with_comments_takes_what_is_no_utf_8_as_windows() {
        assert_eq!(
            decode_with_comments(b"# S\xf8ren \x80\r\n0101701234").unwrap(),
            "# Søren €\n0101701234"
        );
        assert_eq!(decode_with_comments(b"# \x81").unwrap(), "# \u{81}");
        assert_eq!(decode_with_comments("# Søren".as_bytes()).unwrap(), "# Søren");
    }

    #[test]
    fn decode_with_comments_of_a_mark_and_windows_letters_leaves_the_mark_out() {
        let joined = b"\xef\xbb\xbf0101701234\r\n# S\xf8ren\r\n\x1a\r\n";
        assert_eq!(decode_with_comments(joined).unwrap(), "0101701234\n# Søren\n");
        let torn = utf_16("\u{feff}en\nto", u16::to_le_bytes);
        assert!(decode_with_comments(&torn[..torn.len() - 1]).is_err());
    }

    proptest::proptest! {
        #[test]
        fn any_bytes_are_read_or_refused(bytes: Vec<u8>) {
            let _ = (decode(&bytes), decode_with_comments(&bytes));
        }
    }
}
