#![doc = include_str!("../README.md")]

mod db;
mod error;
mod layout;
mod mend_requests;
mod model;
pub mod private_file;
pub mod regular_file;
mod shelf;
mod sqlite;
mod store;

pub use error::{DatabaseFailure, EngineError, StoreError};
pub use mend_requests::{MendRequest, MendRequests, mend_requests};
pub use model::*;
pub use shelf::{
    ArchiveFile, Archiving, CheckedFiles, FileIdentity, Fs, FsArchiving, FsFile, FsStaged,
    FsStaging, Shelf, ShelfReader, Staged, Staging,
};
pub use store::{Seed, Store};
