//! The record layout as one table, from which the reader, the writer and the tests work, and what files of additions
//! bring to it.

mod addition;
mod addition_error;
mod built_in;
mod day_layouts;
mod field;
mod field_name;
mod field_type;
pub(crate) mod known;
mod layouts;
mod limits;
mod record_layout;
mod record_title;
mod record_type;
mod record_types;
mod required;
mod table;

pub use addition::Addition;
pub use addition_error::{AdditionError, AdditionProblem};
pub use day_layouts::DayLayouts;
pub use field::{Field, FieldKind};
pub use field_type::FieldType;
pub use layouts::Layouts;
pub use record_layout::RecordLayout;
pub use record_title::RecordTitle;
pub use record_type::RecordType;
pub use record_types::RecordTypes;
pub use required::REQUIRED_FIELDS;

impl RecordType {
    /// The built-in layout of this type, `None` for a type that U12170-P does not have.
    pub fn layout(self) -> Option<&'static RecordLayout> {
        let index = BY_TYPE[usize::from(self.to_integer())];
        built_in::RECORDS.get(usize::from(index))
    }
}

/// The built-in layouts: all record types of U12170-P, in rising order of type.
pub fn layouts() -> &'static [RecordLayout] {
    &built_in::RECORDS
}

/// Index into the table for each of the 1,000 possible types; 255 where there is none.
#[expect(clippy::cast_possible_truncation, reason = "asserted at compile time")]
static BY_TYPE: [u8; 1000] = {
    let mut index = [u8::MAX; 1000];
    let mut row = 0;
    while row < built_in::RECORDS.len() {
        assert!(row < u8::MAX as usize);
        index[built_in::RECORDS[row].kind().to_integer() as usize] = row as u8;
        row += 1;
    }
    index
};

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

    /// Compares with `../shared/data/record-layouts.csv`, where that file exists.
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
