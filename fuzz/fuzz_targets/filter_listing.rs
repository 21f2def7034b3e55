//! Any text is a list of filters, with lines that are not filters; a filter is written as it is read, and a wrong line
//! is not repeated.
#![no_main]

use filters::{Filter, parse_listing};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let Ok(text) = text::decode(bytes) else { return };
    let listing = parse_listing(&text);
    for (_, filter) in &listing.filters {
        assert_eq!(filter.revealed_line().parse::<Filter>().as_ref(), Ok(filter));
    }
    // The example in the reason belongs to nobody.
    let told = listing.bad.to_string().replace("pnr 0101701234", "");
    assert!(!told.as_bytes().windows(10).any(|ten| ten.iter().all(u8::is_ascii_digit)), "{told}");
    // The whole list, written and read again, is the same.
    let lines: Vec<String> = listing.set().iter().map(|filter| filter.revealed_line()).collect();
    let again = parse_listing(&lines.join("\n"));
    assert!(again.bad.is_empty());
    assert_eq!(again.set(), listing.set());
});
