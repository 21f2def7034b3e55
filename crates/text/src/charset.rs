use std::borrow::Cow;

/// A character encoding, by its names in `Content-Type` and XML declarations.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Charset {
    /// US-ASCII.
    Ascii,
    /// UTF-8.
    Utf8,
    /// Of either byte order; the byte order mark or the first character decides.
    Utf16,
    /// UTF-16, the low byte first.
    Utf16Le,
    /// UTF-16, the high byte first.
    Utf16Be,
    /// ISO-8859-1.
    Latin1,
    /// Windows-1252.
    Windows1252,
}

/// The bytes are not text in this charset.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("bytes that are not in the charset")]
pub struct NotInCharset;

impl Charset {
    /// The charset of that name, in upper or lower case.
    pub fn named(name: &str) -> Option<Self> {
        Some(match name.to_ascii_lowercase().as_str() {
            "utf-8" | "utf8" => Self::Utf8,
            "utf-16" | "utf16" => Self::Utf16,
            "utf-16le" => Self::Utf16Le,
            "utf-16be" => Self::Utf16Be,
            "iso-8859-1" | "iso8859-1" | "iso8859_1" | "iso_8859-1" | "latin1" | "latin-1"
            | "l1" => Self::Latin1,
            "windows-1252" | "cp1252" | "x-cp1252" => Self::Windows1252,
            "us-ascii" | "ascii" => Self::Ascii,
            _ => return None,
        })
    }

    /// The charset of the byte order mark at the beginning.
    pub const fn of_mark(bytes: &[u8]) -> Option<Self> {
        match bytes {
            [0xef, 0xbb, 0xbf, ..] => Some(Self::Utf8),
            [0xff, 0xfe, ..] => Some(Self::Utf16Le),
            [0xfe, 0xff, ..] => Some(Self::Utf16Be),
            _ => None,
        }
    }

    /// UTF-16, detected by the first character of an XML document, which is ASCII.
    pub const fn of_first_character(bytes: &[u8]) -> Option<Self> {
        match bytes {
            [0, 1..=0xff, ..] => Some(Self::Utf16Be),
            [1..=0xff, 0, ..] => Some(Self::Utf16Le),
            _ => None,
        }
    }

    /// The text of the bytes, without byte order mark. A mark of another charset is an error.
    ///
    /// # Errors
    /// [`NotInCharset`]; no byte is replaced.
    pub fn decode(self, bytes: &[u8]) -> Result<Cow<'_, str>, NotInCharset> {
        match self {
            Self::Utf8 => utf_8(bytes),
            Self::Utf16 => Self::of_mark(bytes)
                .or_else(|| Self::of_first_character(bytes))
                .filter(|order| *order != Self::Utf8)
                .ok_or(NotInCharset)?
                .decode(bytes),
            Self::Utf16Le => utf_16(bytes, u16::from_le_bytes),
            Self::Utf16Be => utf_16(bytes, u16::from_be_bytes),
            Self::Ascii | Self::Latin1 | Self::Windows1252 if Self::of_mark(bytes).is_some() => {
                Err(NotInCharset)
            }
            _ if bytes.is_ascii() => utf_8(bytes),
            Self::Ascii => Err(NotInCharset),
            Self::Latin1 => Ok(bytes.iter().map(|&byte| char::from(byte)).collect()),
            Self::Windows1252 => bytes.iter().map(|&byte| windows_1252(byte)).collect(),
        }
    }
}

fn utf_8(bytes: &[u8]) -> Result<Cow<'_, str>, NotInCharset> {
    let text = str::from_utf8(bytes).map_err(|_| NotInCharset)?;
    Ok(text.strip_prefix('\u{feff}').unwrap_or(text).into())
}

fn utf_16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Result<Cow<'static, str>, NotInCharset> {
    let (units, []) = bytes.as_chunks() else { return Err(NotInCharset) };
    let units = units.iter().map(|&bytes| unit(bytes));
    let text: Result<String, _> = char::decode_utf16(units).collect();
    let text = text.map_err(|_| NotInCharset)?;
    Ok(text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text).into())
}

