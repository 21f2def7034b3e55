//! A `.metadata` file with any names is well-formed, and reading it gives the names back.
//!
//! The input is the file's name, the sender and the account, each up to a NUL.
#![no_main]

use std::collections::BTreeMap;

use libfuzzer_sys::fuzz_target;
use quick_xml::Reader;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::Event;

fuzz_target!(|input: &str| {
    let mut parts = input.split('\0');
    let mut part = || parts.next().unwrap_or_default();
    let (name, sender, account) = (part(), part(), part());
    let account = if account.is_empty() { "omsorg" } else { account };
    let Some(bytes) = pipeline::fuzzing::metadata(name, sender, account) else { return };
    let text = String::from_utf8(bytes).expect("a .metadata file is UTF-8");
    assert!(text.chars().all(is_xml), "a character that XML has not");
    let told = texts(&text);
    assert_eq!(told["FileName"], name);
    assert_eq!(told["Sender"], sender);
    assert_eq!(told["Recipients"], account);
});

/// The characters that XML 1.0 allows.
fn is_xml(char: char) -> bool {
    matches!(char, '\t' | '\n' | '\r' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..)
}

/// The text in each element, by its local name; every name occurs once.
fn texts(document: &str) -> BTreeMap<String, String> {
    let mut reader = Reader::from_str(document);
    let (mut open, mut texts) = (Vec::new(), BTreeMap::<String, String>::new());
    loop {
        let text = match reader.read_event().expect("a .metadata file is well-formed") {
            Event::Start(start) => {
                open.push(start.local_name().as_ref().to_owned());
                String::new()
            }
            Event::Text(text) => text.xml10_content().into_owned(),
            Event::GeneralRef(reference) => {
                match reference.resolve_char_ref().expect("a character") {
                    Some(char) => char.to_string(),
                    None => resolve_predefined_entity(&reference.xml10_content())
                        .expect("an entity")
                        .to_owned(),
                }
            }
            Event::End(_) => {
                open.pop();
                continue;
            }
            Event::Eof => return texts,
            _ => continue,
        };
        if let Some(name) = open.last() {
            texts.entry(name.clone()).or_default().push_str(&text);
        }
    }
}
