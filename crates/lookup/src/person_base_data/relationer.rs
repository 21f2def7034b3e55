use soap_proto::XmlElement;

use super::dates::{date, uncertain_date};
use super::elements::{Elements, code};
use super::relation::{RelationFields, relation_number};
use crate::person_records::PersonRecords;
use crate::record::Record;

const SPOUSE: RelationFields = RelationFields {
    number: "AEGTEPNR",
    born: "AEGTEFOED_DT",
    born_mark: "AEGTEFOEddT_UMRK",
    name: "AEGTENVN",
};
const MOTHER: RelationFields = RelationFields {
    number: "PNRMOR",
    born: "MOR_FOED_DT",
    born_mark: "MOR_FOED_DT_UMRK",
    name: "MORNVN",
};
const FATHER: RelationFields = RelationFields {
    number: "PNRFAR",
    born: "FAR_FOED_DT",
    born_mark: "FAR_FOED_DT_UMRK",
    name: "FARNVN",
};

/// `relationer`. `mor` and `far` are always there, empty when nothing is known: clients need at least one child
/// (`lookup.md` 2.5).
pub(super) fn relationer(person: &PersonRecords<'_>) -> XmlElement {
    let parents = person.first("015");
    Elements::new()
        .elements(aegtefaelle(&person.first("012")))
        .elements(person.all("014").filter_map(|child| barn(&child)))
        .element(MOTHER.elements(&parents).within("mor"))
        .element(FATHER.elements(&parents).within("far"))
        .elements(person.all("016").filter_map(|custody| foraeldremyndighed(&custody)))
        .within("relationer")
}

/// A present spouse or registered partner: with another civil status the record still has the former one.
fn aegtefaelle(civil: &Record<'_>) -> Option<XmlElement> {
    code(civil, "CIVST", &["G", "P"])?;
    SPOUSE.elements(civil).within_if_any("aegtefaelle")
}

fn barn(child: &Record<'_>) -> Option<XmlElement> {
    let number = relation_number("personnummer", child, "PNR-BARN")?;
    Some(Elements::new().element(number).within("barn"))
}

/// Custody, by the mother (3), the father (4) or others (5, 6). Only others have a number here: those of the parents are in
/// `mor` and `far`.
fn foraeldremyndighed(custody: &Record<'_>) -> Option<XmlElement> {
    let kind = code(custody, "RELTYP-FORÆLDREMYN", &["3", "4", "5", "6"])?;
    let is_others = matches!(kind.as_str(), "5" | "6");
    let number = relation_number("relationPersonnummer", custody, "RELPNR");
    let number_start = date("relationStartdato", custody, "START_DT-RELPNR_PNR");
    let start = uncertain_date(
        "foraeldremyndighedStartdato",
        custody,
        "START_DT-FORÆLDREMYN",
        "START_DT_UMRK-FORÆLDREMYN",
    );
    let element = Elements::new()
        .text("foraeldremyndighedtype", kind)
        .elements(start)
        .elements(date("foraeldremyndighedSletdato", custody, "SLET_DT-FORÆLDREMYN"))
        .elements(number.filter(|_| is_others))
        .elements(number_start.filter(|_| is_others));
    Some(element.within("foraeldremyndighed"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::person_base_data::fixture::{Person, xml};

    fn answer(person: &Person) -> String {
        let answer = xml([relationer(&person.records())]);
        answer.replace("<relationer>", "").replace("</relationer>", "")
    }

    #[test]
    fn relationer_of_a_person_without_relations_has_empty_parents() {
        assert_eq!(answer(&Person::new()), "<mor/><far/>");
    }

    #[test]
    fn relationer_has_a_spouse_only_of_the_married() {
        let with = |status| {
            answer(&Person::new().record("012", &[("CIVST", status), ("AEGTEPNR", "6202701234")]))
        };
        for status in ["G", "P"] {
            assert_eq!(
                with(status),
                "<aegtefaelle><personnummer>6202701234</personnummer></aegtefaelle><mor/><far/>"
            );
        }
        for status in ["U", "F", "E", "O", "L", "D", ""] {
            assert_eq!(with(status), "<mor/><far/>", "{status}");
        }
        assert_eq!(answer(&Person::new().record("012", &[("CIVST", "G")])), "<mor/><far/>");
    }

    #[test]
    fn relative_without_a_number_has_date_of_birth_and_name() {
        let person = Person::new()
            .record(
                "012",
                &[
                    ("CIVST", "G"),
                    ("AEGTEPNR", "0000000000"),
                    ("AEGTEFOED_DT", "1971-07-01"),
                    ("AEGTEFOEddT_UMRK", "*"),
                    ("AEGTENVN", "Holm,Bo"),
                ],
            )
            .record(
                "015",
                &[
                    ("MOR_FOED_DT", "1940-07-01"),
                    ("MORNVN", "Holm,Ida"),
                    ("PNRFAR", "6303401234"),
                    ("FARNVN", "Holm,Jens"),
                ],
            );
        assert_eq!(
            answer(&person),
            concat!(
                "<aegtefaelle><foedselsdato><dato>1971-07-01+01:00</dato>",
                "<usikkerhedsmarkering>*</usikkerhedsmarkering></foedselsdato>",
                "<navn>Holm,Bo</navn></aegtefaelle>",
                "<mor><foedselsdato><dato>1940-07-01+02:00</dato></foedselsdato>",
                "<navn>Holm,Ida</navn></mor><far><personnummer>6303401234</personnummer></far>",
            )
        );
        let known_by_name = Person::new().record("015", &[("FARNVN", "Holm,Jens")]);
        assert_eq!(answer(&known_by_name), "<mor/><far><navn>Holm,Jens</navn></far>");
    }

    #[test]
    fn relationer_has_each_child_once() {
        let person = ["6101951234", "0000000000", "6101961234"]
            .iter()
            .fold(Person::new(), |person, child| person.record("014", &[("PNR-BARN", child)]));
        assert_eq!(
            answer(&person),
            concat!(
                "<barn><personnummer>6101951234</personnummer></barn>",
                "<barn><personnummer>6101961234</personnummer></barn><mor/><far/>",
            )
        );
    }

    #[test]
    fn custody_of_others_has_their_number() {
        let custody = |kind| {
            let person = Person::new().record(
                "016",
                &[
                    ("RELTYP-FORÆLDREMYN", kind),
                    ("START_DT-FORÆLDREMYN", "2008-03-01"),
                    ("SLET_DT-FORÆLDREMYN", "2026-03-01"),
                    ("RELPNR", "6202701234"),
                    ("START_DT-RELPNR_PNR", "2008-07-01"),
                ],
            );
            answer(&person).replace("<mor/><far/>", "")
        };
        let begin = |kind: &str| {
            format!(
                "<foraeldremyndighed><foraeldremyndighedtype>{kind}</foraeldremyndighedtype>\
                 <foraeldremyndighedStartdato><dato>2008-03-01+01:00</dato>\
                 </foraeldremyndighedStartdato><foraeldremyndighedSletdato>2026-03-01+01:00\
                 </foraeldremyndighedSletdato>"
            )
        };
        for kind in ["3", "4"] {
            assert_eq!(custody(kind), begin(kind) + "</foraeldremyndighed>");
        }
        for kind in ["5", "6"] {
            let number = "<relationPersonnummer>6202701234</relationPersonnummer>\
                          <relationStartdato>2008-07-01+02:00</relationStartdato>";
            assert_eq!(custody(kind), begin(kind) + number + "</foraeldremyndighed>");
        }
        assert_eq!(custody("7"), "", "its type is required");
    }
}
