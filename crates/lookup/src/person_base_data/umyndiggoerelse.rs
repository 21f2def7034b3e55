use soap_proto::XmlElement;

use super::dates::{date, uncertain_date};
use super::elements::Elements;
use super::relation::relation_number;
use crate::record::Record;

/// `umyndiggoerelse` of a `017`. Its start date is required: without one there is no element.
pub(super) fn umyndiggoerelse(guardian: &Record<'_>) -> Option<XmlElement> {
    let start = uncertain_date(
        "umyndiggoerelseStartdato",
        guardian,
        "START_DT-UMYNDIG",
        "START_DT_UMRK-UMYNDIG",
    )?;
    let element = Elements::new()
        // The contract's spelling.
        .code("umyndiggorelseRelationType", guardian, "UMYN_RELTYP", &["0", "1", "2"])
        .elements(relation_number("relationPersonnummer", guardian, "RELPNR"))
        .elements(date("relationStartdato", guardian, "START_DT-RELPNR_PNR"))
        .field("relationVaergenavn", guardian, "RELADRSAT_RELPNR_TXT")
        .elements(date("relationVaergeadresseStartdato", guardian, "START_DT-RELPNR_TXT"))
        .element(start)
        .elements(date("umyndiggoerelseSlettedato", guardian, "SLET_DT-UMYNDIG"))
        .boolean("umyndiggjort", true)
        .fields(
            guardian,
            &[
                ("relationtekst1", "RELTXT1"),
                ("relationtekst2", "RELTXT2"),
                ("relationtekst3", "RELTXT3"),
                ("relationtekst4", "RELTXT4"),
                ("relationtekst5", "RELTXT5"),
            ],
        );
    Some(element.within("umyndiggoerelse"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::person_base_data::fixture::{Person, xml};

    fn answer(fields: &[(&str, &str)]) -> String {
        let person = Person::new().record("017", fields);
        xml(umyndiggoerelse(&person.records().first("017")))
    }

    #[test]
    fn umyndiggoerelse_has_a_guardian_by_number() {
        let fields = [
            ("START_DT-UMYNDIG", "2000-02-28"),
            ("START_DT_UMRK-UMYNDIG", "*"),
            ("SLET_DT-UMYNDIG", "2009-07-01"),
            ("UMYN_RELTYP", "1"),
            ("RELPNR", "6202701234"),
            ("START_DT-RELPNR_PNR", "2000-02-29"),
        ];
        assert_eq!(
            answer(&fields),
            concat!(
                "<umyndiggoerelse><umyndiggorelseRelationType>1</umyndiggorelseRelationType>",
                "<relationPersonnummer>6202701234</relationPersonnummer>",
                "<relationStartdato>2000-02-29+01:00</relationStartdato>",
                "<umyndiggoerelseStartdato><dato>2000-02-28+01:00</dato>",
                "<usikkerhedsmarkering>*</usikkerhedsmarkering></umyndiggoerelseStartdato>",
                "<umyndiggoerelseSlettedato>2009-07-01+02:00</umyndiggoerelseSlettedato>",
                "<umyndiggjort>true</umyndiggjort></umyndiggoerelse>",
            )
        );
    }

    #[test]
    fn umyndiggoerelse_has_a_guardian_by_address() {
        let fields = [
            ("START_DT-UMYNDIG", "2001-06-30"),
            ("UMYN_RELTYP", "2"),
            ("RELADRSAT_RELPNR_TXT", "Advokat Ravn"),
            ("START_DT-RELPNR_TXT", "2001-07-01"),
            ("RELTXT1", "Algade 2"),
            ("RELTXT2", "4000 Roskilde"),
            ("RELTXT5", "Danmark"),
        ];
        assert_eq!(
            answer(&fields),
            concat!(
                "<umyndiggoerelse><umyndiggorelseRelationType>2</umyndiggorelseRelationType>",
                "<relationVaergenavn>Advokat Ravn</relationVaergenavn>",
                "<relationVaergeadresseStartdato>2001-07-01+02:00</relationVaergeadresseStartdato>",
                "<umyndiggoerelseStartdato><dato>2001-06-30+02:00</dato></umyndiggoerelseStartdato>",
                "<umyndiggjort>true</umyndiggjort><relationtekst1>Algade 2</relationtekst1>",
                "<relationtekst2>4000 Roskilde</relationtekst2>",
                "<relationtekst5>Danmark</relationtekst5></umyndiggoerelse>",
            )
        );
    }

    #[test]
    fn umyndiggoerelse_without_a_start_is_left_out() {
        assert_eq!(answer(&[("UMYN_RELTYP", "1"), ("START_DT-UMYNDIG", "0000-00-00")]), "");
        assert_eq!(xml(umyndiggoerelse(&Record::MISSING)), "");
    }
}
