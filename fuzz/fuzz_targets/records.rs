//! The records of any bytes and the bytes between them make up the input.
#![no_main]

use extract::Records;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|file: &[u8]| {
    let mut at = 0;
    for record in Records::new(file).flatten() {
        assert!(is_filler(&file[at..record.offset()]));
        let line_end = &file[record.offset() + record.text().len()..record.end()];
        assert!(is_filler(line_end));
        at = record.end();
    }
    // A file without line ends is read up to the first record of unknown length.
    let stopped = Records::new(file).any(|record| record.is_err());
    assert!(stopped || is_filler(&file[at..]));
});

/// Line ends, and the padding that transfer programs add.
fn is_filler(bytes: &[u8]) -> bool {
    bytes.iter().all(|byte| matches!(byte, b'\r' | b'\n' | b' ' | 0 | 0x1a))
}
