use gctp_proto::GctpRow;

use super::address::Address;
use super::value::date;

/// The row of ADRESSE4: the contact address, also when it has expired; `None` without one (`lookup.md` 4.5).
pub(super) fn adresse4(address: &Address<'_>) -> Option<GctpRow> {
    let contact = address.contact;
    if contact.is_missing() {
        return None;
    }
    let mut row = GctpRow::default();
    row.add("CATX_ADR1", contact.text("ADR1-KONTAKTADR"));
    row.add("CATX_ADR2", contact.text("ADR2-KONTAKTADR"));
    row.add("CATX_ADR3", contact.text("ADR3-KONTAKTADR"));
    row.add("CATX_ADR4", contact.text("ADR4-KONTAKTADR"));
    row.add("CATX_ADR5", contact.text("ADR5-KONTAKTADR"));
    row.add("CATX_SLETDATO", date(&contact, "SLET_DT-ADRTXT"));
    row.add("CATX_STARTDATO", date(&contact, "START_DT-ADRTXT"));
    Some(row)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ProtectedAddresses;
    use crate::test_person::{TestPerson, shown};

    fn row(person: &TestPerson) -> Option<String> {
        let address = Address::of(&person.records(), ProtectedAddresses::LeftOut);
        adresse4(&address).as_ref().map(shown)
    }

    fn person_with_contact() -> TestPerson {
        TestPerson::resident("0101701234").record(
            "006",
            &[
                ("ADR1-KONTAKTADR", "Postboks 1"),
                ("ADR5-KONTAKTADR", "Norge"),
                ("START_DT-ADRTXT", "2001-06-30"),
                ("SLET_DT-ADRTXT", "2005-07-15"),
            ],
        )
    }

    #[test]
    fn contact_address_is_one_row() {
        let expected =
            "CATX_ADR1=Postboks 1 CATX_ADR5=Norge CATX_SLETDATO=20050715 CATX_STARTDATO=20010630";
        assert_eq!(row(&person_with_contact()).as_deref(), Some(expected));
    }

    #[test]
    fn without_a_contact_address_there_is_no_row() {
        assert_eq!(row(&TestPerson::resident("0101701234")), None);
        assert_eq!(row(&person_with_contact().protected()), None);
    }
}
