//! Fields of records in the forms of GCTP (`lookup.md` 4.2). Blanks and zeros are no content.

use civil::Pnr;

use crate::record::Record;

/// A date, `YYYYMMDD`: in records it has hyphens.
pub(super) fn date(record: &Record<'_>, field: &str) -> String {
    unless_zeros(record.text(field).replace('-', ""))
}

/// The day of a time, `YYYYMMDD`.
pub(super) fn day_of_time(record: &Record<'_>, field: &str) -> String {
    digits(record, field).chars().take(8).collect()
}

/// Digits in their full length: a time, `YYYYMMDDhhmm`, or a code.
pub(super) fn digits(record: &Record<'_>, field: &str) -> String {
    unless_zeros(record.text(field))
}

/// The text in its full length, when there is any: a house number has four characters.
pub(super) fn padded(record: &Record<'_>, field: &str) -> String {
    if record.text(field).is_empty() { String::new() } else { record.padded(field) }
}

/// A number of four digits in five, as types are written.
pub(super) fn type_of_five(record: &Record<'_>, field: &str) -> String {
    let text = digits(record, field);
    if text.is_empty() { text } else { format!("{text:0>5}") }
}

/// A person's number.
pub(super) fn pnr(record: &Record<'_>, field: &str) -> Option<Pnr> {
    digits(record, field).parse().ok()
}

/// `X` when it is so.
pub(super) const fn mark(is_so: bool) -> &'static str {
    if is_so { "X" } else { "" }
}

fn unless_zeros(text: String) -> String {
    if text.bytes().all(|byte| byte == b'0') { String::new() } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_person::TestPerson;

    #[test]
    fn blanks_and_zeros_are_no_content() {
        let none = [("FOED_DT", "0000-00-00"), ("PNRGAELD", "0000000000")];
        let person = TestPerson::new("0101701234").record("001", &none);
        let records = person.records();
        let record = records.first("001");
        for field in ["FOED_DT", "STATUSHAENSTART", "PNRGAELD", "START_DT-PERSON"] {
            assert_eq!(
                (date(&record, field), digits(&record, field).replace("0000-00-00", "")),
                Default::default(),
                "{field}"
            );
        }
        assert_eq!(pnr(&record, "PNRGAELD"), None);
        assert_eq!(padded(&records.first("003"), "HUSNR"), "");
        assert_eq!(type_of_five(&records.first("004"), "BESKYTTYPE"), "");
    }

    #[test]
    fn content_is_in_the_forms_of_gctp() {
        let person = TestPerson::new("0101701234")
            .record("001", &[("FOED_DT", "1970-01-00"), ("STATUSHAENSTART", "197001010000")])
            .record("003", &[("HUSNR", "026")])
            .record("004", &[("BESKYTTYPE", "0001")]);
        let records = person.records();
        assert_eq!(date(&records.first("001"), "FOED_DT"), "19700100");
        assert_eq!(digits(&records.first("001"), "STATUSHAENSTART"), "197001010000");
        assert_eq!(padded(&records.first("003"), "HUSNR"), "026 ");
        assert_eq!(type_of_five(&records.first("004"), "BESKYTTYPE"), "00001");
    }
}
