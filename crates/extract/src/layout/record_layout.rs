use std::borrow::Cow;

use super::field::Field;
use super::record_type::RecordType;

/// The fields of one record type.
#[derive(Debug, Clone)]
pub struct RecordLayout {
    kind: RecordType,
    fields: Cow<'static, [Field]>,
    /// Where the last field ends.
    length: usize,
}

impl RecordLayout {
    /// A row of the table.
    pub(super) const fn new(kind: RecordType, fields: &'static [Field]) -> Self {
        let length = match fields.last() {
            Some(field) => field.position() - 1 + field.length(),
            None => 0,
        };
        Self { kind, fields: Cow::Borrowed(fields), length }
    }

    /// A type whose fields are still to come.
    pub(super) const fn empty(kind: RecordType) -> Self {
        Self::new(kind, &[])
    }

    /// Adds a field behind the others.
    pub(super) fn push(&mut self, field: Field) {
        self.length = field.position() - 1 + field.length();
        self.fields.to_mut().push(field);
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
    pub const fn fields(&self) -> &[Field] {
        match &self.fields {
            Cow::Borrowed(fields) => fields,
            Cow::Owned(fields) => fields.as_slice(),
        }
    }

    /// The record's full length in bytes, without line end.
    pub const fn length(&self) -> usize {
        self.length
    }

    /// The field of that name; names are unique within a record.
    pub fn field(&self, name: &str) -> Option<&Field> {
        self.fields().iter().find(|field| field.name() == name)
    }
}
