#![doc = include_str!("../README.md")]

mod account_folders;
mod archive;
mod blobs;
mod checked_files;
mod error;
mod forwarded_files;
mod fs;
mod key;
mod memory;
mod reader;
mod scratch;
mod stream;
mod version;

pub use account_folders::AccountFolders;
pub use archive::{Archive, ArchiveFile, ArchiveWriter, UnpackedFile};
pub use blobs::Blobs;
pub use checked_files::CheckedFiles;
pub use error::BlobError;
pub use forwarded_files::{Compared, ForwardedFiles, Scrubbed};
pub use fs::{FsBlobs, FsReader};
pub use key::BlobKey;
pub use memory::{MemoryBlobs, MemoryReader};
pub use reader::BlobReader;
pub use stream::BlobStream;
pub use version::BlobVersion;
