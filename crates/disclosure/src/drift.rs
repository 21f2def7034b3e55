use std::collections::{BTreeMap, BTreeSet};

use civil::{Pnr, Status};
use filters::Reason;
use jiff::civil::Date;
use matching::{LoadFilter, check_selection, successor};
use store::{Agreement, LoadSelection, RunId, Store};

use crate::compare_error::CompareError;

/// What a system holds beside whom its filters choose, as of the last extract.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Drift {
    /// That extract.
    pub run: RunId,
    /// Its PRODDTO.
    pub as_of: Date,
    /// How many the system holds.
    pub held: u64,
    /// How many persons its filters choose, under their valid numbers.
    pub chosen: u64,
    /// Chosen and not held. Numbers that are replaced are nobody's.
    pub missing: Vec<Pnr>,
    /// Held and not chosen: there is no need for them any more.
    pub surplus: Vec<Pnr>,
    /// Held under a number that is replaced and not under the one that is valid, with that one: if the filters choose
    /// it, and so among the missing. If they do not, there is no need to know it, and the number is surplus, unless
    /// the filters choose itself.
    pub replaced: Vec<(Pnr, Pnr)>,
    /// Why whoever is missing is chosen: in rising order.
    reasons: Vec<(Pnr, Reason)>,
}

impl Drift {
    /// Whether the system holds exactly whom it should.
    pub const fn is_none(&self) -> bool {
        self.missing.is_empty() && self.surplus.is_empty() && self.replaced.is_empty()
    }

    /// Whom it discloses to a system that is told of it, and why.
    pub(crate) fn disclosed(&self) -> &[(Pnr, Reason)] {
        &self.reasons
    }
}

/// Compares what a system holds with whom the filters of its subscription choose now: with no filters nobody, so that
/// there is no need for anyone.
pub(crate) fn drift(
    store: &Store,
    agreement: &Agreement,
    held: &BTreeSet<Pnr>,
) -> Result<Drift, CompareError> {
    let filters = store.filters(agreement.id)?;
    if !filters.is_empty() {
        check_selection(&filters, LoadSelection::Filters)?;
    }
    let run = store.last_applied()?.ok_or(CompareError::ReplicaEmpty)?;
    let as_of = run.header.map(|header| header.proddto).ok_or(CompareError::ReplicaEmpty)?;
    let filter = LoadFilter::of_subscription(&filters, agreement.combination, as_of);
    let mut sorted = Sorted::default();
    let scanned = store.scan_index(&mut |row| {
        let reason = filter.choose(row);
        match (row.status.is_some_and(Status::is_replaced), reason) {
            (false, Some(reason)) => {
                sorted.chosen.insert(row.pnr, reason);
            }
            (true, reason) if held.contains(&row.pnr) => {
                sorted.old.push((row.pnr, reason.is_some()));
            }
            _ => {}
        }
    })?;
    if scanned.is_none_or(|scanned| scanned.id != run.id) {
        return Err(CompareError::Superseded);
    }
    sorted.compare(store, held, (run.id, as_of))
}

/// Whom the filters choose, and what is held under old numbers.
#[derive(Default)]
struct Sorted {
    /// Persons under their valid numbers: a number that is replaced is nobody's whom a system would lack.
    chosen: BTreeMap<Pnr, Reason>,
    /// Numbers that are replaced and held, in rising order, and whether the filters choose them.
    old: Vec<(Pnr, bool)>,
}

impl Sorted {
    fn compare(
        self,
        store: &Store,
        held: &BTreeSet<Pnr>,
        (run, as_of): (RunId, Date),
    ) -> Result<Drift, CompareError> {
        let Self { chosen, old } = self;
        let (mut replaced, mut fits) = (Vec::new(), BTreeSet::new());
        for (pnr, is_chosen) in old {
            let valid =
                store.valid_number(pnr, &successor)?.filter(|valid| chosen.contains_key(valid));
            match valid.filter(|valid| !held.contains(valid)) {
                Some(valid) => replaced.push((pnr, valid)),
                // Whoever takes in every file holds the old number's records beside the valid one's.
                None if is_chosen => {
                    fits.insert(pnr);
                }
                None => {}
            }
        }
        let is_replaced = |pnr: &Pnr| replaced.binary_search_by_key(pnr, |(old, _)| *old).is_ok();
        let is_surplus =
            |pnr: &&Pnr| !chosen.contains_key(pnr) && !is_replaced(pnr) && !fits.contains(pnr);
        let surplus = held.iter().filter(is_surplus).copied().collect();
        let missing = chosen.iter().filter(|(pnr, _)| !held.contains(pnr));
        let reasons: Vec<(Pnr, Reason)> = missing.map(|(pnr, reason)| (*pnr, *reason)).collect();
        Ok(Drift {
            run,
            as_of,
            held: held.len() as u64,
            chosen: chosen.len() as u64,
            missing: reasons.iter().map(|(pnr, _)| *pnr).collect(),
            reasons,
            surplus,
            replaced,
        })
    }
}
