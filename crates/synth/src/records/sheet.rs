use extract::{Field, Writer};

use super::{added, marks, text};
use crate::deterministic_rng::DeterministicRng;
use crate::entries::{FormerNumber, Slot};
use crate::family_group::FamilyGroup;
use crate::mass::{Post, day_number};
use crate::numbers::Series;
use crate::person::Person;
use crate::style::Style;

/// Writes one person's records.
pub(crate) struct RecordSheet<'a> {
    pub(crate) group: &'a FamilyGroup,
    pub(crate) series: &'a Series,
    /// Names of streets and postal districts, as they are on the day.
    pub(crate) post: &'a Post,
    pub(crate) slot: Slot,
    pub(crate) style: &'a Style,
    pub(crate) writer: &'a mut Writer,
}

impl<'a> RecordSheet<'a> {
    pub(super) fn person(&self) -> &'a Person {
        self.group.person(self.slot)
    }

    pub(super) fn pnr(&self, slot: Slot) -> civil::Pnr {
        self.group.pnr(self.series, slot)
    }

    pub(super) fn former_pnr(&self, former: &FormerNumber) -> civil::Pnr {
        self.series.pnr(self.group.running(former.number), self.person().female)
    }

    pub(super) fn put(&mut self, kind: &str, fields: &[(&str, &str)]) {
        self.put_as(self.pnr(self.slot), kind, fields);
    }

    /// Writes a record. The fields and values are valid by construction: the tests of this crate write everyone.
    pub(super) fn put_as(&mut self, pnr: civil::Pnr, kind: &str, fields: &[(&str, &str)]) {
        let key = added::key(self.writer.layouts(), kind);
        let uncertain = self.uncertain(kind, fields);
        let added = self.added(kind);
        let written = self.writer.record(kind).ok().and_then(|record| {
            let record = record.set(key, &text::pnr(pnr)).ok()?;
            let record = fields
                .iter()
                .try_fold(record, |record, (field, value)| record.set(field, value).ok())?;
            let record =
                uncertain.iter().try_fold(record, |record, mark| record.set(mark, "*").ok())?;
            added
                .iter()
                .try_fold(record, |record, (field, value)| record.set(field.name(), value).ok())
        });
        debug_assert!(written.is_some(), "record {kind} with {fields:?}");
        if let Some(record) = written {
            record.end();
        }
    }

    /// The values of fields that additions to the layout have brought.
    fn added(&self, kind: &str) -> Vec<(Field, String)> {
        let (born, pnr) = (self.person().born, self.pnr(self.slot));
        let fields = added::fields(self.writer.layouts(), kind).into_iter();
        let value = |field| {
            let chance = self.detail(Field::name(&field), "added");
            Some((field, added::value(&field, chance, born, pnr)?))
        };
        fields.filter_map(value).collect()
    }

    /// The marks of a record's uncertain fields.
    fn uncertain(&self, kind: &str, fields: &[(&str, &str)]) -> Vec<&'static str> {
        let marked = marks::of(kind).iter().filter(|(field, _)| {
            let value = fields.iter().find(|(name, _)| name == field);
            value.is_some_and(|(_, value)| self.is_uncertain(field, value))
        });
        marked.map(|(_, mark)| *mark).collect()
    }

    /// Whether a value is uncertain.
    fn is_uncertain(&self, field: &str, value: &str) -> bool {
        let is_none = value.bytes().all(|byte| byte == b'0');
        !is_none && self.detail(field, value).below(1000) < marks::share(field, value)
    }

    /// The random numbers for one detail of a person, named by a field and a value or a day.
    pub(super) fn detail(&self, field: &str, value: &str) -> DeterministicRng {
        let (group, slot) = (self.group.id, u64::from(self.slot));
        let born = day_number(self.person().born);
        DeterministicRng::of(&[7, group, slot, born, letters(field), letters(value)])
    }
}

/// A text as a number, as a seed: FNV-1a.
fn letters(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}
