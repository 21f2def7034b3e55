//! What transfer programs leave around the records: line ends, and what fills a block of theirs. It means nothing.

/// SUB, with which some systems end a file.
const SUB: u8 = 0x1a;

/// Whether a byte may stand around the records and mean nothing.
pub(crate) const fn is_filler(byte: u8) -> bool {
    matches!(byte, b'\r' | b'\n' | b' ' | 0 | SUB)
}

/// Whether nothing else stands here.
pub(crate) fn is_all_filler(bytes: &[u8]) -> bool {
    bytes.iter().copied().all(is_filler)
}

/// Whether a line between records is none: it is empty, but for a SUB. One of blanks may have been a record.
pub(crate) fn is_empty_line(line: &[u8]) -> bool {
    line.iter().all(|&byte| byte == SUB)
}

/// What stands before the first record.
pub(crate) fn leading(bytes: &[u8]) -> usize {
    bytes.iter().take_while(|&&byte| is_filler(byte)).count()
}
