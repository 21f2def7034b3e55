use filters::{Combination, Filter, FilterKind, FilterKinds, MatchFacts, Reason, Verdict};
use jiff::civil::Date;
use store::{FiltersOnPerson, Person};

/// Why a subscription's filters choose a person of the replica, with ages as of `day`; `None` when they do not. Filters on
/// events choose nobody, as with a load (`filters.md`).
pub fn chosen(
    filters: &FiltersOnPerson,
    combination: Combination,
    person: &Person,
    day: Date,
) -> Option<Reason> {
    let facts = MatchFacts {
        pnr: person.pnr,
        age: person.born.and_then(|born| born.age_on(day)),
        lives_in: person.lives_in,
        lived_in: None,
        events: &[],
    };
    let choosing = || filters.filters.iter().filter(|filter| filter.kind() != FilterKind::Event);
    let set: FilterKinds = choosing().map(Filter::kind).collect();
    let set = if filters.has_pnrs { set.with(FilterKind::Pnr) } else { set };
    let matched = choosing().fold(Reason::NONE, |all, filter| all | filter.reason(&facts));
    match combination.evaluate(set, matched) {
        Verdict::Deliver(reason) => Some(reason),
        Verdict::Exclude(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use civil::RegisterDate;
    use filters::FilterSet;
    use jiff::civil::date;
    use store::IndexRow;

    use super::*;
    use crate::LoadFilter;

    fn person() -> Person {
        Person {
            pnr: "0101701234".parse().unwrap(),
            status: None,
            lives_in: "751".parse().ok(),
            born: RegisterDate::parse(b"1970-01-01").unwrap(),
            run: "1".parse().unwrap(),
            records: Vec::new(),
        }
    }

    /// Every set of these filters, with each combination: as a load chooses.
    #[test]
    fn chosen_is_who_a_load_would_have() {
        let person = person();
        let day = date(2026, 1, 5);
        let all: [Filter; 7] = [
            Filter::Pnr(person.pnr),
            Filter::Pnr("0202701234".parse().unwrap()),
            Filter::Age("0-17".parse().unwrap()),
            Filter::Age("18-65".parse().unwrap()),
            Filter::Municipality("0751".parse().unwrap()),
            Filter::Municipality("0101".parse().unwrap()),
            Filter::Event("A01".parse().unwrap()),
        ];
        for bits in 0..1 << all.len() {
            let picked = || all.iter().enumerate().filter(|(at, _)| bits & 1 << at != 0);
            let set: FilterSet = picked().map(|(_, filter)| *filter).collect();
            let on_person = FiltersOnPerson {
                filters: set
                    .iter()
                    .filter(|it| it.kind() != FilterKind::Pnr || *it == Filter::Pnr(person.pnr))
                    .collect(),
                has_pnrs: set.kinds().has(FilterKind::Pnr),
            };
            for combination in [Combination::Any, Combination::EventsNarrow, Combination::All] {
                let row = IndexRow {
                    pnr: person.pnr,
                    status: person.status,
                    lives_in: person.lives_in,
                    born: person.born,
                };
                let of_load = LoadFilter::of_subscription(&set, combination, day).choose(&row);
                assert_eq!(chosen(&on_person, combination, &person, day), of_load, "{bits:b}");
            }
        }
    }
}
