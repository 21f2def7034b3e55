use civil::Pnr;

use crate::person_records::PersonRecords;

/// The numbers that a list operation answers, each once: the valid one, the one asked for, and the former ones in the order
/// of their records.
///
/// `asked` are the records of the number asked for. `valid` are those of [`PersonRecords::valid_number`] of it: only these
/// have the former numbers (`022`). They are the same where the number asked for is the valid one, or where the replica has
/// no other.
pub fn listed_numbers(asked: &PersonRecords<'_>, valid: &PersonRecords<'_>) -> Vec<Pnr> {
    let former = [valid, asked].into_iter().flat_map(former_numbers);
    let mut numbers: Vec<Pnr> = Vec::new();
    for number in [asked.valid_number(), asked.pnr()].into_iter().chain(former) {
        if !numbers.contains(&number) {
            numbers.push(number);
        }
    }
    numbers
}

/// The numbers that a person's own records name: the valid one and former ones. What these records name in turn is to be
/// looked up too: a former number's name the valid one alone.
pub fn own_numbers(person: &PersonRecords<'_>) -> Vec<Pnr> {
    std::iter::once(person.valid_number()).chain(former_numbers(person)).collect()
}

/// In a `022` the valid number stands where other records have the person's, and `PNR` is the former one.
fn former_numbers<'a>(person: &PersonRecords<'a>) -> impl Iterator<Item = Pnr> {
    person.all("022").filter_map(|former| former.pnr("PNR"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::person_base_data::fixture::Person;

    const VALID: &str = "6202701234";
    const FORMER: [&str; 2] = ["0101701234", "6303701234"];

    fn numbers(asked: &Person, valid: &Person) -> Vec<String> {
        let numbers = listed_numbers(&asked.records(), &valid.records());
        numbers.iter().map(|number| number.reveal().to_string()).collect()
    }

    fn valid() -> Person {
        let person = Person::with_number(VALID).record("001", &[("STATUS", "01")]);
        FORMER.iter().fold(person, |person, former| person.record("022", &[("PNR", former)]))
    }

    #[test]
    fn listed_numbers_are_the_valid_and_the_former_ones_whichever_is_asked_for() {
        assert_eq!(numbers(&valid(), &valid()), [VALID, FORMER[0], FORMER[1]]);
        for asked in FORMER {
            let replaced =
                Person::with_number(asked).record("001", &[("STATUS", "60"), ("PNRGAELD", VALID)]);
            let found = numbers(&replaced, &valid());
            assert_eq!(found[..2], [VALID, asked]);
            assert_eq!(found.len(), 3);
        }
    }

    #[test]
    fn listed_numbers_of_a_person_with_one_number_are_that() {
        let person = Person::new().record("001", &[("PNRGAELD", "0000000000")]);
        assert_eq!(numbers(&person, &person), [crate::person_base_data::fixture::PNR]);
        let replaced = Person::new().record("001", &[("PNRGAELD", VALID)]);
        assert_eq!(numbers(&replaced, &replaced), [VALID, crate::person_base_data::fixture::PNR]);
    }
}
