use civil::AgreementUuid;
use sha256::Sha256;

use super::agreement_status::AgreementStatus;
use super::ids::{AgreementId, DeliveryId, ForwardedFileId, ReceiptId, TransferId};

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

/// What a file in an `IN` folder belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FileSource {
    /// A delivery.
    Delivery {
        /// The delivery.
        delivery: DeliveryId,
        /// The agreement under which it came.
        agreement: AgreementId,
    },
    /// A file that another system sent.
    Forwarded {
        /// The file in this folder.
        file: ForwardedFileId,
        /// The transfer, under whose number the bytes of the data file are.
        transfer: TransferId,
    },
    /// The receipt for a file that this system sent. It is a data file, without a `.metadata`.
    Receipt {
        /// The receipt.
        receipt: ReceiptId,
        /// The transfer.
        transfer: TransferId,
    },
}

/// A data file of which it is noted who has fetched it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FetchedFile {
    /// A delivery's.
    Delivery(DeliveryId),
    /// One that another system sent.
    Forwarded(ForwardedFileId),
}

/// A system's `IN` folder.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Folder {
    /// Its files, the oldest first.
    pub files: Vec<FolderEntry>,
    /// The agreements under which more files would be there, were they in force.
    pub withheld: Vec<WithheldAgreement>,
}

/// An agreement that is not in force, under which files are therefore not shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WithheldAgreement {
    /// `ServiceAgreementUUID`.
    pub uuid: AgreementUuid,
    /// What it is.
    pub status: AgreementStatus,
}

/// A file as a system sees it in its `IN` folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FolderEntry {
    /// What it belongs to.
    pub source: FileSource,
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

impl FolderEntry {
    /// The delivery that it belongs to, if it is one.
    pub const fn delivery(&self) -> Option<DeliveryId> {
        match self.source {
            FileSource::Delivery { delivery, .. } => Some(delivery),
            FileSource::Forwarded { .. } | FileSource::Receipt { .. } => None,
        }
    }

    /// The file whose fetching is noted: not that of a `.metadata` file or a receipt.
    pub const fn fetched(&self) -> Option<FetchedFile> {
        match (self.part, self.source) {
            (Part::Data, FileSource::Delivery { delivery, .. }) => {
                Some(FetchedFile::Delivery(delivery))
            }
            (Part::Data, FileSource::Forwarded { file, .. }) => Some(FetchedFile::Forwarded(file)),
            _ => None,
        }
    }

    /// What a log may call it. The names of deliveries are the platform's own; those that systems give to the files that
    /// they send may be the name of a person.
    pub fn logged_name(&self) -> String {
        match self.source {
            FileSource::Delivery { .. } => self.name.clone(),
            FileSource::Forwarded { transfer, .. } => format!("file of transfer {transfer}"),
            FileSource::Receipt { transfer, .. } => format!("receipt of transfer {transfer}"),
        }
    }
}
