use std::collections::BTreeMap;

use civil::Pnr;

use super::family_mark::FamilyMark;
use super::value::pnr;
use crate::person_records::PersonRecords;

/// Somebody who is related to a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Relative {
    /// The number, as the person's records have it; the replica may not hold it.
    pub pnr: Pnr,
    /// What the relative is to the person.
    pub mark: FamilyMark,
}

/// Whom `Familie+` shows beside the person, in rising order of number. Who is related in two ways stands there once, with the
/// first of spouse, child, mother, father and others. Holders of custody (`016`) are not among them (`lookup.md` 4.4).
pub fn relatives(person: &PersonRecords<'_>) -> Vec<Relative> {
    let mut found = BTreeMap::new();
    for (pnr, mark) in spouses(person).chain(children(person)).chain(parents(person)) {
        found.entry(pnr).or_insert(mark);
    }
    for guardian in guardians(person) {
        found.entry(guardian).or_insert(FamilyMark::Other);
    }
    found.remove(&person.pnr());
    found.into_iter().map(|(pnr, mark)| Relative { pnr, mark }).collect()
}

/// The spouse of now, or the last one: only CIVST G makes one a spouse, and neither P nor what follows a marriage.
fn spouses(person: &PersonRecords<'_>) -> impl Iterator<Item = (Pnr, FamilyMark)> {
    person.all("012").filter_map(|marriage| {
        let is_married = marriage.text("CIVST") == "G";
        let mark = if is_married { FamilyMark::Spouse } else { FamilyMark::Other };
        Some((pnr(&marriage, "AEGTEPNR")?, mark))
    })
}

fn children(person: &PersonRecords<'_>) -> impl Iterator<Item = (Pnr, FamilyMark)> {
    person.all("014").filter_map(|child| Some((pnr(&child, "PNR-BARN")?, FamilyMark::Child)))
}

fn parents(person: &PersonRecords<'_>) -> impl Iterator<Item = (Pnr, FamilyMark)> {
    person.all("015").flat_map(|parents| {
        let mother = pnr(&parents, "PNRMOR").map(|pnr| (pnr, FamilyMark::Mother));
        let father = pnr(&parents, "PNRFAR").map(|pnr| (pnr, FamilyMark::Father));
        mother.into_iter().chain(father)
    })
}

fn guardians(person: &PersonRecords<'_>) -> impl Iterator<Item = Pnr> {
    person.all("017").filter_map(|guardianship| pnr(&guardianship, "RELPNR"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_person::TestPerson;

    /// The relatives' last four digits, each with the mark.
    fn found(person: &TestPerson) -> Vec<(String, &'static str)> {
        let relatives = relatives(&person.records()).into_iter();
        let shown = |relative: Relative| {
            (relative.pnr.reveal().to_string()[6..].to_owned(), relative.mark.as_str())
        };
        relatives.map(shown).collect()
    }

    #[test]
    fn family_is_in_rising_order_and_custody_is_not_of_it() {
        let person = TestPerson::new("0101700001")
            .record("012", &[("CIVST", "G"), ("AEGTEPNR", "0101700009")])
            .record("014", &[("PNR-BARN", "0101700007")])
            .record("014", &[("PNR-BARN", "0101700002")])
            .record("015", &[("PNRMOR", "0101700004"), ("PNRFAR", "0101700003")])
            .record("016", &[("RELPNR", "0101700005")])
            .record("017", &[("RELPNR", "0101700006")]);
        let expected = [
            ("0002", "Barn"),
            ("0003", "Far"),
            ("0004", "Mor"),
            ("0006", "Andet"),
            ("0007", "Barn"),
            ("0009", "Ægtefælle"),
        ];
        assert_eq!(found(&person), expected.map(|(pnr, mark)| (pnr.to_owned(), mark)));
    }

    #[test]
    fn only_marriage_makes_a_spouse() {
        for (status, mark) in
            [("G", "Ægtefælle"), ("P", "Andet"), ("F", "Andet"), ("E", "Andet"), ("D", "Andet")]
        {
            let marriage = [("CIVST", status), ("AEGTEPNR", "0101700009")];
            let person = TestPerson::new("0101700001").record("012", &marriage);
            assert_eq!(found(&person), [("0009".to_owned(), mark)], "{status}");
        }
    }

    #[test]
    fn blanks_and_zeros_are_nobody() {
        let person = TestPerson::new("0101700001")
            .record("012", &[("CIVST", "U")])
            .record("014", &[])
            .record("015", &[("PNRMOR", "0000000000"), ("PNRFAR", "0000000000")])
            .record("017", &[("RELPNR", "0000000000")]);
        assert_eq!(found(&person), []);
    }

    #[test]
    fn person_stands_there_once_and_never_as_a_relative_of_oneself() {
        let person = TestPerson::new("0101700001")
            .record("012", &[("CIVST", "G"), ("AEGTEPNR", "0101700009")])
            .record("014", &[("PNR-BARN", "0101700001")])
            .record("017", &[("RELPNR", "0101700009")]);
        assert_eq!(found(&person), [("0009".to_owned(), "Ægtefælle")]);
    }
}
