//! Any text is a file of additions to the record layout or is refused; what is taken leaves no gap in any record.
#![no_main]

use extract::{Addition, Layouts};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let Ok(addition) = Addition::parse("2027-03-01.csv", text) else { return };
    let day = addition.valid_from();
    let layouts = match Layouts::new(vec![addition]) {
        Ok(layouts) => layouts,
        Err(error) => return drop(error.to_string()),
    };
    for layout in layouts.on(day).all() {
        let mut next = 1;
        for field in layout.fields() {
            assert_eq!(field.position(), next);
            next += field.length();
        }
        assert_eq!(layout.length(), next - 1);
    }
});
