//! Bytes that transfer programs add around the records: line ends, and padding of blocks. They have no meaning.

/// SUB, with which some systems end a file.
const SUB: u8 = 0x1a;

/// Whether a byte around the records has no meaning.
pub(crate) const fn is_filler(byte: u8) -> bool {
    matches!(byte, b'\r' | b'\n' | b' ' | 0 | SUB)
}

/// Whether there is nothing but filler.
pub(crate) fn is_all_filler(bytes: &[u8]) -> bool {
    bytes.iter().copied().all(is_filler)
}

/// Whether a line between records is empty but for SUB. A line of blanks may have been a record.
pub(crate) fn is_empty_line(line: &[u8]) -> bool {
    line.iter().all(|&byte| byte == SUB)
}

/// The number of filler bytes before the first record.
pub(crate) fn leading(bytes: &[u8]) -> usize {
    bytes.iter().take_while(|&&byte| is_filler(byte)).count()
}
