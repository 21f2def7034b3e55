//! Fields and record types that additions to the layout have brought. Nothing is known of them but their form, so their
//! values mean nothing.

use extract::{Field, FieldKind, FieldType, RecordLayout, RecordType};
use jiff::ToSpan as _;

use super::sheet::RecordSheet;
use super::text::{date, moment, pnr};

/// Of a hundred records, those in which an added field has a value.
const FILLED: u32 = 60;
/// Of a hundred persons, those with a record of an added type.
const HAVE_RECORD: u32 = 30;

impl RecordSheet<'_> {
    /// The records of added types in this range, in rising order.
    pub(super) fn added_records(&mut self, kinds: std::ops::Range<u16>) {
        let is_added = |layout: &&RecordLayout| {
            layout.kind().layout().is_none() && kinds.contains(&layout.kind().to_integer())
        };
        let layouts = self.writer.layouts().clone();
        for layout in layouts.all().iter().filter(is_added) {
            let kind = layout.kind().to_string();
            if self.detail(&kind, "").percent(HAVE_RECORD) {
                self.put(&kind, &[]);
            }
        }
    }

    /// The fields of a record that additions have brought, each with a value, or none.
    pub(super) fn added_values(&self, layout: &RecordLayout) -> Vec<(Field, String)> {
        let known = RecordType::layout(layout.kind()).map_or(KEY, RecordLayout::length);
        let added = layout.fields().iter().filter(|field| field.position() > known);
        let values = added.filter_map(|field| Some((*field, self.added_value(field)?)));
        values.collect()
    }

    fn added_value(&self, field: &Field) -> Option<String> {
        let mut chance = self.detail(field.name(), "added");
        if !chance.percent(FILLED) {
            return None;
        }
        let born = self.person().born;
        let day = born.saturating_add(i64::from(chance.below(6000)).days());
        let length = field.length();
        let number = |digits: usize| {
            (0..digits)
                .map(|place| char::from(b'1' + u8::try_from(place % 9).unwrap_or_default()))
                .collect::<String>()
        };
        Some(match (field.field_type(), field.kind()) {
            (FieldType::Pnr, _) => pnr(self.pnr(self.slot)).to_string(),
            (FieldType::Date, _) if length == 10 => date(day).to_string(),
            (FieldType::Date, _) => moment(day)[..8].to_owned(),
            (FieldType::Moment, _) => moment(day).to_string(),
            (FieldType::Mark, _) => "*".to_owned(),
            (_, FieldKind::Digits) | (FieldType::Number, _) => number(length),
            (FieldType::Code | FieldType::Text, FieldKind::Text) => {
                field.name().chars().cycle().take(length.min(20)).collect()
            }
        })
    }
}

/// The length of record type and key.
const KEY: usize = 13;
