//! The fields that decide how an extract is treated, each found in the table at compile time.

use super::built_in;
use super::field::Field;
use super::record_type::RecordType;

/// 000.OPGAVENR.
pub(crate) const OPGAVENR: Field = field(RecordType::START, "OPGAVENR");
/// 000.PRODDTO.
pub(crate) const PRODDTO: Field = field(RecordType::START, "PRODDTO");
/// 000.PRODDTOFORRIG.
pub(crate) const PRODDTOFORRIG: Field = field(RecordType::START, "PRODDTOFORRIG");
/// 001.PNRGAELD.
pub(crate) const PNRGAELD: Field = field(RecordType::PERSON, "PNRGAELD");
/// 001.STATUS.
pub(crate) const STATUS: Field = field(RecordType::PERSON, "STATUS");
/// 001.FOED_DT.
pub(crate) const FOED_DT: Field = field(RecordType::PERSON, "FOED_DT");
/// 002.KOMKOD.
pub(crate) const KOMKOD: Field = field(RecordType::ADDRESS, "KOMKOD");
/// 002.VEJKOD.
pub(crate) const VEJKOD: Field = field(RecordType::ADDRESS, "VEJKOD");
/// 002.HUSNR.
pub(crate) const HUSNR: Field = field(RecordType::ADDRESS, "HUSNR");
/// 003.POSTNR.
pub(crate) const LABEL_POSTNR: Field = field(RecordType::LABEL, "POSTNR");
/// 003.KOMKOD.
pub(crate) const LABEL_KOMKOD: Field = field(RecordType::LABEL, "KOMKOD");
/// 003.VEJKOD.
pub(crate) const LABEL_VEJKOD: Field = field(RecordType::LABEL, "VEJKOD");
/// 003.VEJADRNVN.
pub(crate) const VEJADRNVN: Field = field(RecordType::LABEL, "VEJADRNVN");
/// 004.BESKYTTYPE.
pub(crate) const BESKYTTYPE: Field = field(RecordType::PROTECTION, "BESKYTTYPE");
/// 004.START_DT-BESKYTTELSE.
pub(crate) const PROTECTED_FROM: Field = field(RecordType::PROTECTION, "START_DT-BESKYTTELSE");
/// 004.SLET_DT-BESKYTTELSE.
pub(crate) const PROTECTED_UNTIL: Field = field(RecordType::PROTECTION, "SLET_DT-BESKYTTELSE");
/// 099.HAENDELSE.
pub(crate) const HAENDELSE: Field = field(RecordType::EVENT, "HAENDELSE");
/// 910.FEJLNR.
pub(crate) const FEJLNR: Field = field(RecordType::ERROR, "FEJLNR");
/// 997.HAENDELSE.
pub(crate) const RECEIPT_HAENDELSE: Field = field(RecordType::RECEIPT, "HAENDELSE");
/// 999.TAELLER.
pub(crate) const TAELLER: Field = field(RecordType::END, "TAELLER");

/// Length of a `999` in bytes: TAELLER is its last field.
pub(crate) const END_RECORD: usize = TAELLER.position() + TAELLER.length() - 1;

const fn field(kind: RecordType, name: &str) -> Field {
    Field::named(kind.to_integer(), name)
}

impl Field {
    /// The field of that name in a record type: `Field::named(12, "AEGTEPNR")`.
    ///
    /// # Panics
    /// When the layout has no such field. In a constant this is a compile error.
    pub const fn named(kind: u16, name: &str) -> Self {
        let mut row = 0;
        while built_in::RECORDS[row].kind().to_integer() != kind {
            row += 1;
        }
        let fields = built_in::RECORDS[row].fields();
        let mut column = 0;
        while !is_same(fields[column].name().as_bytes(), name.as_bytes()) {
            column += 1;
        }
        fields[column]
    }
}

const fn is_same(one: &[u8], other: &[u8]) -> bool {
    let mut index = 0;
    while index < one.len() && index < other.len() && one[index] == other[index] {
        index += 1;
    }
    index == one.len() && index == other.len()
}
