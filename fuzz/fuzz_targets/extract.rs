//! Any bytes are an extract or are not; what can be read can be thinned, and read again as the same
//! persons.
#![no_main]

use extract::Extract;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|file: &[u8]| {
    let Ok(extract) = Extract::parse(file) else { return };
    let everyone: Vec<u32> = (0u32..).take(extract.persons().len()).collect();
    let thinned = extract.thin(file, &everyone, None);
    let bytes: Vec<u8> = thinned.slices(file).flatten().copied().collect();
    assert_eq!(bytes.len() as u64, thinned.length());
    for person in &everyone {
        assert!(extract.records_of(file, *person).count() > 0);
    }
    extract.diagnostics().kept().iter().for_each(|diagnostic| drop(diagnostic.to_string()));
    // Without line ends, a truncated last record runs into the appended end record.
    if extract.trailer().is_some() {
        let again = Extract::parse(&bytes).expect("what was thinned has a start record");
        assert_eq!(again.persons().len(), extract.persons().len());
    }
});
