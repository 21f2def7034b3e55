use std::collections::HashSet;

use civil::{AgeRange, MunicipalityCode, Pnr, RegisterDate, Status};
use clock::danish_day;
use extract::{Field, PartialMoment};
use filters::{Combination, FilterKind, FilterSet};
use jiff::civil::Date;
use jiff::{Span, Timestamp};
use matching::LoadFilter;
use store::{Agreement, IndexRow, NumberFilter, Person};

use super::proposal::CleanUpReason;

/// U12170 `001.STATUSHAENSTART`: since when the status is so.
const STATUSHAENSTART: Field = Field::named(1, "STATUSHAENSTART");
/// `002.TILFLYKOMDTO`: since when the person lives in the municipality.
const TILFLYKOMDTO: Field = Field::named(2, "TILFLYKOMDTO");

/// The codes of 001.STATUS that decide.
const ANNULLED: u8 = 50;
const REPLACED: u8 = 60;
const EMIGRATED: u8 = 80;
const DEAD: u8 = 90;

/// What decides whether the PNR filters of a subscription are needed.
pub(super) struct Judge {
    /// PRODDTO of the last extract: ages are as of it.
    pub(super) day: Date,
    pub(super) komkod: Option<MunicipalityCode>,
    /// The highest age in a range, where all kinds must match.
    pub(super) last_age: Option<u16>,
    /// Numbers that filters matched since `unmatched_since`.
    pub(super) matched: HashSet<Pnr>,
    pub(super) unmatched_since: Timestamp,
    /// Whom the filters choose now, where proposals on others would tell a system of persons whom it may not receive.
    pub(super) chosen: Option<LoadFilter>,
}

/// Why a filter is probably not needed, and since when.
type Verdict = Option<(CleanUpReason, Option<Date>)>;

impl Judge {
    pub(super) fn last_age(agreement: &Agreement, filters: &FilterSet) -> Option<u16> {
        let must_match =
            agreement.combination == Combination::All && !filters.kinds().has(FilterKind::NoFilter);
        filters.ages().map(AgeRange::end).max().filter(|_| must_match)
    }

    pub(super) fn judge(&self, filter: &NumberFilter) -> Verdict {
        let of_register = match &filter.person {
            None if self.chosen.is_some() => None,
            None => Some((CleanUpReason::Unknown, Some(danish_day(filter.added_at)))),
            Some(person) if !self.may_disclose(person) => None,
            Some(person) => match person.status.map(Status::to_integer) {
                Some(DEAD) => return self.of_dead(person),
                Some(REPLACED) => Some((CleanUpReason::Replaced, since(person, 1))),
                Some(ANNULLED) => Some((CleanUpReason::Annulled, since(person, 1))),
                status => self.moved_out(person, status).or_else(|| self.aged_out(person)),
            },
        };
        of_register.or_else(|| self.never_matched(filter))
    }

    fn may_disclose(&self, person: &Person) -> bool {
        let Person { pnr, status, lives_in, born, .. } = *person;
        let row = IndexRow { pnr, status, lives_in, born };
        self.chosen.as_ref().is_none_or(|chosen| chosen.choose(&row).is_some())
    }

    /// Until a year has passed an estate may be settled, and the filter stays.
    fn of_dead(&self, person: &Person) -> Verdict {
        let since = since(person, 1)?;
        let a_year_ago = self.day.checked_sub(Span::new().years(1)).unwrap_or(Date::MIN);
        (since <= a_year_ago).then_some((CleanUpReason::Dead, Some(since)))
    }

    fn moved_out(&self, person: &Person, status: Option<u8>) -> Verdict {
        let komkod = self.komkod?;
        match (status, person.lives_in) {
            (Some(EMIGRATED), _) => Some((CleanUpReason::MovedOut, since(person, 1))),
            (_, Some(lives_in)) if lives_in != komkod => {
                Some((CleanUpReason::MovedOut, since(person, 2)))
            }
            _ => None,
        }
    }

    fn aged_out(&self, person: &Person) -> Verdict {
        let (last_age, born) = (self.last_age?, person.born?);
        let is_older = born.age_on(self.day)?.years() > last_age;
        is_older.then(|| (CleanUpReason::AgedOut, birthday(born, last_age + 1)))
    }

    fn never_matched(&self, filter: &NumberFilter) -> Verdict {
        let is_unmatched =
            filter.added_at < self.unmatched_since && !self.matched.contains(&filter.pnr);
        is_unmatched.then(|| (CleanUpReason::NeverMatched, Some(danish_day(self.unmatched_since))))
    }
}

/// Since when a person has the status (`001`), or lives in the municipality (`002`); `None` where the day is not known.
fn since(person: &Person, record: u8) -> Option<Date> {
    let (kind, field) = match record {
        1 => (b"001", STATUSHAENSTART),
        _ => (b"002", TILFLYKOMDTO),
    };
    let mut lines = person.records.split(|&byte| byte == b'\n');
    let line = lines.find(|line| line.starts_with(kind))?;
    PartialMoment::parse(field.of(line)).ok().flatten()?.date()
}

