//! Fields that additions to the layout have brought. Nothing is known of them but their form, so their values mean nothing.

use civil::Pnr;
use extract::{DayLayouts, Field, FieldKind, FieldType, RecordLayout, RecordType};
use jiff::ToSpan as _;
use jiff::civil::Date;

use super::text::{date, moment, pnr};
use crate::deterministic_rng::DeterministicRng;

/// Of a hundred records, those in which an added field has a value.
const FILLED: u32 = 60;
/// The length of record type and key.
const KEY: usize = 13;

/// The added fields of a record type, without the key of a new one; none without additions.
pub(super) fn fields(layouts: &DayLayouts, kind: &str) -> Vec<Field> {
    let kind = RecordType::from_register(kind.as_bytes()).filter(|_| !layouts.is_built_in());
    let Some(layout) = kind.and_then(|kind| layouts.of(kind)) else { return Vec::new() };
    let known = layout.kind().layout().map_or(KEY, RecordLayout::length);
    layout.fields().iter().filter(|field| field.position() > known).copied().collect()
}

/// The name of the key of a record type: the number of the person, in its second field.
pub(super) fn key(layouts: &DayLayouts, kind: &str) -> &'static str {
    let kind = RecordType::from_register(kind.as_bytes());
    let layout = kind.and_then(|kind| layouts.of(kind));
    layout.and_then(|layout| layout.fields().get(1)).map_or("PNR", Field::name)
}

/// A value for a field of a person who was born on a day and has this number; `None` for a blank one.
pub(super) fn value(
    field: &Field,
    mut chance: DeterministicRng,
    born: Date,
    person: Pnr,
) -> Option<String> {
    if !chance.percent(FILLED) {
        return None;
    }
    let day = born.saturating_add(i64::from(chance.below(6000)).days());
    let length = field.length();
    Some(match (field.field_type(), field.kind()) {
        (FieldType::Pnr, _) => pnr(person).to_string(),
        (FieldType::Date, _) if length == 10 => date(day).to_string(),
        (FieldType::Date, _) => moment(day)[..8].to_owned(),
        (FieldType::Moment, _) => moment(day).to_string(),
        (FieldType::Mark, _) => "*".to_owned(),
        (FieldType::Number, _) | (_, FieldKind::Digits) => {
            "123456789".chars().cycle().take(length).collect()
        }
        (FieldType::Code | FieldType::Text, FieldKind::Text) => {
            field.name().chars().cycle().take(length.min(20)).collect()
        }
    })
}
