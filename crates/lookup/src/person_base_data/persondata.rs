use jiff::civil::Date;
use soap_proto::XmlElement;

use super::age::age;
use super::dates::{RegisterTime, date, uncertain_date, uncertain_time};
use super::elements::Elements;
use super::myndighedsnavn::myndighedsnavn;
use super::protection::protection;
use super::umyndiggoerelse::umyndiggoerelse;
use crate::person_records::PersonRecords;
use crate::record::Record;

/// `status/status`.
pub(crate) const STATUSES: [&str; 11] =
    ["1", "3", "5", "7", "20", "30", "50", "60", "70", "80", "90"];
/// `civilstand/civilstand`.
pub(crate) const CIVIL_STATUSES: [&str; 8] = ["U", "G", "F", "E", "P", "O", "L", "D"];
/// `koen`.
pub(crate) const SEXES: [&str; 2] = ["K", "M"];

/// `persondata`, in the order of the table in `lookup.md` 2.3. `tilmeldtNemsms` and `tilmeldtDigitalpost` are no CPR data.
pub(super) fn persondata(
    person: &PersonRecords<'_>,
    active_children_under_18: usize,
    today: Date,
) -> XmlElement {
    let own = person.first("001");
    Elements::new()
        .text("personnummer", person.pnr().reveal().to_string())
        .text("gaeldendePersonnummer", person.valid_number().reveal().to_string())
        .element(navn(&person.first("008")))
        .elements(uncertain_date("foedselsdato", &own, "FOED_DT", "FOED_DT_UMRK"))
        .elements(foedselsregistrering(&person.first("009")))
        .elements(uncertain_date("startdato", &own, "START_DT-PERSON", "START_DT_UMRK-PERSON"))
        .elements(uncertain_date("slutdato", &own, "SLUT_DT-PERSON", "SLUT_DT_UMRK-PERSON"))
        .elements(alder(&own, today))
        .code("koen", &own, "KOEN", &SEXES)
        .text("antalBoernUnder18", active_children_under_18.to_string())
        .field("stilling", &own, "STILLING")
        .elements(status(&own))
        .element(separation(&person.first("013")))
        .elements(civilstand(&person.first("012")))
        .elements(statsborgerskab(&person.first("010")))
        .elements(umyndiggoerelse(&person.first("017")))
        .elements(forsvindingsdato(&person.first("007")))
        .element(beskyttelse(person, "adressebeskyttelse", "0001"))
        .element(beskyttelse(person, "vejviserbeskyttelse", "0002"))
        .element(beskyttelse(person, "markedsfoeringsbeskyttelse", "0003"))
        .within("persondata")
}

/// Always there, also for a child without a name: clients read it without looking (`lookup.md` 2.5).
fn navn(name: &Record<'_>) -> XmlElement {
    Elements::new()
        .text("personadresseringsnavn", name.text("ADRNVN"))
        .field("fornavn", name, "FORNVN")
        .field("mellemnavn", name, "MELNVN")
        .field("efternavn", name, "EFTERNVN")
        .field("fornavnMarkering", name, "FORNVN_MRK")
        .field("mellemnavnMarkering", name, "MELNVN_MRK")
        .field("efternavnMarkering", name, "EFTERNVN_MRK")
        .elements(uncertain_time("navnestartdato", name, "NVNHAENSTART", "HAENSTART_UMRK-NAVNE"))
        .within("navn")
}

fn foedselsregistrering(birth: &Record<'_>) -> Option<XmlElement> {
    const PLACE: &str = "START_MYNKOD-FØDESTED";
    Elements::new()
        .number("foedselsregistreringsstedKode", birth, PLACE)
        .elements(myndighedsnavn("foedselsregistreringsstedKodeMyndighedsnavn", birth, PLACE))
        .field("supplerendeFoedselsregistreringssted", birth, "MYNTXT-FØDESTED")
        .within_if_any("foedselsregistreringsOplysninger")
}

/// By the date of birth in the answer, also of the dead.
fn alder(own: &Record<'_>, today: Date) -> Option<XmlElement> {
    let born = RegisterTime::read(own, "FOED_DT")?.time.date();
    Some(XmlElement::text("alder", age(born, today)?.to_string()))
}

fn status(own: &Record<'_>) -> Option<XmlElement> {
    Elements::new()
        .code("status", own, "STATUS", &STATUSES)
        .elements(uncertain_time("statusdato", own, "STATUSHAENSTART", "STATUSDTO_UMRK"))
        .within_if_any("status")
}

/// Always there: `false` without a `013`.
fn separation(separation: &Record<'_>) -> XmlElement {
    let [start, mark] = ["START_DT-SEPARATION", "START_DT_UMRK-SEPARATION"];
    Elements::new()
        .boolean("separeret", !separation.is_missing())
        .elements(uncertain_time("separationsdato", separation, start, mark))
        .within("separation")
}

