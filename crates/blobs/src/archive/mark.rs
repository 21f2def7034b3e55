//! The mark of the installation that owns the archive. An empty folder in place of an unmounted
//! disk has none, and another installation's archive has a different one.

use uuid::Uuid;

use super::Archive;
use crate::error::BlobError;
use crate::key::BlobKey;

/// The mark's key.
const KEY: &str = "installation";
/// The text before the installation's id.
const WORD: &str = "cprabo ";
/// An upper bound for a mark.
const LONGEST: u64 = 100;

impl Archive {
    /// The installation that the archive's mark names; `None` without a valid mark.
    pub fn mark(&self) -> Result<Option<Uuid>, BlobError> {
        let mark = match self.blobs.get_range(&key()?, 0..LONGEST) {
            Err(error) if error.is_not_found() => return Ok(None),
            mark => mark?,
        };
        let text = str::from_utf8(&mark).unwrap_or_default();
        Ok(text.strip_prefix(WORD).and_then(|id| id.trim_end().parse().ok()))
    }

    /// Marks the archive as an installation's and replaces an older mark. On disk when this
    /// returns.
    pub fn set_mark(&self, installation: Uuid) -> Result<(), BlobError> {
        let mark = format!("{WORD}{installation}\n");
        self.blobs.put(&key()?, std::iter::once(mark.as_bytes()))?;
        self.blobs.flush()
    }
}

fn key() -> Result<BlobKey, BlobError> {
    KEY.parse()
}
