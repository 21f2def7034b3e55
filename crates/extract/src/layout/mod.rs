//! The record layout as one table, from which the reader, the writer and the tests work.

pub(crate) mod known;
mod table;

use std::fmt;

/// A record type (RECORDTYPE): three digits, `000` to `999`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RecordType(u16);

impl RecordType {
    /// `000`, the start record with PRODDTO.
    pub const START: Self = Self(0);
    /// `001`, the person's status and birth; always there when anything on the person is.
    pub const PERSON: Self = Self(1);
    /// `002`, the current address with KOMKOD.
    pub const ADDRESS: Self = Self(2);
    /// `003`, the address as it stands on a letter; all persons' together, behind their other records.
    pub const LABEL: Self = Self(3);
    /// `099`, one event that touched the person.
    pub const EVENT: Self = Self(99);
    /// `910`, CPR's error reply to an input record of the subscriber.
    pub const ERROR: Self = Self(910);
    /// `997`, CPR's receipt for a deleted subscription.
    pub const RECEIPT: Self = Self(997);
    /// `999`, the end record with TAELLER.
    pub const END: Self = Self(999);

    /// The type in the first three bytes of a record, `None` when they are not digits.
    pub fn from_register(bytes: &[u8]) -> Option<Self> {
        match *bytes {
            [h, t, o] if h.is_ascii_digit() && t.is_ascii_digit() && o.is_ascii_digit() => {
                Some(Self(number(&[h, t, o])))
            }
            _ => None,
        }
    }

    /// The layout of this type, `None` for a type that this version does not know.
    pub fn layout(self) -> Option<&'static RecordLayout> {
        let index = BY_TYPE[usize::from(self.0)];
        table::RECORDS.get(usize::from(index))
    }

    /// The type as a number from 0 to 999.
    pub const fn to_integer(self) -> u16 {
        self.0
    }

    /// The three digits as bytes.
    pub fn digits(self) -> [u8; 3] {
        [self.0 / 100 % 10, self.0 / 10 % 10, self.0 % 10]
            .map(|digit| b"0123456789"[usize::from(digit)])
    }
}

impl fmt::Display for RecordType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:03}", self.0)
    }
}

impl fmt::Debug for RecordType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "RecordType({self})")
    }
}

/// How a field is filled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FieldKind {
    /// `N`: digits, filled with zeros from the left. May be blank where nothing is known.
    Digits,
    /// `A`: ISO-8859-1 text, filled with blanks to the right.
    Text,
}

/// One field of a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Field {
    name: &'static str,
    start: usize,
    end: usize,
    kind: FieldKind,
}

impl Field {
    /// The field's Danish name in the description, such as `KOMKOD`.
    pub const fn name(&self) -> &'static str {
        self.name
    }

    /// How the field is filled.
    pub const fn kind(&self) -> FieldKind {
        self.kind
    }

    /// First position, counted from 1 as in the description.
    pub const fn position(&self) -> usize {
        self.start + 1
    }

    /// Length in bytes.
    pub const fn length(&self) -> usize {
        self.end - self.start
    }

    /// The field's bytes in a record; shorter, down to nothing, where trailing blanks were cut.
    pub fn of<'a>(&self, record: &'a [u8]) -> &'a [u8] {
        let end = self.end.min(record.len());
        &record[self.start.min(end)..end]
    }

    pub(crate) fn range(&self) -> std::ops::Range<usize> {
        self.start..self.end
    }
}

/// The fields of one record type.
#[derive(Debug, Clone, Copy)]
pub struct RecordLayout {
    kind: RecordType,
    fields: &'static [Field],
}

impl RecordLayout {
    /// The record type.
    pub const fn kind(&self) -> RecordType {
        self.kind
    }