fn civilstand(civil: &Record<'_>) -> Option<XmlElement> {
    let [start, mark] = ["HAENSTART-CIVILSTAND", "HAENSTART_UMRK-CIVILSTAND"];
    Elements::new()
        .code("civilstand", civil, "CIVST", &CIVIL_STATUSES)
        .elements(uncertain_time("civilstandsdato", civil, start, mark))
        .within_if_any("civilstand")
}

fn statsborgerskab(citizenship: &Record<'_>) -> Option<XmlElement> {
    let [start, mark] = ["HAENSTART-STATSBORGERSKAB", "HAENSTART_UMRK-STATSBORGERSKAB"];
    Elements::new()
        .number("landekode", citizenship, "LANDEKOD")
        .elements(uncertain_time("statsborgerskabDato", citizenship, start, mark))
        .elements(myndighedsnavn("landekodeMyndighedsnavn", citizenship, "LANDEKOD"))
        .within_if_any("statsborgerskab")
}

fn forsvindingsdato(lost: &Record<'_>) -> Option<XmlElement> {
    uncertain_time("forsvindingsdato", lost, "FORSVINddTO", "FORSVINDDTO_UMRK")
}

/// A protection by its type. Clients read an element without children as "not protected", and any child as "protected"
/// (`lookup.md` 2.5).
fn beskyttelse(person: &PersonRecords<'_>, name: &'static str, kind: &str) -> XmlElement {
    let Some(protection) = protection(person, kind) else { return Elements::new().within(name) };
    Elements::new()
        .elements(date("startdato", &protection, "START_DT-BESKYTTELSE"))
        .elements(date("slutdato", &protection, "SLET_DT-BESKYTTELSE"))
        .boolean("beskyttet", true)
        .within(name)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date as day;

    use super::*;
    use crate::person_base_data::fixture::{Person, xml};

    fn answer(person: &Person) -> String {
        xml([persondata(&person.records(), 0, day(2026, 1, 5))])
    }

    #[test]
    fn persondata_of_a_bare_number_has_what_clients_need() {
        assert_eq!(
            answer(&Person::new()),
            concat!(
                "<persondata><personnummer>0101701234</personnummer>",
                "<gaeldendePersonnummer>0101701234</gaeldendePersonnummer>",
                "<navn><personadresseringsnavn/></navn><antalBoernUnder18>0</antalBoernUnder18>",
                "<separation><separeret>false</separeret></separation><adressebeskyttelse/>",
                "<vejviserbeskyttelse/><markedsfoeringsbeskyttelse/></persondata>",
            )
        );
    }

    #[test]
    fn persondata_has_each_element_from_its_field() {
        type Row<'a> = (&'a str, &'a [(&'a str, &'a str)], &'a str);
        let rows: [Row<'_>; 17] = [
            ("001", &[("PNRGAELD", "6202701234")], "<gaeldendePersonnummer>6202701234</"),
            ("001", &[("FOED_DT", "1970-01-01"), ("FOED_DT_UMRK", "*")], BORN),
            ("001", &[("START_DT-PERSON", "1970-02-01")], "<startdato><dato>1970-02-01+01:00</"),
            ("001", &[("SLUT_DT-PERSON", "1980-07-01")], "<slutdato><dato>1980-07-01+02:00</"),
            ("001", &[("FOED_DT", "1970-01-05")], "<alder>56</alder><antalBoernUnder18>"),
            ("001", &[("KOEN", "K")], "<koen>K</koen><antalBoernUnder18>"),
            ("001", &[("STILLING", "Bager")], "</antalBoernUnder18><stilling>Bager</stilling>"),
            ("001", &[("STATUS", "3")], "<status><status>3</status></status><separation>"),
            ("001", &[("STATUS", "90"), ("STATUSHAENSTART", "202001022359")], DEAD),
            ("007", &[("FORSVINddTO", "202001010101")], "<forsvindingsdato><dato>2020-01-01T01:01"),
            ("008", &[("ADRNVN", "Ida Holm")], "<navn><personadresseringsnavn>Ida Holm</"),
            ("008", &[("FORNVN", "Ida"), ("MELNVN", "Bo"), ("EFTERNVN", "Holm")], NAME),
            ("008", &[("FORNVN_MRK", "+"), ("MELNVN_MRK", "="), ("EFTERNVN_MRK", "*")], MARKS),
            ("009", &[("START_MYNKOD-FØDESTED", "0851"), ("MYNTXT-FØDESTED", "Hals")], PLACE),
            ("010", &[("LANDEKOD", "5100"), ("HAENSTART-STATSBORGERSKAB", "197001011299")], DANE),
            ("012", &[("CIVST", "G"), ("HAENSTART-CIVILSTAND", "199507010000")], MARRIED),
            ("013", &[("START_DT-SEPARATION", "2019-07-01")], SEPARATED),
        ];
        for (kind, fields, expected) in rows {
            let answer = answer(&Person::new().record(kind, fields));
            assert!(answer.contains(expected), "{kind} {expected} in {answer}");
        }
    }

    const BORN: &str = "</navn><foedselsdato><dato>1970-01-01+01:00</dato><usikkerhedsmarkering>*\
        </usikkerhedsmarkering></foedselsdato><alder>56</alder>";
    const DEAD: &str = "<status><status>90</status><statusdato><dato>2020-01-02T23:59:00.000+01:00\
        </dato></statusdato></status>";
    const NAME: &str = "<fornavn>Ida</fornavn><mellemnavn>Bo</mellemnavn><efternavn>Holm\
        </efternavn></navn>";
    const MARKS: &str = "<fornavnMarkering>+</fornavnMarkering><mellemnavnMarkering>=\
        </mellemnavnMarkering><efternavnMarkering>*</efternavnMarkering></navn>";
    const PLACE: &str = "<foedselsregistreringsOplysninger><foedselsregistreringsstedKode>851\
        </foedselsregistreringsstedKode><foedselsregistreringsstedKodeMyndighedsnavn>\
        Myndighedsnavn for landekode: 851</foedselsregistreringsstedKodeMyndighedsnavn>\
        <supplerendeFoedselsregistreringssted>Hals</supplerendeFoedselsregistreringssted>\
        </foedselsregistreringsOplysninger>";
    const DANE: &str = "<statsborgerskab><landekode>5100</landekode><statsborgerskabDato>\
        <dato>1970-01-01T12:00:00.000+01:00</dato><usikkerhedsmarkering>*</usikkerhedsmarkering>\
        </statsborgerskabDato><landekodeMyndighedsnavn>Myndighedsnavn for landekode: 5100\
        </landekodeMyndighedsnavn></statsborgerskab>";
    const MARRIED: &str = "</separation><civilstand><civilstand>G</civilstand><civilstandsdato>\
        <dato>1995-07-01T00:00:00.000+02:00</dato></civilstandsdato></civilstand>";
    const SEPARATED: &str = "<separation><separeret>true</separeret><separationsdato>\
        <dato>2019-07-01T00:00:00.000+02:00</dato></separationsdato></separation>";

    #[test]
    fn persondata_of_a_place_or_country_without_a_number_has_no_name_of_it() {
        let born = |fields: &[(&str, &str)]| answer(&Person::new().record("009", fields));
        assert!(!born(&[("START_MYNKOD-FØDESTED", "0000")]).contains("foedselsregistrering"));
        let abroad = born(&[("START_MYNKOD-FØDESTED", "0000"), ("MYNTXT-FØDESTED", "Hals")]);
        assert!(abroad.contains("Oplysninger><supplerendeFoedselsregistreringssted>Hals<"));
    }

    #[test]
    fn persondata_has_no_age_before_the_birth_and_one_after_death() {
        let age = |born: &str, status: &str| {
            let person = Person::new().record("001", &[("FOED_DT", born), ("STATUS", status)]);
            let answer = answer(&person);
            let (_, rest) = answer.split_once("<alder>")?;
            rest.split_once('<').map(|(age, _)| age.to_owned())
        };
        assert_eq!(age("1926-01-06", "90").as_deref(), Some("99"));
        assert_eq!(age("1926-00-00", "01").as_deref(), Some("100"), "taken as 1 January");
        assert_eq!(age("2026-01-05", "01").as_deref(), Some("0"));
        assert_eq!(age("2026-01-06", "01"), None);
        assert_eq!(age("0000-00-00", "01"), None);
    }

    #[test]
    fn protection_has_its_children_and_counts_when_it_has_ended() {
        let person = Person::new()
            .record("004", &[("BESKYTTYPE", "4")])
            .record(
                "004",
                &[
                    ("BESKYTTYPE", "1"),
                    ("START_DT-BESKYTTELSE", "2001-11-02"),
                    ("SLET_DT-BESKYTTELSE", "2004-11-02"),
                ],
            )
            .record("004", &[("BESKYTTYPE", "3"), ("START_DT-BESKYTTELSE", "2001-07-02")]);
        let answer = answer(&person);
        assert!(
            answer.ends_with(concat!(
                "<adressebeskyttelse><startdato>2001-11-02+01:00</startdato>",
                "<slutdato>2004-11-02+01:00</slutdato><beskyttet>true</beskyttet>",
                "</adressebeskyttelse><vejviserbeskyttelse/><markedsfoeringsbeskyttelse>",
                "<startdato>2001-07-02+02:00</startdato><beskyttet>true</beskyttet>",
                "</markedsfoeringsbeskyttelse></persondata>",
            )),
            "{answer}"
        );
    }

    #[test]
    fn codes_that_the_contract_does_not_have_are_left_out() {
        let person = Person::new()
            .record("001", &[("STATUS", "10"), ("KOEN", "X")])
            .record("012", &[("CIVST", "X")]);
        assert_eq!(answer(&person), answer(&Person::new()));
    }
}
