use std::ops::Range;

use super::address_fields::{ADDRESS_FIELDS, ADDRESS_RECORD, GUARDIAN_FIELDS};
use super::protected_persons::ProtectedPersons;
use super::terms::Minimisation;
use crate::layout::{Field, FieldKind, RecordLayout, RecordType};

/// A minimisation, ready to be applied to many records.
#[derive(Debug, Clone)]
pub struct Minimiser {
    /// What is done with each possible record type, of anybody and of persons whose address is blank.
    of_anybody: Box<[Change]>,
    of_protected: Box<[Change]>,
}

/// What is done with records of a type: by default they stay as they are.
#[derive(Debug, Clone, Default)]
struct Change {
    /// They are left out.
    is_omitted: bool,
    /// These fields are blank.
    fields: Vec<Blank>,
    /// What stands from this position on is blank.
    beyond: Option<usize>,
}

#[derive(Debug, Clone)]
struct Blank {
    range: Range<usize>,
    /// As the register writes an absent value: digits are zeros, text is blank.
    fill: u8,
}

/// Possible record types.
const TYPES: usize = 1000;

impl Minimiser {
    /// Prepares a minimisation.
    pub fn new(terms: &Minimisation) -> Self {
        let mut of_anybody = vec![Change::default(); TYPES];
        for blanked in &terms.blanked {
            of_anybody[index(blanked.kind())].blank(blanked.field());
        }
        if terms.protected != ProtectedPersons::Deliver {
            blank_guardians(&mut of_anybody);
        }
        let mut of_protected = of_anybody.clone();
        if terms.protected == ProtectedPersons::BlankAddresses {
            blank_addresses(&mut of_protected);
        }
        for omitted in &terms.omitted {
            of_anybody[index(omitted.kind())].is_omitted = true;
            of_protected[index(omitted.kind())].is_omitted = true;
        }
        Self { of_anybody: of_anybody.into(), of_protected: of_protected.into() }
    }

    /// Appends what stays of a record, without line end and with the length that it came with. `false` when nothing does: it is
    /// left out.
    pub fn add(&self, record: &[u8], is_protected: bool, out: &mut Vec<u8>) -> bool {
        let changes = if is_protected { &self.of_protected } else { &self.of_anybody };
        let kind = record.get(..3).and_then(RecordType::from_register);
        let change = kind.map(|kind| &changes[index(kind)]);
        if change.is_some_and(|change| change.is_omitted) {
            return false;
        }
        let start = out.len();
        out.extend_from_slice(record);
        if let Some(Change { fields, beyond, .. }) = change {
            let copy = &mut out[start..];
            fields.iter().for_each(|blank| fill(copy, &blank.range, blank.fill));
            let beyond = beyond.map(|beyond| beyond..usize::MAX);
            beyond.iter().for_each(|beyond| fill(copy, beyond, b' '));
        }
        true
    }
}

fn index(kind: RecordType) -> usize {
    usize::from(kind.to_integer())
}

/// Fills a part of a record, as far as the record goes: its trailing blanks may have been cut.
fn fill(record: &mut [u8], range: &Range<usize>, byte: u8) {
    let end = range.end.min(record.len());
    record[range.start.min(end)..end].fill(byte);
}

/// Blanks the guardians of wards who are not protected themselves.
fn blank_guardians(changes: &mut [Change]) {
    let (number, names) = GUARDIAN_FIELDS;
    let layout = RecordType::from_integer(number).layout();
    let fields = names.iter().filter_map(|name| layout?.field(name));
    fields.for_each(|field| changes[usize::from(number)].blank(*field));
}

/// Blanks every field with an address. A record type that the table does not have is left out, and what stands behind the
/// fields that it has is blank: there may be an address in it.
fn blank_addresses(changes: &mut [Change]) {
    for (number, change) in (0u16..).zip(changes) {
        match RecordType::from_integer(number).layout() {
            None => change.is_omitted = true,
            Some(layout) if layout.kind() == ADDRESS_RECORD => change.is_omitted = true,
            Some(layout) => change.blank_beyond(layout),
        }
    }
}

impl Change {
    fn blank(&mut self, field: Field) {
        let fill = if field.kind() == FieldKind::Digits { b'0' } else { b' ' };
        let start = field.position() - 1;
        self.fields.push(Blank { range: start..start + field.length(), fill });
    }

    /// Blanks the addresses of a record of this layout, and what stands behind its fields.
    fn blank_beyond(&mut self, layout: &RecordLayout) {
        let number = layout.kind().to_integer();
        let of_kind = ADDRESS_FIELDS.iter().filter(|(kind, _)| *kind == number);
        let names = of_kind.flat_map(|(_, names)| names.iter());
        names.filter_map(|name| layout.field(name)).for_each(|field| self.blank(*field));
        self.beyond = Some(layout.length());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn minimised(terms: &str, is_protected: bool, record: &str) -> Option<String> {
        let minimiser = Minimiser::new(&terms.parse().unwrap());
        let mut out = b"before ".to_vec();
        let stays = minimiser.add(record.as_bytes(), is_protected, &mut out);
        let text = String::from_utf8(out).unwrap();
        assert!(stays || text == "before ");
        stays.then(|| text["before ".len()..].to_owned())
    }

    const ADDRESS: &str = "00201017012340751051200077Ath  ";

    #[test]
    fn omitted_records_go_and_others_stay_as_they_are() {
        assert_eq!(minimised("omit=002", false, ADDRESS), None);
        for record in [ADDRESS, "0310101701234 new", "x", ""] {
            assert_eq!(minimised("omit=013", false, record).as_deref(), Some(record));
        }
    }

    #[test]
    fn blank_digits_are_zeros_and_text_is_blank_at_the_same_length() {
        let blank = |terms, record| minimised(terms, false, record).unwrap();
        let record = "00201017012340751051207771 th";
        let expected = "0020101701234075100000777  th";
        assert_eq!(blank("blank=002.VEJKOD,002.ETAGE,002.CONVN", record), expected);
        // Trailing blanks were cut, here within a field.
        assert_eq!(blank("blank=002.VEJKOD", "0020101701234075105"), "0020101701234075100");
    }

    /// The guardian may be protected, and the ward's records do not say so.
    #[test]
    fn guardian_of_a_ward_who_is_not_protected_has_no_name_and_no_address() {
        let head = format!("{:58}", "0170101701234 2026-01-02");
        let guardian = ["Advokat Ravn", "Ravnevej 1"].map(|text| format!("{text:34}"));
        let record = format!("{head}{}2026-01-03{}", guardian[0], guardian[1]);
        for terms in ["protected=blank-addresses", "protected=leave-out"] {
            let left = minimised(terms, false, &record).unwrap();
            assert_eq!(left, format!("{head}{:34}2026-01-03{:34}", "", ""));
        }
        assert_eq!(minimised("omit=013", false, &record), Some(record));
    }

    #[test]
    fn protected_persons_have_no_address_and_no_record_that_nobody_knows() {
        let blank = |record| minimised("protected=blank-addresses", true, record);
        let record = format!("{:96}Vejen 1", "0230101701234 07510512077A 1th");
        let expected = format!("{:103}", "0230101701234 00000000");
        assert_eq!(blank(&record).unwrap()[..70], expected[..70]);
        assert_eq!(blank(&record).unwrap().len(), record.len());
        assert!(!blank(&record).unwrap().contains("Vejen"));
        assert_eq!(blank(ADDRESS), None);
        assert_eq!(blank("0310101701234 Vejen 1"), None);
        assert_eq!(minimised("protected=blank-addresses", false, &record), Some(record));
    }
}
