use extract::Person;
use store::PersonIndex;

/// What the replica's index has on a person of an extract.
pub(crate) fn person_index(person: &Person) -> PersonIndex {
    PersonIndex {
        status: person.status(),
        lives_in: person.municipality(),
        road: person.road(),
        house_number: person.house_number(),
        born: person.born(),
    }
}
