use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use civil::Pnr;
use filters::{Index, Reason};
use jiff::ToSpan as _;
use jiff::civil::Date;
use matching::{facts, for_each_hit};
use rayon::prelude::*;
use store::{Change, RecordsSize};

use crate::effect::{Effect, Work};
use crate::error::PreviewError;
use crate::part_matcher::{PartBuffer, PartMatcher};
use crate::question::{Observer, PreviewStep, Question, Sources};
use crate::sizes;
use crate::terms::Terms;

/// What a day's extract would have given.
#[derive(Debug)]
pub(crate) struct CountedDay {
    pub(crate) proddto: Date,
    pub(crate) effect: Effect<u64>,
    /// Whether the sizes are known: they are not when the run is of an older cprabo and its extract left the archive.
    pub(crate) is_sized: bool,
    pub(crate) work: Vec<Work<u64>>,
    /// Persons whom only the filters after choose, if they are to be listed.
    pub(crate) added: Vec<(Pnr, Reason)>,
    pub(crate) removed: Vec<(Pnr, Reason)>,
}

/// The filters before, and those after the change, in the index of a day.
const BEFORE: u32 = 0;
const AFTER: u32 = 1;

/// Matches the extracts of the last days up to `last`, each with its own ages and municipalities.
pub(crate) fn count(
    sources: &Sources<'_>,
    question: &Question,
    (parts, terms): (&PartMatcher, &Terms),
    last: Date,
    observer: Observer<'_>,
) -> Result<Vec<CountedDay>, PreviewError> {
    let before = last.checked_sub(i64::from(question.days).days()).unwrap_or(Date::MIN);
    let runs = sources.store.days_after(before)?;
    let (of, done) = (runs.len(), AtomicUsize::new(0));
    // One extract of the archive at a time is in memory.
    let archive = Mutex::new(sources.archive);
    let days = runs.into_par_iter().map(|run| {
        let Some(proddto) = run.header.map(|header| header.proddto) else { return Ok(None) };
        let (changes, sizes): (Vec<_>, Vec<_>) = sources.store.changes(run.id)?.into_iter().unzip();
        let sizes = sizes::of_changes(&archive, sources.layouts, &run, (&changes, sizes), terms)?;
        let day = count_day(question, (parts, terms), proddto, &changes, sizes.as_deref());
        observer(PreviewStep::Days { done: done.fetch_add(1, Ordering::Relaxed) + 1, of });
        Ok(Some(day))
    });
    Ok(days.collect::<Result<Vec<_>, PreviewError>>()?.into_iter().flatten().collect())
}

fn count_day(
    question: &Question,
    (parts, terms): (&PartMatcher, &Terms),
    proddto: Date,
    changes: &[Change],
    sizes: Option<&[RecordsSize]>,
) -> CountedDay {
    let mut hits = vec![[None; 2]; changes.len()];
    for_each_hit(&index(question).compile(), changes, proddto, |subscription, hit| {
        hits[hit.change as usize][subscription as usize] = Some(hit.reason);
    });
    let mut buffer = PartBuffer::default();
    let (effect, work) = (Effect::default(), vec![Work::default(); parts.len()]);
    let (added, removed) = (Vec::new(), Vec::new());
    let is_sized = sizes.is_some();
    let mut day = CountedDay { proddto, effect, is_sized, work, added, removed };
    for (place, (change, [before, after])) in changes.iter().zip(hits).enumerate() {
        if change.is_protected && terms.leaves_out_protected() {
            continue;
        }
        parts.add(&facts(change, proddto), &mut buffer, &mut day.work);
        let size = sizes.and_then(|sizes| sizes.get(place).copied()).unwrap_or_default();
        day.effect.add(before.is_some(), after.is_some(), size);
        match (before, after) {
            (None, Some(reason)) if question.with_persons => day.added.push((change.pnr, reason)),
            (Some(reason), None) if question.with_persons => day.removed.push((change.pnr, reason)),
            _ => {}
        }
    }
    day
}

fn index(question: &Question) -> Index {
    let mut index = Index::new([question.combination; 2]);
    for (subscription, set) in [(BEFORE, &question.before), (AFTER, &question.after)] {
        set.iter().for_each(|filter| index.add(subscription, filter));
    }
    index
}
