use std::collections::BTreeMap;

use civil::{MunicipalityCode, Pnr};
use filters::Reason;

use crate::age_band::AgeBand;
use crate::effect::{Cell, Effect, Work};

/// Persons of the replica, counted.
#[derive(Debug)]
pub(crate) struct Tally {
    pub(crate) effect: Effect<u64>,
    pub(crate) municipalities: BTreeMap<Option<MunicipalityCode>, Cell<u64>>,
    pub(crate) ages: [Cell<u64>; AgeBand::COUNT],
    pub(crate) work: Vec<Work<u64>>,
    /// Those who are only chosen after the change, if they are to be listed.
    pub(crate) added: Vec<(Pnr, Reason)>,
    pub(crate) removed: Vec<(Pnr, Reason)>,
}

impl Tally {
    /// Nobody, for so many parts.
    pub(crate) fn new(parts: usize) -> Self {
        Self {
            effect: Effect::default(),
            municipalities: BTreeMap::new(),
            ages: [Cell::default(); AgeBand::COUNT],
            work: vec![Work::default(); parts],
            added: Vec::new(),
            removed: Vec::new(),
        }
    }

    /// Adds those of other numbers, who come behind.
    pub(crate) fn append(mut self, mut other: Self) -> Self {
        self.effect += other.effect;
        for (code, cell) in other.municipalities {
            *self.municipalities.entry(code).or_default() += cell;
        }
        self.ages.iter_mut().zip(other.ages).for_each(|(sum, cell)| *sum += cell);
        self.work.iter_mut().zip(other.work).for_each(|(sum, work)| *sum += work);
        self.added.append(&mut other.added);
        self.removed.append(&mut other.removed);
        self
    }
}
