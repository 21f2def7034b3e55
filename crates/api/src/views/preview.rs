use civil::MunicipalityCode;
use jiff::civil::Date;
use preview::{AgeBand, Cell, Effect, Figure, PartWork, PastDay, Precision, Preview, Volume, Work};
use serde::Serialize;
use utoipa::ToSchema;

use crate::pnrs::CleartextPnr;

/// What a change of filters would do. A figure is `null` where it is hidden: see `is_rounded`.
#[derive(Debug, Serialize, ToSchema)]
pub struct PreviewDocument {
    /// PRODDTO of the extract as of which the replica is.
    #[schema(value_type = String, format = Date)]
    as_of: Date,
    /// Whether figures under five persons are hidden and all others rounded, because the agreement may not look everyone up.
    is_rounded: bool,
    /// Whether nothing was counted: numbers are combined with other kinds of filter, and the agreement may not look everyone up.
    is_uncounted: bool,
    /// Numbers that were not looked for, because they are not in force and the agreement may not look everyone up.
    unmatched_numbers: u64,
    /// How many filters there are.
    filters: FilterCounts,
    /// The persons now, and a load of them.
    load: EffectView,
    /// Why there can be no load with these filters, in English.
    load_not_possible: Option<String>,
    /// Where these persons live. Municipalities of few persons are left out where figures are rounded.
    municipalities: Vec<MunicipalityCell>,
    /// How old these persons are.
    ages: Vec<AgeCell>,
    /// What each of the last days' extracts would have given.
    days: Vec<DayView>,
    /// The sum of the days, each person once a day.
    all_days: EffectView,
    /// The work of each part of the filters after the change.
    parts: Vec<PartView>,
    /// Persons whom only the filters after the change choose, if they were asked for. Personal data.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Vec<String>>)]
    added: Option<Vec<CleartextPnr>>,
    /// Persons whom only the filters before the change choose, if they were asked for. Personal data.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Vec<String>>)]
    removed: Option<Vec<CleartextPnr>>,
}

/// How many filters there are.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct FilterCounts {
    before: u64,
    after: u64,
}

/// Before and after the change, and the difference.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct EffectView {
    before: VolumeView,
    after: VolumeView,
    /// Only after.
    added: VolumeView,
    /// Only before.
    removed: VolumeView,
}

/// Persons, their records, and these in bytes, without a file's start and end record.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct VolumeView {
    persons: Option<u64>,
    records: Option<u64>,
    bytes: Option<u64>,
}

/// Persons of a municipality.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct MunicipalityCell {
    /// KOMKOD; `null` of persons who live in none.
    municipality: Option<String>,
    /// Its name.
    name: Option<&'static str>,
    before: Option<u64>,
    after: Option<u64>,
}

/// Persons of an age.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AgeCell {
    /// `0-5`, …, `80-`, or `unknown`.
    ages: String,
    before: Option<u64>,
    after: Option<u64>,
}

/// What a day's extract would have given.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DayView {
    /// PRODDTO.
    #[schema(value_type = String, format = Date)]
    proddto: Date,
    /// Whether records and bytes are known: not when the extract left the archive before they were kept.
    is_sized: bool,
    #[serde(flatten)]
    effect: EffectView,
}

/// The work of a part of the filters.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PartView {
    /// The kind of filter.
    kind: &'static str,
    /// The filter, if it is a single one and not on a number.
    filter: Option<String>,
    /// How many filters it has.
    filters: u64,
    /// Persons now.
    now: WorkView,
    /// Persons of the days, each once a day.
    days: WorkView,
}

/// The work, in persons.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct WorkView {
    /// Those whom it would choose alone.
    alone: Option<u64>,
    /// Those who are chosen, and would not be without it.
    only: Option<u64>,
    /// Those who are not chosen, and would be without it.
    kept_out: Option<u64>,
}

impl PreviewDocument {
    /// A preview as JSON; with the persons where they were asked for.
    pub fn new(preview: &Preview, with_persons: bool) -> Self {
        let numbers = |persons: &[(civil::Pnr, filters::Reason)]| {
            persons.iter().map(|(pnr, _)| CleartextPnr(*pnr)).collect()
        };
        Self {
            as_of: preview.as_of,
            is_rounded: preview.precision == Precision::Rounded,
            is_uncounted: preview.is_uncounted,
            unmatched_numbers: preview.unmatched_numbers,
            filters: FilterCounts { before: preview.filters.before, after: preview.filters.after },
            load: effect(&preview.load),
            load_not_possible: preview.load_not_possible.map(|why| why.to_string()),
            municipalities: preview.municipalities.iter().map(municipality).collect(),
            ages: preview.ages.iter().map(age).collect(),
            days: preview.days.iter().map(day).collect(),
            all_days: effect(&preview.all_days),
            parts: preview.parts.iter().map(part).collect(),
            added: with_persons.then(|| numbers(&preview.added)),
            removed: with_persons.then(|| numbers(&preview.removed)),
        }
    }
}

fn effect(effect: &Effect<Figure>) -> EffectView {
    let [before, after, added, removed] =
        [effect.before, effect.after, effect.added, effect.removed].map(volume);
    EffectView { before, after, added, removed }
}

const fn volume(volume: Volume<Figure>) -> VolumeView {
    let Volume { persons, records, bytes } = volume;
    VolumeView { persons: persons.get(), records: records.get(), bytes: bytes.get() }
}

fn municipality((code, cell): &(Option<MunicipalityCode>, Cell<Figure>)) -> MunicipalityCell {
    MunicipalityCell {
        municipality: code.map(|code| code.to_string()),
        name: code.and_then(MunicipalityCode::name),
        before: cell.before.get(),
        after: cell.after.get(),
    }
}

fn age((band, cell): &(AgeBand, Cell<Figure>)) -> AgeCell {
    AgeCell { ages: band.to_string(), before: cell.before.get(), after: cell.after.get() }
}

fn day(day: &PastDay) -> DayView {
    DayView { proddto: day.proddto, is_sized: day.is_sized, effect: effect(&day.effect) }
}

fn part(work: &PartWork) -> PartView {
    let PartWork { part, now, days } = work;
    PartView {
        kind: part.kind.as_str(),
        filter: part.filter.map(|filter| filter.revealed_line()),
        filters: part.filters,
        now: view(now),
        days: view(days),
    }
}

const fn view(work: &Work<Figure>) -> WorkView {
    let Work { alone, only, kept_out } = work;
    WorkView { alone: alone.get(), only: only.get(), kept_out: kept_out.get() }
}
