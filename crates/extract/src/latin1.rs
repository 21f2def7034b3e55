use std::fmt;

use serde::{Serialize, Serializer};

/// ISO-8859-1 text of a record, without the blanks at its end. Written as characters.
///
/// May be personal data: `Debug` shows its length only.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Latin1<'a>(&'a [u8]);

impl<'a> Latin1<'a> {
    pub(crate) fn new(bytes: &'a [u8]) -> Self {
        let end = bytes.iter().rposition(|&byte| byte != b' ').map_or(0, |last| last + 1);
        Self(&bytes[..end])
    }

    /// The same without blanks at its beginning.
    pub(crate) fn trimmed(self) -> Self {
        Self(self.0.trim_ascii_start())
    }

    /// The bytes as they stand in the record.
    pub const fn bytes(self) -> &'a [u8] {
        self.0
    }

    /// Its characters.
    pub fn chars(self) -> impl Iterator<Item = char> + 'a {
        self.0.iter().map(|&byte| char::from(byte))
    }
}

impl fmt::Display for Latin1<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        use fmt::Write as _;
        self.chars().try_for_each(|letter| f.write_char(letter))
    }
}

impl fmt::Debug for Latin1<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Latin1({} bytes)", self.0.len())
    }
}

impl Serialize for Latin1<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}
