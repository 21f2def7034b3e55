use civil::KundeNr;
use extract::{DayLayouts, Form, RecordType, Writer};
use jiff::civil::Date;

use crate::person_records::PersonRecords;
use crate::protected_addresses::ProtectedAddresses;

/// The longest records of an answer, in bytes (`lookup.md` 6). Clients have buffers of a fixed size.
const AT_MOST: usize = 2880;

/// A person has more records than an answer of OFF4 can have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TooLong;

/// The record types of an answer: a person's own without history (`lookup.md` 6).
const RECORD_TYPES: std::ops::RangeInclusive<u16> = 1..=18;

/// A person's records as OFF4 gives them: from `000` to `999`, in the order of their types, padded and without line ends.
/// PRODDTO is the day of the look-up, and PRODDTOFORRIG is zeros (`lookup.md` 6).
///
/// # Errors
/// [`TooLong`] beyond 2,880 bytes.
pub fn off4_records(
    person: &PersonRecords<'_>,
    addresses: ProtectedAddresses,
    kundenr: KundeNr,
    today: Date,
    layouts: DayLayouts,
) -> Result<Vec<u8>, TooLong> {
    let kind = |record: &&[u8]| record.get(..3).and_then(RecordType::from_register);
    let is_given =
        |record: &&[u8]| kind(record).is_some_and(|kind| RECORD_TYPES.contains(&kind.to_integer()));
    let mut records: Vec<&[u8]> = addresses.given(person).into_iter().filter(is_given).collect();
    // Stable: several of a type stay as they are in the extract.
    records.sort_by_key(kind);
    let mut writer = Writer::with_layouts(Form::STREAM, layouts);
    writer.start(kundenr.opgavenr(), today, None);
    records.into_iter().for_each(|record| writer.copy(record));
    Some(writer.finish()).filter(|records| records.len() <= AT_MOST).ok_or(TooLong)
}

#[cfg(test)]
mod tests {
    use extract::Off4Answer;
    use jiff::civil::date;

    use super::*;
    use crate::test_person::TestPerson;

    fn records(person: &TestPerson, addresses: ProtectedAddresses) -> String {
        let (kundenr, today) = ("0384".parse().unwrap(), date(2026, 1, 9));
        let layouts = DayLayouts::BUILT_IN;
        let bytes = off4_records(&person.records(), addresses, kundenr, today, layouts).unwrap();
        bytes.into_iter().map(char::from).collect()
    }

    /// The types of the records, one after the other.
    fn kinds(records: &str) -> Vec<String> {
        let letters: Vec<char> = records.chars().collect();
        let (mut rest, mut kinds) = (letters.as_slice(), Vec::new());
        while !rest.is_empty() {
            let kind: String = rest[..3].iter().collect();
            let layout = RecordType::from_register(kind.as_bytes()).and_then(RecordType::layout);
            rest = &rest[layout.unwrap().length()..];
            kinds.push(kind);
        }
        kinds
    }

    #[test]
    fn off4_records_are_those_without_history_in_their_numeric_order() {
        let person = TestPerson::resident("0101701234")
            .record("014", &[("PNR-BARN", "0101951234")])
            .record("014", &[("PNR-BARN", "0101941234")])
            .record("023", &[("KOMKOD", "0751")])
            .record("004", &[("BESKYTTYPE", "0003")]);
        let text = records(&person, ProtectedAddresses::Given);
        assert_eq!(kinds(&text), ["000", "001", "002", "003", "004", "008", "014", "014", "999"]);
        assert!(text.starts_with("00000000000000384012026010900000000001"));
        assert!(
            text.ends_with(
                "014010170123401019512340140101701234010194123499999999999990000000\u{37}"
            )
        );
    }

    #[test]
    fn off4_records_of_a_protected_address_are_left_out_where_it_is_not_given() {
        let person = TestPerson::resident("0101701234").protected();
        let text = records(&person, ProtectedAddresses::LeftOut);
        assert_eq!(kinds(&text), ["000", "001", "004", "008", "999"]);
        let text = records(&person, ProtectedAddresses::Given);
        assert_eq!(kinds(&text), ["000", "001", "002", "003", "004", "008", "999"]);
    }

    #[test]
    fn off4_records_are_as_long_as_they_may_be_and_no_longer() {
        let with_children = |children| {
            let child = |person: TestPerson, _| person.record("014", &[("PNR-BARN", "0101951234")]);
            (0..children).fold(TestPerson::resident("0101701234"), child)
        };
        // 001, 002, 003, 008, start and end are 910 bytes; a guardian (272), a child 23.
        let length = records(&with_children(0), ProtectedAddresses::Given).chars().count();
        let room = AT_MOST - length;
        let (kundenr, today) = ("0384".parse().unwrap(), date(2026, 1, 9));
        let of = |person: &TestPerson| {
            let (addresses, layouts) = (ProtectedAddresses::Given, DayLayouts::BUILT_IN);
            off4_records(&person.records(), addresses, kundenr, today, layouts)
        };
        assert!(of(&with_children(room / 23)).unwrap().len() > AT_MOST - 23);
        assert_eq!(of(&with_children(room / 23 + 1)), Err(TooLong));
    }

    #[test]
    fn off4_records_behind_a_head_are_an_answer_that_can_be_read() {
        let text = records(&TestPerson::resident("0101701234"), ProtectedAddresses::Given);
        let head = format!("038406fJrr7CCxWUDI017800{:04}", 28 + text.chars().count());
        let answer: Vec<u8> = (head + &text).chars().map(|letter| letter as u8).collect();
        let answer = Off4Answer::parse(&answer).unwrap();
        assert!(answer.is_whole() && answer.fejlnr() == 0);
    }
}
