use std::cmp::Reverse;

use soap_proto::XmlElement;

use super::dates::{date, uncertain_time};
use super::elements::Elements;
use super::myndighedsnavn::myndighedsnavn;
use crate::person_records::PersonRecords;
use crate::record::Record;

/// `adresse`. `aktuelAdresse` is always there, empty when the person has no address or when `is_given` is false
/// (`lookup.md` 2.5).
///
/// Not there, because it is not in the records: `kommuneCvr`, `distrikter`, and the names of former places.
pub(super) fn adresse(person: &PersonRecords<'_>, is_given: bool) -> XmlElement {
    let elements = Elements::new()
        .element(aktuel_adresse(person, is_given))
        .elements(person.all("005").next().map(|left| udrejseoplysninger(&left, is_given)));
    if !is_given {
        return elements.within("adresse");
    }
    elements
        .elements(person.all("006").next().map(|contact| kontakt_adresse(&contact)))
        .elements(adresse_historik(person))
        .within("adresse")
}

fn aktuel_adresse(person: &PersonRecords<'_>, is_given: bool) -> XmlElement {
    let elements = match person.all("002").next() {
        Some(home) if is_given => current(&home, &person.first("003")),
        _ => Elements::new(),
    };
    elements.within("aktuelAdresse")
}

fn current(home: &Record<'_>, label: &Record<'_>) -> Elements {
    codes(home)
        .field("lokalitet", label, "LOKALITET")
        .field("bynavn", label, "BYNVN")
        .text_if_any("postnummer", postnummer(label))
        .field("postdistrikt", label, "POSTDISTTXT")
        // The road register's full name is not in the records: this is the short one.
        .field("vejnavn", label, "VEJADRNVN")
        .field("standardadresse", label, "STANDARDADR")
        .field("adresseringsnavn", label, "ADRNVN")
        .field("vejadresseringsnavn", label, "VEJADRNVN")
        .elements(uncertain_time("tilflytningsdato", home, "TILFLYDTO", "TILFLYDT_UMRK"))
        .fields(
            home,
            &[
                ("adr1-supladr", "ADR1-SUPLADR"),
                ("adr2-supladr", "ADR2-SUPLADR"),
                ("adr3-supladr", "ADR3-SUPLADR"),
                ("adr4-supladr", "ADR4-SUPLADR"),
                ("adr5-supladr", "ADR5-SUPLADR"),
            ],
        )
}

/// What the current and the former addresses have in common. Numbers of houses, floors and doors keep their zeros.
fn codes(address: &Record<'_>) -> Elements {
    Elements::new()
        .number("kommunekode", address, "KOMKOD")
        .number("vejkode", address, "VEJKOD")
        .field("husnummer", address, "HUSNR")
        .field("etage", address, "ETAGE")
        .field("sidedoer", address, "SIDEDOER")
        .field("bygningsnummer", address, "BNR")
        .field("conavn", address, "CONVN")
}

/// Text here, with its zeros (`0800`); nothing for zeros alone.
fn postnummer(label: &Record<'_>) -> String {
    label.number("POSTNR").map(|_| label.text("POSTNR")).unwrap_or_default()
}

/// Only there for a person who has emigrated: clients take the element as that. All five lines are there, empty or not:
/// clients read the second wherever there is a first (`lookup.md` 2.3).
fn udrejseoplysninger(left: &Record<'_>, is_given: bool) -> XmlElement {
    const LINES: [(&str, &str); 5] = [
        ("udlandsadresse1", "UDLANDADR1"),
        ("udlandsadresse2", "UDLANDADR2"),
        ("udlandsadresse3", "UDLANDADR3"),
        ("udlandsadresse4", "UDLANDADR4"),
        ("udlandsadresse5", "UDLANDADR5"),
    ];
    let line = |field| if is_given { left.text(field) } else { String::new() };
    Elements::new()
        .number("udrejselandekode", left, "UDR_LANDEKOD")
        .elements(myndighedsnavn("udrejselandekodeMyndighedsnavn", left, "UDR_LANDEKOD"))
        .elements(uncertain_time("udrejsedato", left, "UDRDTO", "UDRDTO_UMRK"))
        .elements(LINES.map(|(name, field)| XmlElement::text(name, line(field))))
        .within("udrejseoplysninger")
}

