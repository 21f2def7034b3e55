use super::field::Field;
use super::record_type::RecordType;

/// The fields of one record type.
#[derive(Debug, Clone, Copy)]
pub struct RecordLayout {
    kind: RecordType,
    fields: &'static [Field],
}

impl RecordLayout {
    /// A row of the table.
    pub(super) const fn new(kind: RecordType, fields: &'static [Field]) -> Self {
        Self { kind, fields }
    }

    /// What is known of a record of an unknown type: its type and its key.
    pub(crate) fn unknown() -> &'static Self {
        static UNKNOWN: RecordLayout = RecordLayout::new(
            RecordType::START,
            &[Field::digits("RECORDTYPE", 1, 3), Field::text("PNR", 4, 10)],
        );
        &UNKNOWN
    }

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
            Some(field) => field.position() - 1 + field.length(),
            None => 0,
        }
    }

    /// The field of that name; names are unique within a record.
    pub fn field(&self, name: &str) -> Option<&'static Field> {
        self.fields.iter().find(|field| field.name() == name)
    }
}