/// ISO-8859-1 except for the bytes 0x80-0x9F, five of which are undefined.
fn windows_1252(byte: u8) -> Result<char, NotInCharset> {
    const FROM_80: [char; 32] = [
        '€', '\0', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\0', 'Ž', '\0', //
        '\0', '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\0', 'ž', 'Ÿ',
    ];
    let special = byte.checked_sub(0x80).and_then(|place| FROM_80.get(usize::from(place)));
    match special {
        None => Ok(char::from(byte)),
        Some('\0') => Err(NotInCharset),
        Some(letter) => Ok(*letter),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "<a>Søren 😀</a>";

    fn units(text: &str, bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
        text.encode_utf16().flat_map(bytes).collect()
    }

    #[test]
    fn name_in_any_case_is_known() {
        assert_eq!(Charset::named("UTF-8"), Some(Charset::Utf8));
        assert_eq!(Charset::named("Iso-8859-1"), Some(Charset::Latin1));
        assert_eq!(Charset::named("ebcdic"), None);
        assert_eq!(Charset::named(""), None);
    }

    #[test]
    fn utf_16_of_either_order_is_read_with_and_without_mark() {
        let (le, be) = (units(TEXT, u16::to_le_bytes), units(TEXT, u16::to_be_bytes));
        let marked = format!("\u{feff}{TEXT}");
        let marked = [units(&marked, u16::to_le_bytes), units(&marked, u16::to_be_bytes)];
        assert_eq!(Charset::Utf16Le.decode(&le).unwrap(), TEXT);
        assert_eq!(Charset::Utf16Be.decode(&be).unwrap(), TEXT);
        assert_eq!(Charset::Utf16Le.decode(&marked[0]).unwrap(), TEXT);
        assert_eq!(Charset::Utf16Be.decode(&marked[1]).unwrap(), TEXT);
        for bytes in [&le, &be, &marked[0], &marked[1]] {
            assert_eq!(Charset::Utf16.decode(bytes).unwrap(), TEXT);
        }
    }

    #[test]
    fn utf_16_that_is_torn_is_none() {
        let le = units(TEXT, u16::to_le_bytes);
        assert_eq!(Charset::Utf16Le.decode(&le[..le.len() - 1]), Err(NotInCharset));
        assert_eq!(
            Charset::Utf16Le.decode(&[b'<', 0, 0x3d, 0xd8]),
            Err(NotInCharset),
            "half a pair"
        );
        assert_eq!(Charset::Utf16.decode(TEXT.as_bytes()), Err(NotInCharset));
        assert_eq!(Charset::Utf16.decode(b"\xef\xbb\xbf<a/>"), Err(NotInCharset));
        assert_eq!(Charset::Utf16.decode(b""), Err(NotInCharset));
    }

    #[test]
    fn bytes_of_another_charset_are_refused() {
        assert_eq!(Charset::Utf8.decode(b"S\xf8ren"), Err(NotInCharset));
        assert_eq!(Charset::Utf8.decode(b"\xff\xfe<\0"), Err(NotInCharset));
        assert_eq!(Charset::Ascii.decode("Søren".as_bytes()), Err(NotInCharset));
        assert_eq!(Charset::Windows1252.decode(b"\x81"), Err(NotInCharset));
        for charset in [Charset::Ascii, Charset::Latin1, Charset::Windows1252] {
            for marked in [&b"\xef\xbb\xbf<a/>"[..], b"\xff\xfe<\0", b"\xfe\xff\0<"] {
                assert_eq!(charset.decode(marked), Err(NotInCharset));
            }
        }
    }

    #[test]
    fn single_bytes_are_letters() {
        assert_eq!(Charset::Latin1.decode(b"S\xf8ren").unwrap(), "Søren");
        assert_eq!(Charset::Windows1252.decode(b"S\xf8ren \x80 \x9f").unwrap(), "Søren € Ÿ");
        assert_eq!(Charset::Ascii.decode(b"Soren").unwrap(), "Soren");
        assert_eq!(Charset::Utf8.decode(b"\xef\xbb\xbf<a/>").unwrap(), "<a/>");
    }
}
