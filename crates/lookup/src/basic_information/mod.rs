//! SF6008 CPRBasicInformation (`lookup.md` 3). The lexical forms and the rules for special persons are those of
//! [`person_base_data`](crate::person_base_data).

mod address;
mod numbers;

use civil::Pnr;
use soap_proto::XmlElement;

use crate::person_base_data::{
    CIVIL_STATUSES, Elements, RegisterTime, SEXES, STATUSES, are_addresses_given, date,
    is_address_protected,
};
use crate::person_records::PersonRecords;
use crate::protected_addresses::ProtectedAddresses;
use crate::record::Record;

pub use numbers::{listed_numbers, own_numbers};

/// The elements in the answer to an operation that answers one number. `is_extended` adds the parts of the name.
pub fn response(
    person: &PersonRecords<'_>,
    is_extended: bool,
    addresses: ProtectedAddresses,
) -> Vec<XmlElement> {
    let elements = basic(person, are_addresses_given(person, addresses));
    let elements = if is_extended {
        elements.fields(
            &person.first("008"),
            &[("fornavn", "FORNVN"), ("mellemnavn", "MELNVN"), ("efternavn", "EFTERNVN")],
        )
    } else {
        elements
    };
    elements.into_vec()
}

/// The elements in the answer to a list operation: one for each person, which are the records of [`listed_numbers`] as far
/// as the replica has them.
pub fn list_response(
    persons: &[PersonRecords<'_>],
    is_extended: bool,
    addresses: ProtectedAddresses,
) -> Vec<XmlElement> {
    let name = if is_extended {
        "CPRBasicInformationExtendedResponse"
    } else {
        "CPRBasicInformationResponse"
    };
    let element = |person| XmlElement::parent(name, response(person, is_extended, addresses));
    persons.iter().map(element).collect()
}

fn basic(person: &PersonRecords<'_>, is_address_given: bool) -> Elements {
    let own = person.first("001");
    Elements::new()
        .text("pnr", person.pnr().reveal().to_string())
        .text("gaeldendePersonnummer", person.valid_number().reveal().to_string())
        .element(koen(&own, person.pnr()))
        .elements(date("foedselsdato", &own, "FOED_DT"))
        .boolean("foedselsdatoUsikkerhedsmarkering", is_birth_uncertain(&own))
        .code("status", &own, "STATUS", &STATUSES)
        .elements(date("statusdato", &own, "STATUSHAENSTART"))
        .code("civilstand", &person.first("012"), "CIVST", &CIVIL_STATUSES)
        .boolean("navneOgAdressebeskyttelse", is_address_protected(person))
        .text_if_any("adresseringsnavn", adresseringsnavn(person))
        .elements(address::current(person, is_address_given))
        .number("landekode", &person.first("010"), "LANDEKOD")
        .elements(address::abroad(person, is_address_given))
}

/// The sex, which is required: that of the number where the record has none. Men have odd numbers.
fn koen(own: &Record<'_>, pnr: Pnr) -> XmlElement {
    let of_number = if pnr.to_integer().is_multiple_of(2) { "K" } else { "M" };
    let registered = own.text("KOEN");
    let sex = SEXES.iter().find(|sex| **sex == registered).unwrap_or(&of_number);
    XmlElement::text("koen", *sex)
}

fn is_birth_uncertain(own: &Record<'_>) -> bool {
    let is_mended = RegisterTime::read(own, "FOED_DT").is_some_and(|born| born.is_mended);
    is_mended || !own.text("FOED_DT_UMRK").is_empty()
}

fn adresseringsnavn(person: &PersonRecords<'_>) -> String {
    let names = ["003", "008"].map(|kind| person.first(kind).text("ADRNVN"));
    names.into_iter().find(|name| !name.is_empty()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::person_base_data::fixture::{Person, xml};

    fn answer(person: &Person) -> String {
        xml(response(&person.records(), false, ProtectedAddresses::Given))
    }

    #[test]
    fn response_of_a_bare_number_has_what_is_required() {
        assert_eq!(
            answer(&Person::new()),
            concat!(
                "<pnr>0101701234</pnr><gaeldendePersonnummer>0101701234</gaeldendePersonnummer>",
                "<koen>K</koen>",
                "<foedselsdatoUsikkerhedsmarkering>false</foedselsdatoUsikkerhedsmarkering>",
                "<navneOgAdressebeskyttelse>false</navneOgAdressebeskyttelse>",
            )
        );
        assert!(answer(&Person::with_number("0101701235")).contains("<koen>M</koen>"));
    }

    #[test]
    fn response_has_each_element_from_its_field() {
        type Row<'a> = (&'a str, &'a [(&'a str, &'a str)], &'a str);
        let rows: [Row<'_>; 11] = [
            ("001", &[("PNRGAELD", "6202701234")], "<gaeldendePersonnummer>6202701234</"),
            ("001", &[("KOEN", "M")], "<koen>M</koen>"),
            ("001", &[("FOED_DT", "1961-00-00")], UNCERTAIN),
            ("001", &[("FOED_DT_UMRK", "*")], "ering>true</foedselsdatoUsikkerhedsmarkering>"),
            ("001", &[("STATUS", "1"), ("STATUSHAENSTART", "197007011299")], STATUS),
            ("012", &[("CIVST", "G")], "<civilstand>G</civilstand><navneOgAdressebeskyttelse>"),
            ("004", &[("BESKYTTYPE", "1")], "<navneOgAdressebeskyttelse>true</"),
            ("008", &[("ADRNVN", "Ida Holm")], "<adresseringsnavn>Ida Holm</adresseringsnavn>"),
            ("010", &[("LANDEKOD", "5100")], "<landekode>5100</landekode>"),
            ("024", &[("INDR_LANDEKOD", "5180")], "<indrejseLandekode>5180</indrejseLandekode>"),
            ("005", &[("UDR_LANDEKOD", "5120"), ("UDLANDADR2", "Malmö")], LEFT),
        ];
        for (kind, fields, expected) in rows {
            let answer = answer(&Person::new().record(kind, fields));
            assert!(answer.contains(expected), "{kind} {expected} in {answer}");
        }
    }

    const UNCERTAIN: &str = "<foedselsdato>1961-01-01+01:00</foedselsdato>\
        <foedselsdatoUsikkerhedsmarkering>true</foedselsdatoUsikkerhedsmarkering>";
    const STATUS: &str = "<status>1</status><statusdato>1970-07-01+01:00</statusdato>";
    const LEFT: &str = "<udrejseLandekode>5120</udrejseLandekode>\
        <udlandsadresse2>Malmö</udlandsadresse2>";

    #[test]
    fn name_on_the_label_comes_before_the_other() {
        let person = Person::new().record("008", &[("ADRNVN", "Ida Marie Holm")]);
        let person = person.record("003", &[("ADRNVN", "Ida Holm")]);
        assert!(answer(&person).contains("<adresseringsnavn>Ida Holm</adresseringsnavn>"));
    }

    #[test]
    fn address_has_each_element_from_its_field_and_is_left_out_when_protected() {
        let person = Person::new()
            .record("004", &[("BESKYTTYPE", "1")])
            .record(
                "002",
                &[
                    ("KOMKOD", "0370"),
                    ("VEJKOD", "0759"),
                    ("HUSNR", "017A"),
                    ("ETAGE", "02"),
                    ("SIDEDOER", "tv"),
                    ("BNR", "12"),
                    ("CONVN", "c/o Holm"),
                    ("TILFLYDTO", "200007012000"),
                ],
            )
            .record(
                "003",
                &[
                    ("LOKALITET", "Havnen"),
                    ("STANDARDADR", "Algade 17 A,2 tv"),
                    ("BYNVN", "Hals"),
                    ("POSTNR", "0800"),
                    ("POSTDISTTXT", "Høje Taastrup"),
                    ("VEJADRNVN", "Algade"),
                ],
            );
        let records = person.records();
        let given = xml(response(&records, false, ProtectedAddresses::Given));
        let left_out = xml(response(&records, false, ProtectedAddresses::LeftOut));
        assert_eq!(
            given.strip_prefix(left_out.as_str()),
            Some(concat!(
                "<conavn>c/o Holm</conavn><standardadresse>Algade 17 A,2 tv</standardadresse>",
                "<postnummer>800</postnummer><postdistrikt>Høje Taastrup</postdistrikt>",
                "<bynavn>Hals</bynavn><vejadresseringsnavn>Algade</vejadresseringsnavn>",
                "<husnummer>017A</husnummer><lokalitet>Havnen</lokalitet>",
                "<bygningsnummer>12</bygningsnummer><etage>02</etage><sidedoer>tv</sidedoer>",
                "<kommunekode>370</kommunekode><vejkode>759</vejkode>",
                "<tilflytningsdato>2000-07-01+02:00</tilflytningsdato>",
            ))
        );
    }

    #[test]
    fn latest_entry_that_was_not_annulled_counts() {
        let entry =
            |country, at, mark| [("INDR_LANDEKOD", country), ("INDRDTO", at), ("ANNKOR", mark)];
        let person = Person::new()
            .record("024", &entry("5110", "199901010000", ""))
            .record("024", &entry("5120", "200101010000", "K"))
            .record("024", &entry("5130", "200201010000", "A"))
            .record("024", &entry("5140", "000000000000", ""));
        assert!(answer(&person).contains("<indrejseLandekode>5120</indrejseLandekode>"));
    }

    #[test]
    fn list_has_an_element_for_each_person() {
        let persons = [Person::new(), Person::with_number("6202701234")];
        let records: Vec<_> = persons.iter().map(Person::records).collect();
        for (is_extended, name) in
            [(false, "CPRBasicInformationResponse"), (true, "CPRBasicInformationExtendedResponse")]
        {
            let answer = xml(list_response(&records, is_extended, ProtectedAddresses::Given));
            assert!(answer.starts_with(&format!("<{name}><pnr>0101701234</pnr>")));
            assert!(answer.contains(&format!("</{name}><{name}><pnr>6202701234</pnr>")));
        }
    }
}
