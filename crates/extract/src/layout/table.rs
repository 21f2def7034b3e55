use super::addition::{AddedField, Addition};
use super::addition_error::{AdditionError, AdditionProblem};
use super::built_in;
use super::field::{Field, FieldKind};
use super::field_type::FieldType;
use super::limits::{LONGEST_RECORD, MOST_TYPES};
use super::record_layout::RecordLayout;
use super::record_type::RecordType;

/// The built-in layouts with additions.
#[derive(Debug, Clone)]
pub(super) struct Table {
    /// In rising order of type.
    layouts: Vec<RecordLayout>,
    /// The index of each possible type; [`NONE`] where there is none.
    by_type: Box<[u16; 1000]>,
}

const NONE: u16 = u16::MAX;

impl Table {
    /// The table without additions.
    pub(super) fn built_in() -> Self {
        Self::of(built_in::RECORDS.to_vec())
    }

    /// The layout of a type.
    pub(super) fn layout(&self, kind: RecordType) -> Option<&RecordLayout> {
        self.layouts.get(usize::from(self.by_type[usize::from(kind.to_integer())]))
    }

    pub(super) fn layouts(&self) -> &[RecordLayout] {
        &self.layouts
    }

    /// The table with a file's fields.
    pub(super) fn with(&self, addition: &Addition) -> Result<Self, AdditionError> {
        let mut layouts = self.layouts.clone();
        for row in addition.rows() {
            add(&mut layouts, row)
                .map_err(|problem| AdditionError::new(addition.file(), row.line, problem))?;
        }
        let half = layouts.iter().find(|layout| layout.fields().len() < 2);
        let line = |kind| addition.rows().iter().find(|row| row.record == kind).map(|row| row.line);
        if let Some(line) = half.and_then(|layout| line(layout.kind())) {
            return Err(AdditionError::new(addition.file(), line, AdditionProblem::Key));
        }
        layouts.sort_by_key(RecordLayout::kind);
        Ok(Self::of(layouts))
    }

    fn of(layouts: Vec<RecordLayout>) -> Self {
        let mut by_type = Box::new([NONE; 1000]);
        for (index, layout) in (0..).zip(&layouts) {
            by_type[usize::from(layout.kind().to_integer())] = index;
        }
        Self { layouts, by_type }
    }
}

/// Adds a field to the layout of its type. A field that is there already, alike in everything, is left as it is: so a
/// record can be given whole.
fn add(layouts: &mut Vec<RecordLayout>, row: &AddedField) -> Result<(), AdditionProblem> {
    let AddedField { record, field, .. } = row;
    if is_reserved(*record) {
        return Err(AdditionProblem::Reserved);
    }
    let index = match layouts.iter().position(|layout| layout.kind() == *record) {
        Some(index) => index,
        None if layouts.len() == MOST_TYPES => return Err(AdditionProblem::TooManyTypes),
        None => {
            layouts.push(RecordLayout::empty(*record));
            layouts.len() - 1
        }
    };
    let layout = &mut layouts[index];
    if layout.fields().contains(field) {
        return Ok(());
    }
    check(layout, field)?;
    layout.push(*field);
    Ok(())
}

/// The records of the file itself, which the reader finds without a layout, and the replies.
fn is_reserved(kind: RecordType) -> bool {
    [RecordType::START, RecordType::ERROR, RecordType::RECEIPT, RecordType::END].contains(&kind)
}

/// Whether a field can follow those of a layout.
fn check(layout: &RecordLayout, field: &Field) -> Result<(), AdditionProblem> {
    let next = layout.length() + 1;
    let overlap = layout.fields().iter().find(|other| {
        field.position() < other.position() + other.length()
            && other.position() < field.position() + field.length()
    });
    if let Some(other) = overlap {
        return Err(AdditionProblem::Overlap(other.name()));
    }
    if field.position() > next {
        return Err(AdditionProblem::Gap(next));
    }
    if layout.field(field.name()).is_some() {
        return Err(AdditionProblem::SameName);
    }
    let is_key = match layout.fields().len() {
        0 => (field.length(), field.kind()) == (3, FieldKind::Digits),
        1 => field.length() == 10 && field.field_type() == FieldType::Pnr,
        _ => true,
    };
    if !is_key {
        return Err(AdditionProblem::Key);
    }
    if layout.length() + field.length() > LONGEST_RECORD {
        return Err(AdditionProblem::LongRecord);
    }
    Ok(())
}
