//! Any bytes are the body of a request to the JSON API or are refused; a refusal repeats no number.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|body: &[u8]| {
    for refusal in api::fuzzing::parse_bodies(body) {
        let digits = refusal.as_bytes().windows(10).any(|ten| ten.iter().all(u8::is_ascii_digit));
        assert!(!digits, "{refusal}");
    }
});
