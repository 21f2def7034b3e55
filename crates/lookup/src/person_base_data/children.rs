use civil::{Pnr, Status, StatusMeaning};
use jiff::Timestamp;
use jiff::civil::Date;

use super::age::age;
use crate::person_records::PersonRecords;

const OF_AGE: i16 = 18;

/// The person's children who are under 18 at a moment, by the dates in their numbers. For
/// [`response`](super::response), which counts those of them who are active.
pub fn children_under_18(person: &PersonRecords<'_>, asked_at: Timestamp) -> Vec<Pnr> {
    under_18(person, clock::danish_day(asked_at)).collect()
}

/// `antalBoernUnder18`: how many of the children under 18 have status 1, 3, 5 or 7. A child that is not in `children` is not
/// counted.
pub(super) fn active(
    person: &PersonRecords<'_>,
    children: &[PersonRecords<'_>],
    today: Date,
) -> usize {
    let is_active = |child: &Pnr| {
        children.iter().any(|records| records.pnr() == *child && is_status_active(records))
    };
    under_18(person, today).filter(is_active).count()
}

fn under_18(person: &PersonRecords<'_>, today: Date) -> impl Iterator<Item = Pnr> {
    let children = person.all("014").filter_map(|record| record.pnr("PNR-BARN"));
    let is_under_18 = move |child: &Pnr| {
        let age = child.birth_date().and_then(|born| age(born, today));
        age.is_some_and(|age| age < OF_AGE)
    };
    children.filter(is_under_18)
}

fn is_status_active(child: &PersonRecords<'_>) -> bool {
    let status = Status::from_register(&child.first("001").raw("STATUS"));
    status.and_then(Status::meaning).is_some_and(StatusMeaning::is_active)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::person_base_data::fixture::Person;

    #[test]
    fn children_under_18_go_by_their_numbers_and_count_when_active() {
        let parent = ["6202084000", "6302084000", "6102094000", "6102375000", "0000000000"]
            .iter()
            .fold(Person::new(), |parent, child| parent.record("014", &[("PNR-BARN", child)]));
        let child = |number: &str, status: &str| {
            Person::with_number(number).record("001", &[("STATUS", status)])
        };
        let asked_at = "2026-02-02T22:59:59Z".parse().unwrap();
        let parent = parent.records();
        let numbers = children_under_18(&parent, asked_at);
        let numbers: Vec<_> = numbers.iter().map(|child| child.reveal().to_string()).collect();
        assert_eq!(numbers, ["6302084000", "6102094000"]);

        let today = clock::danish_day(asked_at);
        for (status, expected) in [("01", 2), ("07", 2), ("20", 1), ("90", 1), ("", 1)] {
            let children = [child("6302084000", status), child("6102094000", "03")];
            let records: Vec<_> = children.iter().map(Person::records).collect();
            assert_eq!(active(&parent, &records, today), expected, "{status}");
        }
        assert_eq!(active(&parent, &[], today), 0);
    }
}
