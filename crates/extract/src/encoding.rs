//! Checks that a file is ISO-8859-1. A file in another code page parses without error, but its names are wrong.

use crate::diagnostic::Problem;
use crate::reader::Record;

/// The first byte that is not ISO-8859-1 text, and the problem: an ASCII control character, or one of the range
/// 0x80-0x9F, where UTF-8, CP850 and CP1252 have letters.
pub(crate) fn foreign_byte(text: &[u8]) -> Option<(usize, Problem)> {
    // A fold without early exit is vectorized; the search runs only when something was found.
    let found = text.iter().fold(false, |found, &byte| found | is_control(byte));
    if !found {
        return None;
    }
    let at = text.iter().position(|&byte| is_control(byte))?;
    Some((at, if text[at] < 0x80 { Problem::Control } else { Problem::CodePage }))
}

const fn is_control(byte: u8) -> bool {
    byte < 0x20 || (byte >= 0x7f && byte < 0xa0)
}

/// Whether everything read so far is valid UTF-8.
///
/// ISO-8859-1 text with a Danish letter is practically never valid UTF-8: each such letter would have to be followed by
/// a character of the range 0x80-0xBF, and such characters could stand nowhere else.
#[derive(Debug, Default)]
pub(crate) struct Utf8 {
    is_not: bool,
    /// Line and byte of the first letter beyond ASCII.
    first: Option<(u32, usize)>,
}

impl Utf8 {
    pub(crate) fn take(&mut self, record: &Record<'_>) {
        if self.is_not || record.text().is_ascii() {
            return;
        }
        let text = record.text();
        self.is_not = std::str::from_utf8(text).is_err();
        let at = text.iter().position(|byte| !byte.is_ascii()).unwrap_or_default();
        self.first.get_or_insert((record.line(), record.offset() + at));
    }

    /// Line and byte of the first letter beyond ASCII, when the whole file was UTF-8.
    pub(crate) fn letter(&self) -> Option<(u32, usize)> {
        self.first.filter(|_| !self.is_not)
    }
}

/// What a file without a `000` at its beginning probably is, as a hint for the operator.
pub(crate) fn guess(file: &[u8]) -> &'static str {
    match file {
        [] => "it is empty",
        [0xf0, 0xf0, 0xf0, ..] => "it looks like EBCDIC: order the extract in ISO-8859-1",
        [0xef, 0xbb, 0xbf, ..] => "it begins with the byte order mark of UTF-8",
        [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => "it looks like UTF-16",
        [0x1f, 0x8b, ..] => "it looks like gzip: unpack it first",
        [b'P', b'K', 3, 4, ..] => "it looks like a zip file: unpack it first",
        [0x28, 0xb5, 0x2f, 0xfd, ..] => "it looks like zstd: unpack it first",
        [b'<', ..] => "it looks like XML",
        _ => "it does not begin with a 000 record",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reader::Records;

    fn utf8_letter(file: &[u8]) -> Option<(u32, usize)> {
        let mut utf8 = Utf8::default();
        Records::new(file).flatten().for_each(|record| utf8.take(&record));
        utf8.letter()
    }

    #[test]
    fn danish_letters_in_latin_1_are_text() {
        assert_eq!(foreign_byte(b"S\xf8ren \xc6blegr\xf8d \xc5se \xe9"), None);
        assert_eq!(utf8_letter(b"000\nS\xf8ren \xc6blegr\xf8d \xc5se"), None);
        assert_eq!(utf8_letter(b"000\nplain"), None);
        // Each word alone is UTF-8; together they are not.
        assert_eq!(utf8_letter("000\nÆ\n".as_bytes()), Some((2, 4)));
        assert_eq!(utf8_letter(b"000\n\xc3\x86\n\xc6\n"), None);
    }

    #[test]
    fn other_code_pages_are_found() {
        assert_eq!(foreign_byte(b"S\x9bren"), Some((1, Problem::CodePage)), "CP850");
        assert_eq!(foreign_byte(b"a\0b"), Some((1, Problem::Control)));
        assert_eq!(utf8_letter("000\nAnna Søren".as_bytes()), Some((2, 10)));
    }
}
