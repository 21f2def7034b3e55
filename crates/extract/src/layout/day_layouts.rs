use std::sync::Arc;

use super::built_in;
use super::record_layout::RecordLayout;
use super::record_type::RecordType;
use super::table::Table;

/// The layouts of all record types as they are on a day. Cheap to clone.
#[derive(Debug, Clone, Default)]
pub struct DayLayouts(Option<Arc<Table>>);

impl DayLayouts {
    /// Those of U12170-P, without additions.
    pub const BUILT_IN: Self = Self(None);

    pub(super) fn of_table(table: Table) -> Self {
        Self(Some(Arc::new(table)))
    }

    /// Whether there are no additions on the day.
    pub const fn is_built_in(&self) -> bool {
        self.0.is_none()
    }

    /// The layout of a record type; `None` for a type that is unknown on the day.
    pub fn of(&self, kind: RecordType) -> Option<&RecordLayout> {
        match &self.0 {
            None => kind.layout(),
            Some(table) => table.layout(kind),
        }
    }

    /// All of them, in rising order of type.
    pub fn all(&self) -> &[RecordLayout] {
        self.0.as_ref().map_or(&built_in::RECORDS[..], |table| table.layouts())
    }

    /// The length of a record of this type in bytes; `None` when it is unknown.
    pub(crate) fn length(&self, kind: RecordType) -> Option<usize> {
        self.of(kind).map(RecordLayout::length)
    }
}