    /// The fields in rising position; they leave no gap.
    pub const fn fields(&self) -> &'static [Field] {
        self.fields
    }

    /// The record's full length in bytes, without line end.
    pub const fn length(&self) -> usize {
        match self.fields.last() {
            Some(field) => field.end,
            None => 0,
        }
    }

    /// The field of that name; names are unique within a record.
    pub fn field(&self, name: &str) -> Option<&'static Field> {
        self.fields.iter().find(|field| field.name == name)
    }
}

/// The layouts of all record types of U12170-P, in rising order of type.
pub fn layouts() -> &'static [RecordLayout] {
    &table::RECORDS
}

/// Index into the table for each of the 1,000 possible types; 255 where there is none.
#[expect(clippy::cast_possible_truncation, reason = "asserted at compile time")]
static BY_TYPE: [u8; 1000] = {
    let mut index = [u8::MAX; 1000];
    let mut row = 0;
    while row < table::RECORDS.len() {
        assert!(row < u8::MAX as usize);
        index[table::RECORDS[row].kind.0 as usize] = row as u8;
        row += 1;
    }
    index
};

const fn number(digits: &[u8; 3]) -> u16 {
    (digits[0] - b'0') as u16 * 100 + (digits[1] - b'0') as u16 * 10 + (digits[2] - b'0') as u16
}

const fn record(kind: &[u8; 3], fields: &'static [Field]) -> RecordLayout {
    RecordLayout { kind: RecordType(number(kind)), fields }
}

const fn n(name: &'static str, position: usize, length: usize) -> Field {
    Field { name, start: position - 1, end: position - 1 + length, kind: FieldKind::Digits }
}

const fn a(name: &'static str, position: usize, length: usize) -> Field {
    Field { name, start: position - 1, end: position - 1 + length, kind: FieldKind::Text }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_follow_each_other_without_gap() {
        for layout in layouts() {
            let mut next = 1;
            for field in layout.fields() {
                assert_eq!(field.position(), next, "{} {}", layout.kind(), field.name());
                next += field.length();
            }
            assert_eq!(layout.length(), next - 1);
        }
    }

    #[test]
    fn every_type_finds_its_own_layout() {
        for layout in layouts() {
            assert_eq!(layout.kind().layout().map(RecordLayout::kind), Some(layout.kind()));
        }
        assert!(RecordType::from_register(b"031").unwrap().layout().is_none());
    }

    #[test]
    fn lengths_are_those_of_the_description() {
        let length =
            |kind: &[u8]| RecordType::from_register(kind).unwrap().layout().unwrap().length();
        assert_eq!([length(b"000"), length(b"999"), length(b"099")], [35, 21, 45]);
        assert_eq!([length(b"001"), length(b"002"), length(b"003")], [106, 306, 249]);
    }

    #[test]
    fn a_field_of_a_trimmed_record_is_short() {
        let status = RecordType::PERSON.layout().unwrap().field("STATUS").unwrap();
        assert_eq!(status.of(b"0010101701234          01"), b"01");
        assert_eq!(status.of(b"0010101701234          0"), b"0");
        assert_eq!(status.of(b"001"), b"");
    }

    /// The facts of `../shared/data/record-layouts.csv`, where it is at hand.
    #[test]
    fn the_table_is_the_published_one() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data/record-layouts.csv");
        let Ok(csv) = std::fs::read_to_string(path) else {
            eprintln!("skipped: {path} is not here");
            return;
        };
        let published: Vec<String> = csv
            .lines()
            .skip(1)
            .filter_map(|line| line.rsplit_once(',').map(|(facts, _english)| facts.to_owned()))
            .collect();
        let ours: Vec<String> = layouts()
            .iter()
            .flat_map(|layout| layout.fields().iter().map(move |field| (layout.kind(), field)))
            .map(|(kind, field)| {
                let fill = if field.kind() == FieldKind::Digits { 'N' } else { 'A' };
                format!("{kind},{},{},{fill},{}", field.position(), field.length(), field.name())
            })
            .collect();
        assert_eq!(ours, published);
    }
}
