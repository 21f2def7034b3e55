use std::collections::BTreeSet;

use civil::Pnr;

use crate::person_records::PersonRecords;
use crate::pnr_field::pnr;

/// The other numbers that the person has or has had, by the person's own records: the valid one (001.PNRGAELD) and former
/// ones (`022`), in rising order. A *list* operation answers on each that the replica has.
pub fn other_numbers(person: &PersonRecords<'_>) -> Vec<Pnr> {
    let valid = pnr(&person.first("001"), "PNRGAELD");
    let former = person.all("022").filter_map(|record| pnr(&record, "PNR"));
    let mut numbers: BTreeSet<Pnr> = valid.into_iter().chain(former).collect();
    numbers.remove(&person.pnr());
    numbers.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_person::TestPerson;

    #[test]
    fn other_numbers_are_the_valid_one_and_the_former_ones() {
        let person = TestPerson::new("0101700001")
            .record("001", &[("PNRGAELD", "0101700005"), ("STATUS", "60")])
            .record("022", &[("PNR", "0101700003")])
            .record("022", &[("PNR", "0101700001")]);
        let numbers: Vec<String> =
            other_numbers(&person.records()).iter().map(|it| it.reveal().to_string()).collect();
        assert_eq!(numbers, ["0101700003", "0101700005"]);
        let alone = TestPerson::new("0101700001").record("001", &[("PNRGAELD", "0000000000")]);
        assert_eq!(other_numbers(&alone.records()), []);
    }
}