/// The day on which a person has an age. A leap day comes round on the first of March.
fn birthday(born: RegisterDate, age: u16) -> Option<Date> {
    let text = born.to_string();
    let part =
        |range: std::ops::Range<usize>| text.get(range)?.parse::<i8>().ok().map(|part| part.max(1));
    let (month, day) = (part(5..7)?, part(8..10)?);
    let year = i16::try_from(born.year() + age).ok()?;
    Date::new(year, month, day).or_else(|_| Date::new(year, 3, 1)).ok()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn judge() -> Judge {
        Judge {
            day: date(2026, 3, 1),
            komkod: "751".parse().ok(),
            last_age: Some(17),
            matched: HashSet::from([pnr(1)]),
            unmatched_since: "2025-03-01T00:00:00Z".parse().unwrap(),
            chosen: None,
        }
    }

    fn pnr(number: u64) -> Pnr {
        Pnr::from_integer(101_700_000 + number).unwrap()
    }

    /// A child in Aarhus, whose filter is old.
    fn filter(number: u64, status: u8, since: &str) -> NumberFilter {
        let pnr = pnr(number);
        let records = format!("001{:10}{:10}{status:02}{since} \n002{:79}202502030000", "", "", "");
        let person = Person {
            pnr,
            status: Status::from_integer(status),
            lives_in: "751".parse().ok(),
            born: RegisterDate::parse(b"2015-05-06").unwrap(),
            run: "1".parse().unwrap(),
            records: records.into_bytes(),
        };
        let added_at = "2024-01-01T12:00:00Z".parse().unwrap();
        NumberFilter { pnr, added_at, person: Some(person) }
    }

    fn changed(change: impl Fn(&mut Person)) -> NumberFilter {
        let mut filter = filter(1, 1, "202001010000");
        filter.person.iter_mut().for_each(change);
        filter
    }

    #[test]
    fn dead_are_proposed_after_a_year_and_for_nothing_else_before() {
        let since = |status_since| judge().judge(&filter(2, DEAD, status_since));
        let a_year_ago = Some((CleanUpReason::Dead, Some(date(2025, 3, 1))));
        assert_eq!(since("202503010000"), a_year_ago);
        assert_eq!(since("202503020000"), None);
        assert_eq!(since("202500000000"), None, "the day is not known");
    }

    #[test]
    fn replaced_and_annulled_numbers_are_proposed_at_once() {
        let judged = |status| judge().judge(&filter(1, status, "202602280000"));
        let since = Some(date(2026, 2, 28));
        assert_eq!(judged(REPLACED), Some((CleanUpReason::Replaced, since)));
        assert_eq!(judged(ANNULLED), Some((CleanUpReason::Annulled, since)));
        assert_eq!(judged(1), None);
    }

    #[test]
    fn who_lives_elsewhere_has_moved_out_if_the_agreement_states_a_municipality() {
        let elsewhere = changed(|person| person.lives_in = "101".parse().ok());
        let moved = Some((CleanUpReason::MovedOut, Some(date(2025, 2, 3))));
        assert_eq!(judge().judge(&elsewhere), moved);
        let unstated = Judge { komkod: None, ..judge() };
        assert_eq!(unstated.judge(&elsewhere), None);
        let nowhere = changed(|person| person.lives_in = None);
        assert_eq!(judge().judge(&nowhere), None);
        let emigrated = judge().judge(&filter(1, EMIGRATED, "202601020000"));
        assert_eq!(emigrated, Some((CleanUpReason::MovedOut, Some(date(2026, 1, 2)))));
    }

    #[test]
    fn who_is_older_than_each_range_has_aged_out_on_the_birthday() {
        let born = |born: &[u8]| {
            let born = RegisterDate::parse(born).unwrap();
            judge().judge(&changed(|person| person.born = born))
        };
        assert_eq!(born(b"2008-03-02"), None, "18 tomorrow");
        let aged_out = |day| Some((CleanUpReason::AgedOut, Some(day)));
        assert_eq!(born(b"2008-03-01"), aged_out(date(2026, 3, 1)));
        assert_eq!(born(b"2000-02-29"), aged_out(date(2018, 3, 1)));
        assert_eq!(born(b"2000-00-00"), aged_out(date(2018, 1, 1)));
        let any = Judge { last_age: None, ..judge() };
        assert_eq!(
            any.judge(&changed(|person| person.born = RegisterDate::parse(b"1950-01-01").unwrap())),
            None
        );
    }

    #[test]
    fn filter_that_is_old_and_matched_nobody_is_proposed_and_a_new_one_is_not() {
        let old = filter(2, 1, "202001010000");
        assert_eq!(
            judge().judge(&old),
            Some((CleanUpReason::NeverMatched, Some(date(2025, 3, 1))))
        );
        let new = NumberFilter { added_at: judge().unmatched_since, ..old };
        assert_eq!(judge().judge(&new), None);
    }

    #[test]
    fn unknown_number_is_proposed_since_its_filter() {
        let unknown = NumberFilter { person: None, ..filter(1, 1, "") };
        let since = Some((CleanUpReason::Unknown, Some(date(2024, 1, 1))));
        assert_eq!(judge().judge(&unknown), since);
    }

    #[test]
    fn judge_for_system_discloses_only_persons_that_its_filters_choose() {
        let lines = ["pnr 0101700001", "municipality 0101"];
        let set: FilterSet = lines.iter().map(|line| line.parse().unwrap()).collect();
        let chosen = LoadFilter::of_subscription(&set, Combination::All, judge().day);
        let judge = Judge { chosen: Some(chosen), ..judge() };
        assert_eq!(judge.judge(&filter(1, REPLACED, "202602280000")), None);
        assert_eq!(judge.judge(&NumberFilter { person: None, ..filter(1, 1, "") }), None);
        let unmatched = judge.judge(&filter(2, REPLACED, "202602280000"));
        assert_eq!(unmatched.map(|(reason, _)| reason), Some(CleanUpReason::NeverMatched));
    }
}