fn kontakt_adresse(contact: &Record<'_>) -> XmlElement {
    Elements::new()
        .fields(
            contact,
            &[
                ("kontaktAdr1", "ADR1-KONTAKTADR"),
                ("kontaktAdr2", "ADR2-KONTAKTADR"),
                ("kontaktAdr3", "ADR3-KONTAKTADR"),
                ("kontaktAdr4", "ADR4-KONTAKTADR"),
                ("kontaktAdr5", "ADR5-KONTAKTADR"),
            ],
        )
        .elements(date("startdato", contact, "START_DT-ADRTXT"))
        .elements(date("slettedato", contact, "SLET_DT-ADRTXT"))
        .within("kontaktAdresse")
}

/// Former addresses, the newest first: by the time of moving in, since extracts have them in no certain order.
fn adresse_historik(person: &PersonRecords<'_>) -> impl Iterator<Item = XmlElement> {
    let mut former: Vec<Record<'_>> = person.all("023").collect();
    former.sort_by_key(|address| Reverse(address.text("TILFLYDTO")));
    former.into_iter().map(|address| {
        codes(&address)
            .field("retFortrydMarkering", &address, "ANNKOR")
            .elements(uncertain_time("tilflytningsdato", &address, "TILFLYDTO", "TILFLYDT_UMRK"))
            .elements(uncertain_time("fraflytningsdato", &address, "FRAFLYDTO", "FRAFLYDTO_UMRK"))
            .within("adresseHistorik")
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::person_base_data::fixture::{Person, xml};

    fn answer(person: &Person, is_given: bool) -> String {
        let answer = xml([adresse(&person.records(), is_given)]);
        answer.replace("<adresse>", "").replace("</adresse>", "")
    }

    fn resident() -> Person {
        Person::new()
            .record(
                "002",
                &[
                    ("KOMKOD", "0370"),
                    ("VEJKOD", "0759"),
                    ("HUSNR", "017A"),
                    ("ETAGE", "02"),
                    ("SIDEDOER", "  tv"),
                    ("BNR", "12"),
                    ("CONVN", "c/o Holm"),
                    ("TILFLYDTO", "200007012000"),
                    ("TILFLYDT_UMRK", "*"),
                    ("ADR1-SUPLADR", "Baghuset"),
                    ("ADR5-SUPLADR", "Ring på"),
                ],
            )
            .record(
                "003",
                &[
                    ("ADRNVN", "Ida Holm"),
                    ("LOKALITET", "Havnen"),
                    ("STANDARDADR", "Algade 17 A,2 tv"),
                    ("BYNVN", "Hals"),
                    ("POSTNR", "0800"),
                    ("POSTDISTTXT", "Høje Taastrup"),
                    ("VEJADRNVN", "Algade"),
                ],
            )
    }

    #[test]
    fn adresse_of_a_resident_has_each_element_from_its_field() {
        assert_eq!(
            answer(&resident(), true),
            concat!(
                "<aktuelAdresse><kommunekode>370</kommunekode><vejkode>759</vejkode>",
                "<husnummer>017A</husnummer><etage>02</etage><sidedoer>tv</sidedoer>",
                "<bygningsnummer>12</bygningsnummer><conavn>c/o Holm</conavn>",
                "<lokalitet>Havnen</lokalitet><bynavn>Hals</bynavn><postnummer>0800</postnummer>",
                "<postdistrikt>Høje Taastrup</postdistrikt><vejnavn>Algade</vejnavn>",
                "<standardadresse>Algade 17 A,2 tv</standardadresse>",
                "<adresseringsnavn>Ida Holm</adresseringsnavn>",
                "<vejadresseringsnavn>Algade</vejadresseringsnavn>",
                "<tilflytningsdato><dato>2000-07-01T20:00:00.000+02:00</dato>",
                "<usikkerhedsmarkering>*</usikkerhedsmarkering></tilflytningsdato>",
                "<adr1-supladr>Baghuset</adr1-supladr><adr5-supladr>Ring på</adr5-supladr>",
                "</aktuelAdresse>",
            )
        );
    }

    #[test]
    fn adresse_without_a_current_address_is_empty() {
        assert_eq!(answer(&Person::new(), true), "<aktuelAdresse/>");
        let dead = Person::new().record("003", &[("ADRNVN", "Ida Holm"), ("POSTNR", "0800")]);
        assert_eq!(answer(&dead, true), "<aktuelAdresse/>");
        let nowhere = Person::new().record("002", &[]).record("003", &[]);
        assert_eq!(answer(&nowhere, true), "<aktuelAdresse/>", "zeros");
    }

    fn emigrant() -> Person {
        Person::new()
            .record(
                "005",
                &[
                    ("UDR_LANDEKOD", "5180"),
                    ("UDRDTO", "200101010903"),
                    ("UDLANDADR1", "Ringstrasse 2"),
                    ("UDLANDADR4", "Tyskland"),
                ],
            )
            .record(
                "006",
                &[
                    ("ADR1-KONTAKTADR", "Postboks 117"),
                    ("ADR2-KONTAKTADR", "8100 Aarhus C"),
                    ("START_DT-ADRTXT", "2001-06-30"),
                    ("SLET_DT-ADRTXT", "2005-11-15"),
                ],
            )
    }

    #[test]
    fn adresse_of_an_emigrant_has_five_lines_and_the_contact_address() {
        assert_eq!(
            answer(&emigrant(), true),
            concat!(
                "<aktuelAdresse/><udrejseoplysninger><udrejselandekode>5180</udrejselandekode>",
                "<udrejselandekodeMyndighedsnavn>Myndighedsnavn for landekode: 5180",
                "</udrejselandekodeMyndighedsnavn>",
                "<udrejsedato><dato>2001-01-01T09:03:00.000+01:00</dato></udrejsedato>",
                "<udlandsadresse1>Ringstrasse 2</udlandsadresse1><udlandsadresse2/>",
                "<udlandsadresse3/><udlandsadresse4>Tyskland</udlandsadresse4><udlandsadresse5/>",
                "</udrejseoplysninger><kontaktAdresse><kontaktAdr1>Postboks 117</kontaktAdr1>",
                "<kontaktAdr2>8100 Aarhus C</kontaktAdr2><startdato>2001-06-30+02:00</startdato>",
                "<slettedato>2005-11-15+01:00</slettedato></kontaktAdresse>",
            )
        );
    }

    #[test]
    fn adresse_that_is_left_out_says_no_more_than_that_the_person_emigrated() {
        assert_eq!(
            answer(&emigrant().record("023", &[("KOMKOD", "0370")]), false),
            concat!(
                "<aktuelAdresse/><udrejseoplysninger><udrejselandekode>5180</udrejselandekode>",
                "<udrejselandekodeMyndighedsnavn>Myndighedsnavn for landekode: 5180",
                "</udrejselandekodeMyndighedsnavn>",
                "<udrejsedato><dato>2001-01-01T09:03:00.000+01:00</dato></udrejsedato>",
                "<udlandsadresse1/><udlandsadresse2/><udlandsadresse3/><udlandsadresse4/>",
                "<udlandsadresse5/></udrejseoplysninger>",
            )
        );
        assert_eq!(answer(&resident(), false), "<aktuelAdresse/>");
    }

    #[test]
    fn former_addresses_come_newest_first() {
        let former = |kommune, since, until| {
            [("KOMKOD", kommune), ("TILFLYDTO", since), ("FRAFLYDTO", until), ("ANNKOR", "K")]
        };
        let person = Person::new()
            .record("023", &former("0101", "199109151457", "199109161501"))
            .record("023", &former("0751", "000000000000", "199109151457"))
            .record("023", &former("0851", "199109161501", "199709091419"));
        let answer = answer(&person, true);
        let codes = answer.split("<kommunekode>").skip(1).map(|rest| &rest[..3]);
        assert_eq!(codes.collect::<Vec<_>>(), ["851", "101", "751"]);
        assert!(
            answer.ends_with(concat!(
                "<adresseHistorik><kommunekode>751</kommunekode>",
                "<retFortrydMarkering>K</retFortrydMarkering>",
                "<fraflytningsdato><dato>1991-09-15T14:57:00.000+02:00</dato></fraflytningsdato>",
                "</adresseHistorik>",
            )),
            "{answer}"
        );
    }
}
