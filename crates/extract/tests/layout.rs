//! Writing a field by its name and reading it gives the same value, in every form.
#![allow(clippy::unwrap_used, reason = "tests")]

use extract::{FieldKind, Form, RecordLayout, Records, Writer, layouts};
use proptest::prelude::*;

/// Text that a field may hold, without blanks at its end.
fn value(kind: FieldKind, length: usize) -> BoxedStrategy<String> {
    match kind {
        FieldKind::Digits => proptest::collection::vec(b'0'..=b'9', 1..=length)
            .prop_map(|digits| digits.into_iter().map(char::from).collect())
            .boxed(),
        FieldKind::Text => {
            let letter = prop_oneof![
                proptest::char::range(' ', '~'),
                proptest::char::range('\u{a1}', '\u{ff}')
            ];
            proptest::collection::vec(letter, 0..=length)
                .prop_map(|letters| letters.into_iter().collect::<String>())
                .prop_map(|text| text.trim_end().to_owned())
                .boxed()
        }
    }
}

/// A person's record of some type, with a value for each field behind the key.
fn record() -> impl Strategy<Value = (&'static RecordLayout, Vec<String>)> {
    let of_persons: Vec<&RecordLayout> = layouts()
        .iter()
        .filter(|layout| !["000", "910", "999"].contains(&&*layout.kind().to_string()))
        .collect();
    proptest::sample::select(of_persons).prop_flat_map(|layout| {
        let values: Vec<_> =
            layout.fields()[2..].iter().map(|field| value(field.kind(), field.length())).collect();
        (Just(layout), values)
    })
}

/// The value as in the record: digits with leading zeros, text with trailing blanks.
fn filled(kind: FieldKind, length: usize, value: &str) -> String {
    match kind {
        FieldKind::Digits => format!("{value:0>length$}"),
        FieldKind::Text => format!("{value:<length$}"),
    }
}

proptest! {
    #[test]
    fn what_is_written_by_name_is_read_by_name(
        records in proptest::collection::vec(record(), 1..8),
    ) {
        for form in Form::ALL {
            let mut writer = Writer::new(form);
            let day = jiff::civil::date(2026, 1, 5);
            writer.start("004711".parse().unwrap(), day, day.yesterday().unwrap());
            for (layout, values) in &records {
                let kind = layout.kind().to_string();
                let key = layout.fields()[1].name();
                let mut record = writer.record(&kind).unwrap().set(key, "0101580000").unwrap();
                for (field, value) in layout.fields()[2..].iter().zip(values) {
                    record = record.set(field.name(), value).unwrap();
                }
                record.end();
            }
            let file = writer.finish();
            let read: Vec<_> = Records::new(&file).map(Result::unwrap).collect();
            prop_assert_eq!(read.len(), records.len() + 2);
            for (read, (layout, values)) in read[1..].iter().zip(&records) {
                prop_assert_eq!(read.kind(), Some(layout.kind()));
                for (field, value) in layout.fields()[2..].iter().zip(values) {
                    let text: String =
                        field.of(read.text()).iter().map(|&byte| char::from(byte)).collect();
                    let expected = filled(field.kind(), field.length(), value);
                    prop_assert_eq!(
                        text.trim_end(), expected.trim_end(), "{} {}", layout.kind(), field.name()
                    );
                }
            }
        }
    }

    /// The records and the bytes between them make up the file; the fuzz target checks the same.
    #[test]
    fn nothing_is_lost_between_records(
        file in proptest::collection::vec(prop_oneof![Just(b'\n'), Just(b'\r'), Just(b'0'), any::<u8>()], 0..400),
        begins in any::<bool>(),
    ) {
        let start: &[u8] = if begins { b"00000000000000047112026010520260102" } else { b"" };
        let file = [start, &file].concat();
        let is_filler = |bytes: &[u8]| bytes.iter().all(|byte| b"\r\n\x1a".contains(byte));
        let mut at = 0;
        for record in Records::new(&file).flatten() {
            prop_assert!(is_filler(&file[at..record.offset()]));
            prop_assert!(is_filler(&file[record.offset() + record.text().len()..record.end()]));
            at = record.end();
        }
        let stopped = Records::new(&file).any(|record| record.is_err());
        prop_assert!(stopped || is_filler(&file[at..]));
    }
}
