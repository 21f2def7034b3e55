use sha256::Sha256;

use super::ids::{AgreementId, DeliveryId};

/// One file of a pair.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Part {
    /// The data file.
    Data,
    /// The file that describes it, whose name ends in `.metadata`.
    Metadata,
}

impl Part {
    /// The suffix that follows the data file's name.
    pub const fn suffix(self) -> &'static str {
        match self {
            Self::Data => "",
            Self::Metadata => ".metadata",
        }
    }
}

/// A file as a system sees it in its `IN` folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FolderEntry {
    /// The delivery it belongs to.
    pub delivery: DeliveryId,
    /// The agreement under which it came.
    pub agreement: AgreementId,
    /// Which file of the pair.
    pub part: Part,
    /// The file's own name, with its suffix.
    pub name: String,
    /// Length in bytes.
    pub size: u64,
    /// Time of publication in seconds since 1970: distinct and rising within an account.
    pub mtime: u32,
    /// The digest of its content; `None` for a `.metadata` file that an older cprabo wrote.
    pub sha256: Option<Sha256>,
}
