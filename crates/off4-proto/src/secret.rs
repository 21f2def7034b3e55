use std::fmt;

/// Eight bytes that prove who a client is: a password or a token. Not shown.
#[derive(Clone, Copy)]
pub struct Secret([u8; 8]);

impl Secret {
    /// A secret of these bytes.
    pub const fn new(bytes: [u8; 8]) -> Self {
        Self(bytes)
    }

    /// The bytes.
    pub const fn reveal(&self) -> &[u8; 8] {
        &self.0
    }

    /// Whether all bytes are blanks: none was given.
    pub fn is_blank(&self) -> bool {
        self.0 == [b' '; 8]
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}
