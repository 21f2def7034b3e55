#![doc = include_str!("../README.md")]

mod bad_lines;
mod charset;
mod decode;

pub use bad_lines::{BadLines, entries};
pub use charset::{Charset, NotInCharset};
pub use decode::{NotText, decode, decode_with_comments};
