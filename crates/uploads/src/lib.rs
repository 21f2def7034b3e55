#![doc = include_str!("../README.md")]

mod account;
mod error;
mod limits;
mod out_file;
mod recently_taken;
mod running_digest;
mod taken;
mod upload;
mod uploads;
mod usage;
mod writer;

pub use error::UploadError;
pub use limits::UploadLimits;
pub use out_file::OutFile;
pub use taken::{TakenData, TakenFiles};
pub use upload::Upload;
pub use uploads::Uploads;
