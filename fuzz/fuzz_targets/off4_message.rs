//! Any bytes are a request of OFF4 or an error; every answer has the length that it says, also one about any records.
//!
//! What stands behind the first line feed are the records of the person whom the request is about.
#![no_main]

use extract::{DayLayouts, Off4Answer};
use jiff::civil::date;
use libfuzzer_sys::fuzz_target;
use lookup::{PersonRecords, ProtectedAddresses, off4_records};
use off4_proto::{Answer, Fejlnr, Request, Secret};

fuzz_target!(|input: &[u8]| {
    let end = input.iter().position(|&byte| byte == b'\n').unwrap_or(input.len());
    let (message, records) = input.split_at(end);
    let refusal = Request::parse(message).err();
    let fejlnr = refusal.map_or(Fejlnr::BUSY, |error| error.fejlnr());
    check(&Answer::refused(message, fejlnr, "Pr\u{f8}v igen").to_bytes());
    check(&Answer::logged_on(message, &Secret::new(*b"fJrr7CCx")).to_bytes());
    let person = PersonRecords::new("0101581234".parse().expect("ten digits"), records);
    let kundenr = "0384".parse().expect("four digits");
    for addresses in [ProtectedAddresses::Given, ProtectedAddresses::LeftOut] {
        let (today, layouts) = (date(2026, 1, 5), DayLayouts::BUILT_IN);
        if let Ok(records) = off4_records(&person, addresses, kundenr, today, layouts) {
            check(&Answer::found(message, &records).to_bytes());
        }
    }
});

fn check(answer: &[u8]) {
    // KUNDENR 0000 with a token of zeros, which is never issued, begins as an extract does.
    if answer.starts_with(b"0000000000000") {
        return;
    }
    let read = Off4Answer::parse(answer).expect("an answer has a head");
    assert!(read.stated_length() == answer.len() && answer.len() <= Off4Answer::LONGEST);
}
