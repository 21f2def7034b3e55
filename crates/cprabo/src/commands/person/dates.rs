use extract::PartialMoment;
use lookup::Record;

use reports::{Language, Words};

const SINCE: Words = Words::new("since", "fra");
const UNTIL: Words = Words::new("until", "til");
const UNCERTAIN: Words = Words::new("uncertain", "usikker");
/// The length of a day in the text of a moment.
const DAY: usize = 10;

/// The day in a field, as far as it is known; `None` when there is none. A moment's time is left out.
pub(super) fn day(record: &Record<'_>, field: &str) -> Option<String> {
    match PartialMoment::parse(&record.raw(field)) {
        Ok(moment) => moment.map(|moment| moment.to_string().chars().take(DAY).collect()),
        Err(_) => Some(record.text(field)).filter(|text| !text.is_empty()),
    }
}

/// The same, with a word if the field `mark` says that it is uncertain.
pub(super) fn marked_day(
    record: &Record<'_>,
    field: &str,
    mark: &str,
    language: Language,
) -> Option<String> {
    let day = day(record, field)?;
    let is_uncertain = !record.text(mark).is_empty();
    Some(if is_uncertain { format!("{day} ({})", UNCERTAIN.of(language)) } else { day })
}

/// `since 2010-01-31`, `until 2015-05-01` or both as `2010-01-31 – 2015-05-01`; `None` when both are unknown.
pub(super) fn period(
    from: Option<String>,
    to: Option<String>,
    language: Language,
) -> Option<String> {
    match (from, to) {
        (Some(from), Some(to)) => Some(format!("{from} – {to}")),
        (Some(from), None) => Some(format!("{} {from}", SINCE.of(language))),
        (None, Some(to)) => Some(format!("{} {to}", UNTIL.of(language))),
        (None, None) => None,
    }
}

/// Parts that are there, with commas between.
pub(super) fn joined(parts: impl IntoIterator<Item = Option<String>>) -> String {
    let there = parts.into_iter().flatten().filter(|part| !part.is_empty());
    there.collect::<Vec<_>>().join(", ")
}
