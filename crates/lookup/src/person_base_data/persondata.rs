use civil::{Pnr, RegisterDate};
use clock::danish_day;
use jiff::Timestamp;
use jiff::civil::Date;

use super::authority_name;
use super::guardianship::guardianship;
use super::name::name;
use super::protection::add_protections;
use crate::elements::Elements;
use crate::person_records::PersonRecords;
use crate::pnr_field::pnr;
use crate::register_time::RegisterTime;

/// A child younger than this is counted.
const OF_AGE: u16 = 18;
/// The values of `001.STATUS` of persons who live in Denmark or Greenland: whose children are counted.
const RESIDENT: [&str; 4] = ["1", "3", "5", "7"];

/// `persondata`.
pub(super) fn persondata(person: &PersonRecords<'_>, asked_at: Timestamp) -> Elements {
    let today = danish_day(asked_at);
    let mut persondata = Elements::default();
    add_identity(person, today, &mut persondata);
    add_status(person, &mut persondata);
    add_marriage(person, &mut persondata);
    add_citizenship(person, &mut persondata);
    for ward in person.all("017").take(1) {
        persondata.parent("umyndiggoerelse", guardianship(&ward));
    }
    let disappearance = person.first("007");
    let disappeared_at = RegisterTime::marked(&disappearance, "FORSVINddTO", "FORSVINDDTO_UMRK");
    persondata.moment("forsvindingsdato", disappeared_at);
    add_protections(person, &mut persondata);
    persondata
}

fn add_identity(person: &PersonRecords<'_>, today: Date, persondata: &mut Elements) {
    let identity = person.first("001");
    let number = person.pnr();
    persondata.always("personnummer", number.reveal().to_string());
    let valid = pnr(&identity, "PNRGAELD").unwrap_or(number);
    persondata.always("gaeldendePersonnummer", valid.reveal().to_string());
    persondata.parent("navn", name(&person.first("008")));
    let born = RegisterTime::marked(&identity, "FOED_DT", "FOED_DT_UMRK");
    persondata.day("foedselsdato", born);
    add_birthplace(person, persondata);
    let begins = RegisterTime::marked(&identity, "START_DT-PERSON", "START_DT_UMRK-PERSON");
    persondata.day("startdato", begins);
    let ends = RegisterTime::marked(&identity, "SLUT_DT-PERSON", "SLUT_DT_UMRK-PERSON");
    persondata.day("slutdato", ends);
    let born = RegisterDate::parse(&identity.raw("FOED_DT")).ok().flatten();
    let age = born.and_then(|born| born.age_on(today));
    persondata.optional("alder", age.map(|age| age.years().to_string()));
    persondata.text("koen", identity.text("KOEN"));
    persondata.always("antalBoernUnder18", children_under_18(person, today).to_string());
    persondata.text("stilling", identity.text("STILLING"));
}

fn add_birthplace(person: &PersonRecords<'_>, persondata: &mut Elements) {
    for birthplace in person.all("009").take(1) {
        let mut element = Elements::default();
        if let Some(code) = birthplace.number("START_MYNKOD-FØDESTED") {
            element.always("foedselsregistreringsstedKode", code.as_str());
            element.always("foedselsregistreringsstedKodeMyndighedsnavn", authority_name(&code));
        }
        let place = birthplace.text("MYNTXT-FØDESTED");
        element.text("supplerendeFoedselsregistreringssted", place);
        persondata.parent("foedselsregistreringsOplysninger", element);
    }
}

/// By their numbers: the records say nothing else of children.
fn children_under_18(person: &PersonRecords<'_>, today: Date) -> usize {
    let status = person.first("001").number("STATUS");
    if !status.is_some_and(|status| RESIDENT.contains(&status.as_str())) {
        return 0;
    }
    let children = person.all("014").filter_map(|child| pnr(&child, "PNR-BARN"));
    children.filter(|child| is_under_18(*child, today)).count()
}

fn is_under_18(child: Pnr, today: Date) -> bool {
    let age = child.date_of_birth().and_then(|born| RegisterDate::from(born).age_on(today));
    age.is_some_and(|age| age.years() < OF_AGE)
}

fn add_status(person: &PersonRecords<'_>, persondata: &mut Elements) {
    let identity = person.first("001");
    let mut status = Elements::default();
    status.optional("status", identity.number("STATUS"));
    let since = RegisterTime::marked(&identity, "STATUSHAENSTART", "STATUSDTO_UMRK");
    status.moment("statusdato", since);
    persondata.parent("status", status);
}

fn add_marriage(person: &PersonRecords<'_>, persondata: &mut Elements) {
    let separation = person.first("013");
    let mut separated = Elements::default();
    separated.always("separeret", (!separation.is_missing()).to_string());
    let since =
        RegisterTime::marked(&separation, "START_DT-SEPARATION", "START_DT_UMRK-SEPARATION");
    separated.moment("separationsdato", since);
    persondata.parent("separation", separated);
    for marriage in person.all("012").take(1) {
        let mut status = Elements::default();
        status.text("civilstand", marriage.text("CIVST"));
        let since =
            RegisterTime::marked(&marriage, "HAENSTART-CIVILSTAND", "HAENSTART_UMRK-CIVILSTAND");
        status.moment("civilstandsdato", since);
        persondata.parent("civilstand", status);
    }
}

fn add_citizenship(person: &PersonRecords<'_>, persondata: &mut Elements) {
    for citizenship in person.all("010").take(1) {
        let mut element = Elements::default();
        let country = citizenship.number("LANDEKOD");
        element.optional("landekode", country.clone());
        let since = RegisterTime::marked(
            &citizenship,
            "HAENSTART-STATSBORGERSKAB",
            "HAENSTART_UMRK-STATSBORGERSKAB",
        );
        element.moment("statsborgerskabDato", since);
        element.optional("landekodeMyndighedsnavn", country.map(|code| authority_name(&code)));
        persondata.parent("statsborgerskab", element);
    }
}
