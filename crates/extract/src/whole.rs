//! Whether a file begins and ends like an extract, while it is still being written.

use crate::filler;
use crate::layout::known::END_RECORD;

/// The type and the key of a start record.
const START: &[u8] = b"0000000000000";
const END: &[u8] = b"9999999999999";
/// Where OPGAVENR and PRODDTO stand in a start record.
const DIGITS: std::ops::Range<usize> = 13..27;

/// Whether a file that begins with these bytes begins with a start record or a part of one.
pub fn has_start(beginning: &[u8]) -> bool {
    let bytes = &beginning[filler::leading(beginning)..];
    let length = bytes.len().min(START.len());
    let digits = bytes.get(DIGITS.start..).unwrap_or_default();
    let digits = &digits[..digits.len().min(DIGITS.len())];
    let is_digits = digits.iter().all(u8::is_ascii_digit);
    let is_zeros = digits.len() == DIGITS.len() && digits.iter().all(|&digit| digit == b'0');
    length > 0 && bytes[..length] == START[..length] && is_digits && !is_zeros
}

/// Whether the file so far is only line ends, blanks, NUL and SUB.
pub fn is_only_filler(beginning: &[u8]) -> bool {
    filler::is_all_filler(beginning)
}

/// Whether a file's last bytes contain a complete end record. Replies to input may follow it.
pub fn has_end(end: &[u8]) -> bool {
    memchr::memmem::rfind(end, END).is_some_and(|at| {
        let record = &end[at..];
        record.len() >= END_RECORD || record.contains(&b'\n')
    })
}
