use std::cell::{Cell, RefCell};
use std::sync::atomic::{AtomicUsize, Ordering};

use civil::Pnr;
use extract::Writer;
use filters::{Combination, FilterKind, FilterKinds, FilterSet, Reason};
use jiff::civil::Date;
use matching::{LoadFilter, facts_now};
use rayon::prelude::*;
use store::{IndexRow, PnrRange, RecordsSize, ReplicaVersion, RunId};

use crate::age_band::AgeBand;
use crate::error::PreviewError;
use crate::part_matcher::{PartBuffer, PartMatcher};
use crate::question::{Observer, PreviewStep, Question, Sources};
use crate::tally::Tally;
use crate::terms::Terms;

/// One more than the largest number that can exist.
const END: u64 = 10_000_000_000;
/// Numbers that are read together: those of one day of the month.
const RANGE: u64 = END / 100;
/// Single numbers that are read together.
const FEW: usize = 64;

/// Counts the persons of the replica as of a run whom the filters choose before and after the change.
pub(crate) fn count(
    sources: &Sources<'_>,
    question: &Question,
    (parts, terms): (&PartMatcher, &Terms),
    (run, day): (RunId, Date),
    observer: Observer<'_>,
    tally: &(dyn Fn() -> Tally + Sync),
) -> Result<Tally, PreviewError> {
    let filter = |set| LoadFilter::of_subscription(set, question.combination, day);
    let scan = Scan {
        sources,
        before: filter(&question.before),
        after: filter(&question.after),
        parts,
        terms,
        combination: question.combination,
        day,
        with_persons: question.with_persons,
    };
    let ranges = ranges(question, run);
    let (of, done) = (ranges.len(), AtomicUsize::new(0));
    let counted = ranges.into_par_iter().map(|ranges| {
        let mut tally = tally();
        ranges.into_iter().try_for_each(|range| scan.count(range, &mut tally))?;
        observer(PreviewStep::Replica { done: done.fetch_add(1, Ordering::Relaxed) + 1, of });
        Ok(tally)
    });
    let counted: Vec<Tally> = counted.collect::<Result<_, PreviewError>>()?;
    Ok(counted.into_iter().fold(tally(), Tally::append))
}

/// The ranges of numbers in which the filters can choose: of the numbers alone where nothing else chooses.
fn ranges(question: &Question, as_of: RunId) -> Vec<Vec<PnrRange>> {
    let range = |from: u64, length: u64| PnrRange { from, until: from + length, as_of };
    let sets = [&question.before, &question.after];
    let mut numbers: Vec<u64> =
        sets.into_iter().flat_map(FilterSet::pnrs).map(Pnr::to_integer).collect();
    let by_number = FilterKinds::EMPTY.with(FilterKind::Pnr).with(FilterKind::Event);
    if sets.iter().all(|set| set.kinds().minus(by_number).is_empty()) {
        numbers.sort_unstable();
        numbers.dedup();
        let few = numbers.chunks(FEW);
        return few.map(|few| few.iter().map(|number| range(*number, 1)).collect()).collect();
    }
    (0..END / RANGE).map(|part| vec![range(part * RANGE, RANGE)]).collect()
}

/// A scan of the replica.
struct Scan<'a> {
    sources: &'a Sources<'a>,
    before: LoadFilter,
    after: LoadFilter,
    parts: &'a PartMatcher,
    terms: &'a Terms,
    combination: Combination,
    day: Date,
    with_persons: bool,
}

/// A person, and why the filters choose the person before and after.
type Chosen = (IndexRow, Option<Reason>, Option<Reason>);

impl Scan<'_> {
    fn count(&self, range: PnrRange, tally: &mut Tally) -> Result<(), PreviewError> {
        let Sources { store, load_form, .. } = self.sources;
        let writer = Writer::new(*load_form);
        let mut copy = Vec::new();
        // Between the two closures, which are called in turns.
        let chosen: Cell<Option<Chosen>> = Cell::new(None);
        let work = RefCell::new((PartBuffer::default(), std::mem::take(&mut tally.work)));
        // Where any kind is enough, nobody else is matched by any part.
        let is_of_parts =
            |after: Option<Reason>| after.is_some() || self.combination != Combination::Any;
        let add_to_parts = |row: &IndexRow| {
            let (buffer, work) = &mut *work.borrow_mut();
            self.parts.add(&facts_now(row, self.day), buffer, work);
        };
        // Whether a person is left out stands in the records.
        let leaves_out = self.terms.leaves_out_protected();
        let as_of = store.scan_records(
            range,
            &mut |row| {
                let (before, after) = (self.before.choose(row), self.after.choose(row));
                chosen.set(Some((*row, before, after)));
                if leaves_out {
                    return before.or(after).or(is_of_parts(after).then_some(Reason::NONE));
                }
                if is_of_parts(after) {
                    add_to_parts(row);
                }
                before.or(after)
            },
            &mut |_, _, records| {
                let Some((row, before, after)) = chosen.take() else { return };
                let is_protected = self.terms.is_protected(records, self.day);
                if leaves_out && is_protected {
                    return;
                }
                if leaves_out && is_of_parts(after) {
                    add_to_parts(&row);
                }
                if before.or(after).is_some() {
                    let size = self.terms.size(&writer, records, is_protected, &mut copy);
                    self.add((row, before, after), size, tally);
                }
            },
        )?;
        tally.work = work.into_inner().1;
        match as_of {
            ReplicaVersion::Current => Ok(()),
            ReplicaVersion::Superseded => Err(PreviewError::Superseded),
        }
    }

    fn add(&self, (row, before, after): Chosen, size: RecordsSize, tally: &mut Tally) {
        let (is_before, is_after) = (before.is_some(), after.is_some());
        tally.effect.add(is_before, is_after, size);
        let band = AgeBand::of(facts_now(&row, self.day).age);
        let municipality = tally.municipalities.entry(row.lives_in).or_default();
        for cell in [municipality, &mut tally.ages[band.place()]] {
            cell.before += u64::from(is_before);
            cell.after += u64::from(is_after);
        }
        match (before, after) {
            (None, Some(reason)) if self.with_persons => tally.added.push((row.pnr, reason)),
            (Some(reason), None) if self.with_persons => tally.removed.push((row.pnr, reason)),
            _ => {}
        }
    }
}
