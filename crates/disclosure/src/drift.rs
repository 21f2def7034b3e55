use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use civil::{Pnr, Status};
use extract::{ProtectedPersons, is_protected};
use filters::Reason;
use jiff::civil::Date;
use matching::{LoadFilter, LoadNotPossible, check_selection, successor};
use store::{
    Agreement, IndexRow, LoadSelection, PnrRange, ReplicaVersion, RunId, Store, StoreError,
};

/// Why the numbers that a system holds cannot be compared with its filters.
#[derive(Debug, thiserror::Error)]
pub enum CompareError {
    /// The store refused.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The filters choose nobody.
    #[error(transparent)]
    LoadNotPossible(#[from] LoadNotPossible),
    /// The replica is empty.
    #[error("there is nobody in the replica yet: `cprabo seed` or `cprabo ingest` first")]
    ReplicaEmpty,
    /// Another extract was applied while the replica was read.
    #[error("an extract came meanwhile: try again")]
    Superseded,
}

/// The numbers that a system holds, compared with its filters as of the last extract.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Drift {
    /// That extract.
    pub run: RunId,
    /// Its PRODDTO.
    pub as_of: Date,
    /// How many the system holds.
    pub held: u64,
    /// How many persons its filters choose, by valid numbers, without those whom the agreement's terms leave out.
    pub chosen: u64,
    /// Selected but not held. Replaced PNRs are never listed.
    pub missing: Vec<Pnr>,
    /// Held but not selected, or left out by the agreement's terms: no longer needed.
    pub surplus: Vec<Pnr>,
    /// Held under a replaced number and not under the valid one, with the valid one. If the filters choose the valid
    /// one, it is also among the missing. If they do not, the valid number must not be disclosed, and the held one is
    /// surplus, unless the filters choose that.
    pub replaced: Vec<(Pnr, Pnr)>,
    /// The reasons of the missing, in rising order of number.
    reasons: Vec<(Pnr, Reason)>,
}

impl Drift {
    /// Whether the system holds exactly the persons its filters choose.
    pub const fn is_none(&self) -> bool {
        self.missing.is_empty() && self.surplus.is_empty() && self.replaced.is_empty()
    }

    /// The persons whom the answer discloses to the system, and why.
    pub fn disclosed(&self) -> &[(Pnr, Reason)] {
        &self.reasons
    }
}

/// Compares the numbers that a system holds with the persons its filters choose now. Without filters nobody is chosen,
/// so all are surplus. Nothing is recorded.
///
/// # Errors
/// A [`CompareError`].
pub fn drift(
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
    let sorted = sort(store, held, &filter, agreement.minimisation.protected, (run.id, as_of))?;
    sorted.compare(store, held, (run.id, as_of))
}

/// Sorts all persons of the replica. Whom the terms leave out is not chosen: no delivery has the person.
fn sort(
    store: &Store,
    held: &BTreeSet<Pnr>,
    filter: &LoadFilter,
    protected: ProtectedPersons,
    (run, as_of): (RunId, Date),
) -> Result<Sorted, CompareError> {
    let sorted = RefCell::new(Sorted::default());
    let is_current = match protected {
        ProtectedPersons::LeaveOut => {
            let numbers = PnrRange { from: 0, until: u64::MAX >> 1, as_of: run };
            let scanned = store.scan_records(
                numbers,
                &mut |row| match row.status.is_some_and(Status::is_replaced) {
                    true => {
                        sorted.borrow_mut().add(row, filter.choose(row), held);
                        None
                    }
                    false => filter.choose(row),
                },
                &mut |pnr, reason, records| {
                    if !is_protected(records.split(|&byte| byte == b'\n'), as_of) {
                        sorted.borrow_mut().chosen.insert(pnr, reason);
                    }
                },
            )?;
            scanned == ReplicaVersion::Current
        }
        ProtectedPersons::Deliver | ProtectedPersons::BlankAddresses => {
            let scanned = store.scan_index(&mut |row| {
                sorted.borrow_mut().add(row, filter.choose(row), held);
            })?;
            scanned.is_some_and(|scanned| scanned.id == run)
        }
    };
    match is_current {
        true => Ok(sorted.into_inner()),
        false => Err(CompareError::Superseded),
    }
}

/// The persons whom the filters choose, and the replaced numbers that are held.
#[derive(Default)]
struct Sorted {
    /// Persons by their valid numbers: a replaced number is never missing.
    chosen: BTreeMap<Pnr, Reason>,
    /// Replaced numbers that are held, in rising order, and whether the filters choose them.
    old: Vec<(Pnr, bool)>,
}

impl Sorted {
    fn add(&mut self, row: &IndexRow, reason: Option<Reason>, held: &BTreeSet<Pnr>) {
        match (row.status.is_some_and(Status::is_replaced), reason) {
            (false, Some(reason)) => {
                self.chosen.insert(row.pnr, reason);
            }
            (true, reason) if held.contains(&row.pnr) => {
                self.old.push((row.pnr, reason.is_some()));
            }
            _ => {}
        }
    }

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
                // A system that keeps every file holds the old number's records beside the valid one's.
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
