use gctp_proto::{GctpTable, PersonMethod};

use super::address::Address;
use super::adresse4::adresse4;
use super::familie::familie;
use super::navne3::navne3;
use super::persons_table::PersonsTable;
use super::stam_plus::stam_plus;
use crate::person_records::PersonRecords;
use crate::protected_addresses::ProtectedAddresses;

/// The table that answers `method` about a person. `held` are the [`relatives`](super::relatives) whose records the replica
/// has; only methods that [show relatives](PersonMethod::has_relatives) look at them.
pub fn person_table(
    method: PersonMethod,
    person: &PersonRecords<'_>,
    held: &[PersonRecords<'_>],
    addresses: ProtectedAddresses,
) -> PersonsTable {
    let address = Address::of(person, addresses);
    let alone = vec![person.pnr()];
    let (rows, persons) = match method {
        PersonMethod::StamPlus => (vec![stam_plus(person, &address)], alone),
        PersonMethod::FamiliePlus | PersonMethod::Familie => familie(person, held, addresses),
        PersonMethod::Navne3 => (vec![navne3(person)], alone),
        PersonMethod::Adresse4 => (adresse4(&address).into_iter().collect(), alone),
    };
    let mut table = GctpTable::new(method.into());
    table.rows = rows;
    PersonsTable { table, persons }
}

#[cfg(test)]
mod tests {
    use gctp_proto::{GctpAnswer, GctpMethod};

    use super::*;
    use crate::test_person::TestPerson;

    const METHODS: [PersonMethod; 5] = [
        PersonMethod::StamPlus,
        PersonMethod::FamiliePlus,
        PersonMethod::Familie,
        PersonMethod::Navne3,
        PersonMethod::Adresse4,
    ];

    #[test]
    fn answer_has_the_names_of_its_method() {
        let person = TestPerson::resident("0101701234");
        for method in METHODS {
            let found = person_table(method, &person.records(), &[], ProtectedAddresses::Given);
            assert_eq!(found.persons, [person.pnr()]);
            let answer = GctpAnswer::found(method.into(), found.table).to_xml();
            let name = GctpMethod::from(method).as_str();
            assert!(answer.contains(&format!("<Table r=\"{name}\"")), "{answer}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_records_give_an_answer(
            kinds in proptest::collection::vec((0usize..30, proptest::collection::vec(proptest::num::u8::ANY, 0..120)), 0..12),
        ) {
            let mut records = Vec::new();
            for (kind, content) in &kinds {
                records.extend(format!("{kind:03}0101701234").into_bytes());
                records.extend(content.iter().filter(|&&byte| byte != b'\n'));
                records.push(b'\n');
            }
            let person = PersonRecords::new("0101701234".parse().unwrap(), &records);
            for method in METHODS {
                let found = person_table(method, &person, std::slice::from_ref(&person), ProtectedAddresses::LeftOut);
                let answer = GctpAnswer::found(method.into(), found.table).to_xml();
                let mut reader = quick_xml::Reader::from_str(&answer);
                while reader.read_event().unwrap() != quick_xml::events::Event::Eof {}
            }
        }
    }
}
