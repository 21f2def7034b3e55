#![doc = include_str!("../README.md")]

mod element;
mod error_code;
mod file_name;
pub mod limits;
mod metadata;
mod receipt;
mod trigger;

pub use error_code::{ErrorCode, UnknownErrorCode};
pub use file_name::{
    FileName, InvalidFileName, METADATA_SUFFIX, OutName, RECEIPT_SUFFIX, TRIGGER_SUFFIX,
};
pub use metadata::{Metadata, MetadataRoot, UnknownRoot};
pub use receipt::Receipt;
pub use trigger::{Content, InvalidTrigger, Trigger};

/// The namespace of the root of each document.
const NAMESPACE: &str = "http://serviceplatformen.dk/xml/wsdl/soap11/SFTP/1/types";
