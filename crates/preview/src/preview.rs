use civil::{MunicipalityCode, Pnr};
use filters::Reason;
use jiff::civil::Date;
use matching::{LoadNotPossible, check_selection};
use store::{LoadSelection, RunId};

use crate::age_band::AgeBand;
use crate::days::{self, CountedDay};
use crate::effect::{Cell, Effect, Work};
use crate::error::PreviewError;
use crate::figure::Figure;
use crate::part::{FilterPart, parts};
use crate::part_matcher::PartMatcher;
use crate::precision::Precision;
use crate::question::{Observer, PreviewStep, Question, Sources};
use crate::replica;
use crate::tally::Tally;
use crate::terms::Terms;

/// What a change of filters does.
#[derive(Debug, Clone)]
pub struct Preview {
    /// The last extract.
    pub run: RunId,
    /// Its PRODDTO.
    pub as_of: Date,
    /// How precise the figures are.
    pub precision: Precision,
    /// How many filters there are before and after.
    pub filters: Cell<u64>,
    /// Numbers that were not looked for: see [`Precision`].
    pub unmatched_numbers: u64,
    /// Whether nothing was counted: see [`Precision`].
    pub is_uncounted: bool,
    /// The persons of the replica, and a load of them.
    pub load: Effect<Figure>,
    /// Why there can be no load with the filters after the change.
    pub load_not_possible: Option<LoadNotPossible>,
    /// Where these persons live. Municipalities of few persons are left out where figures are rounded.
    pub municipalities: Vec<(Option<MunicipalityCode>, Cell<Figure>)>,
    /// How old these persons are.
    pub ages: Vec<(AgeBand, Cell<Figure>)>,
    /// What each of the last days would have given.
    pub days: Vec<PastDay>,
    /// The sum of the days. Sizes are of those whose sizes are known.
    pub all_days: Effect<Figure>,
    /// The work of each part of the filters after the change.
    pub parts: Vec<PartWork>,
    /// Persons whom only the filters after choose, and why, if they are asked for; in rising order.
    pub added: Vec<(Pnr, Reason)>,
    /// Persons whom only the filters before choose.
    pub removed: Vec<(Pnr, Reason)>,
}

/// What a day's extract would have given.
#[derive(Debug, Clone)]
pub struct PastDay {
    /// Its PRODDTO.
    pub proddto: Date,
    /// What it would have given.
    pub effect: Effect<Figure>,
    /// Whether the sizes are known: not of a run of an older cprabo whose extract left the archive.
    pub is_sized: bool,
    /// Persons whom only the filters after choose, and why, if they are asked for; in rising order.
    pub added: Vec<(Pnr, Reason)>,
    /// Persons whom only the filters before choose.
    pub removed: Vec<(Pnr, Reason)>,
}

/// The work of a part of the filters.
#[derive(Debug, Clone)]
pub struct PartWork {
    /// The part.
    pub part: FilterPart,
    /// Persons of the replica.
    pub now: Work<Figure>,
    /// Persons of the days, each once a day.
    pub days: Work<Figure>,
}

/// Counts what a change of filters does, on all cores. `observer` is told how far it is, from several threads.
///
/// # Errors
/// [`PreviewError::ReplicaEmpty`]; [`PreviewError::Superseded`] when an extract was applied meanwhile.
pub fn preview(
    sources: &Sources<'_>,
    question: &Question,
    observer: &(dyn Fn(PreviewStep) + Sync),
) -> Result<Preview, PreviewError> {
    let run = sources.store.last_applied()?.ok_or(PreviewError::ReplicaEmpty)?;
    let as_of = run.header.map(|header| header.proddto).ok_or(PreviewError::ReplicaEmpty)?;
    let sets = (&question.before, &question.after);
    let matched = question.precision.matched(question.combination, sets);
    let counted = match matched {
        Some((before, after)) => {
            let question = Question { before, after, ..question.clone() };
            Some(count(sources, &question, (run.id, as_of), observer)?)
        }
        None => None,
    };
    Ok(present(question, counted, (run.id, as_of)))
}

/// What was counted.
struct Counted {
    numbers: u64,
    parts: Vec<FilterPart>,
    replica: Tally,
    days: Vec<CountedDay>,
}

fn count(
    sources: &Sources<'_>,
    question: &Question,
    (run, as_of): (RunId, Date),
    observer: Observer<'_>,
) -> Result<Counted, PreviewError> {
    let parts = parts(&question.after);
    let (of_day, of_replica) = (
        PartMatcher::of_day(&parts, question.combination),
        PartMatcher::of_replica(&parts, question.combination),
    );
    let terms = Terms::new(&question.minimisation);
    let tally = || Tally::new(parts.len());
    let days = days::count(sources, question, (&of_day, &terms), as_of, observer)?;
    let of_replica = (&of_replica, &terms);
    let replica = replica::count(sources, question, of_replica, (run, as_of), observer, &tally)?;
    let numbers = question.after.pnrs().count() as u64;
    Ok(Counted { numbers, parts: parts.into_iter().map(|(part, _)| part).collect(), replica, days })
}

/// The figures as the caller may see them.
fn present(question: &Question, counted: Option<Counted>, (run, as_of): (RunId, Date)) -> Preview {
    let precision = question.precision;
    let Question { before, after, .. } = question;
    let is_uncounted = counted.is_none();
    let empty =
        || Counted { numbers: 0, parts: Vec::new(), replica: Tally::new(0), days: Vec::new() };
    let Counted { numbers, parts, replica, days } = counted.unwrap_or_else(empty);
    let mut all_days = Effect::default();
    let mut work_of_days = vec![Work::default(); parts.len()];
    for day in &days {
        all_days += day.effect;
        work_of_days.iter_mut().zip(&day.work).for_each(|(sum, work)| *sum += *work);
    }
    let work = replica.work.iter().zip(work_of_days);
    let parts = parts.into_iter().zip(work).map(|(part, (now, days))| PartWork {
        part,
        now: precision.work(*now),
        days: precision.work(days),
    });
    let cells = AgeBand::all().zip(replica.ages);
    Preview {
        run,
        as_of,
        precision,
        filters: Cell { before: before.len() as u64, after: after.len() as u64 },
        unmatched_numbers: after.pnrs().count() as u64 - numbers,
        is_uncounted,
        load: precision.effect(replica.effect),
        load_not_possible: check_selection(after, LoadSelection::Filters).err(),
        municipalities: municipalities(precision, replica.municipalities),
        ages: cells.map(|(band, cell)| (band, precision.cell(cell))).collect(),
        days: days.into_iter().map(|day| past_day(precision, day)).collect(),
        all_days: precision.effect(all_days),
        parts: parts.collect(),
        added: replica.added,
        removed: replica.removed,
    }
}

/// A hidden cell would still tell that somebody lives there.
fn municipalities(
    precision: Precision,
    cells: impl IntoIterator<Item = (Option<MunicipalityCode>, Cell<u64>)>,
) -> Vec<(Option<MunicipalityCode>, Cell<Figure>)> {
    let cells = cells.into_iter().map(|(code, cell)| (code, precision.cell(cell)));
    let is_shown = |cell: &Cell<Figure>| cell.before.get().is_some() || cell.after.get().is_some();
    cells.filter(|(_, cell)| is_shown(cell)).collect()
}

fn past_day(precision: Precision, day: CountedDay) -> PastDay {
    let CountedDay { proddto, effect, is_sized, added, removed, .. } = day;
    PastDay { proddto, effect: precision.effect(effect), is_sized, added, removed }
}
