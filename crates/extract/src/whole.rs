//! Whether a file begins and ends as an extract does, for whoever looks at it while it comes.

use crate::filler;

const START: &[u8] = b"000";
const END: &[u8] = b"9999999999999";
/// Length of an end record in bytes.
const END_RECORD: usize = 21;

/// Whether a file that begins with these bytes begins with a start record, or the beginning of one.
pub fn has_start(beginning: &[u8]) -> bool {
    let bytes = &beginning[filler::leading(beginning)..];
    let length = bytes.len().min(START.len());
    length > 0 && bytes[..length] == START[..length]
}

/// Whether a whole end record is among a file's last bytes: behind it there may be replies to input.
pub fn has_end(end: &[u8]) -> bool {
    memchr::memmem::rfind(end, END).is_some_and(|at| {
        let record = &end[at..];
        record.len() >= END_RECORD || record.contains(&b'\n')
    })
}
