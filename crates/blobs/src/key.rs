use std::fmt;
use std::str::FromStr;

use crate::error::BlobError;

/// The key of a blob: parts with `/` between them, such as `vejle/d260105`.
///
/// No part is empty, `.` or `..`, and none has a NUL: a key can be the path of a file and never
/// leads out of its folder.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BlobKey(String);

/// The most bytes that an object store takes.
const LONGEST: usize = 1024;

impl BlobKey {
    /// The key as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The rest of the key below a prefix of whole parts; the whole key below the empty prefix.
    pub fn below(&self, prefix: &str) -> Option<&str> {
        if prefix.is_empty() {
            return Some(&self.0);
        }
        self.0.strip_prefix(prefix)?.strip_prefix('/')
    }

    /// Its parts without the last: the folders of this key's file.
    pub(crate) fn folders(&self) -> impl Iterator<Item = &str> {
        self.0.match_indices('/').map(|(at, _)| &self.0[..at])
    }
}

impl FromStr for BlobKey {
    type Err = BlobError;

    fn from_str(text: &str) -> Result<Self, BlobError> {
        let is_part = |part: &str| !matches!(part, "" | "." | "..") && !part.contains('\0');
        if text.len() <= LONGEST && text.split('/').all(is_part) {
            Ok(Self(text.to_owned()))
        } else {
            Err(BlobError::InvalidKey(text.to_owned()))
        }
    }
}

impl fmt::Display for BlobKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
