use civil::{MunicipalityCode, RegisterDate, Status, StatusMeaning};
use jiff::civil::Date;
use lookup::{PersonRecords, Record};

use super::dates::{day, joined, marked_day, period};
use super::page::Page;
use crate::output::{BAD, HINT, STRONG};
use reports::{Language, Words};

const UNNAMED: Words = Words::new("(no name)", "(uden navn)");
const WOMAN: Words = Words::new("woman", "kvinde");
const MAN: Words = Words::new("man", "mand");
const BORN: Words = Words::new("born", "født");
const YEARS: Words = Words::new("years", "år");
const PROTECTED: Words = Words::new("PROTECTED", "BESKYTTET");
const STATUS: Words = Words::new("status", "status");
const VALID_NUMBER: Words = Words::new("valid number", "gældende nummer");
const NAME: Words = Words::new("name", "navn");
const OCCUPATION: Words = Words::new("occupation", "stilling");
const CITIZENSHIP: Words = Words::new("citizenship", "statsborgerskab");
const COUNTRY: Words = Words::new("country code", "landekode");
const BIRTHPLACE: Words = Words::new("place of birth", "fødested");
const CHURCH: Words = Words::new("national church", "folkekirken");
const DISAPPEARED: Words = Words::new("disappeared", "forsvundet");

/// Name, number, sex and birth. Protections stand right below, so that nobody misses them.
pub(super) fn add_heading(person: &PersonRecords<'_>, as_of: Date, page: &mut Page) {
    let language = page.language();
    page.line(STRONG, &name(person).unwrap_or_else(|| UNNAMED.of(language).to_owned()));
    let identity = person.first("001");
    let sex = match identity.text("KOEN").as_str() {
        "K" => Some(WOMAN.of(language).to_owned()),
        "M" => Some(MAN.of(language).to_owned()),
        _ => None,
    };
    let born = marked_day(&identity, "FOED_DT", "FOED_DT_UMRK", language);
    let born = born.map(|day| format!("{} {day}", BORN.of(language)));
    let age = age(&identity, as_of).map(|years| format!("{years} {}", YEARS.of(language)));
    page.line(STRONG, &joined([Some(person.pnr().reveal().to_string()), sex, born, age]));
    add_protections(person, page);
}

/// The addressing name; `None` without one.
pub(super) fn name(person: &PersonRecords<'_>) -> Option<String> {
    let name = person.first("008").text("ADRNVN");
    let name = if name.is_empty() { person.first("003").text("ADRNVN") } else { name };
    Some(name).filter(|name| !name.is_empty())
}

/// Years on the day, of somebody who lives.
fn age(identity: &Record<'_>, day: Date) -> Option<u16> {
    let is_active =
        status(identity).and_then(Status::meaning).is_some_and(StatusMeaning::is_active);
    let born = RegisterDate::parse(&identity.raw("FOED_DT")).ok().flatten()?;
    born.age_on(day).filter(|_| is_active).map(civil::Age::years)
}

pub(super) fn status(identity: &Record<'_>) -> Option<Status> {
    Status::from_register(&identity.raw("STATUS"))
}

fn add_protections(person: &PersonRecords<'_>, page: &mut Page) {
    let language = page.language();
    for record in person.all("004") {
        let kind = record.text("BESKYTTYPE");
        let style = if kind == "0001" { BAD } else { HINT };
        let what = match kind.as_str() {
            "0001" => Words::new("name and address", "navn og adresse").of(language),
            "0002" => Words::new("local directory", "lokal vejviser").of(language),
            "0003" => Words::new("marketing", "markedsføring").of(language),
            "0004" => Words::new("research", "forskning").of(language),
            other => other,
        };
        let (from, to) =
            (day(&record, "START_DT-BESKYTTELSE"), day(&record, "SLET_DT-BESKYTTELSE"));
        let text = joined([Some(what.to_owned()), period(from, to, language)]);
        page.line(style, &format!("{}: {text}", PROTECTED.of(language)));
    }
}

/// What else is known of the person alone.
pub(super) fn add_facts(person: &PersonRecords<'_>, page: &mut Page) {
    let language = page.language();
    let identity = person.first("001");
    page.row(STATUS, status_text(&identity, language));
    page.row(VALID_NUMBER, identity.pnr("PNRGAELD").map(|pnr| pnr.reveal().to_string()));
    let disappearance = person.first("007");
    page.row(DISAPPEARED, marked_day(&disappearance, "FORSVINddTO", "FORSVINDDTO_UMRK", language));
    page.row(NAME, full_name(&person.first("008"), language));
    page.row(OCCUPATION, identity.text("STILLING"));
    page.row(CITIZENSHIP, citizenship(&person.first("010"), language));
    page.row(BIRTHPLACE, birthplace(&person.first("009")));
    page.row(CHURCH, church(&person.first("011"), language));
}

fn status_text(identity: &Record<'_>, language: Language) -> String {
    let code = identity.text("STATUS");
    let meaning = status(identity).and_then(Status::meaning).map(|meaning| match language {
        Language::English => meaning.english(),
        Language::Danish => meaning.danish(),
    });
    let what = meaning.map_or_else(|| code.clone(), |meaning| format!("{meaning} ({code})"));
    let since = marked_day(identity, "STATUSHAENSTART", "STATUSDTO_UMRK", language);
    joined([Some(what), period(since, None, language)])
}

/// First, middle and last names: in addresses some may be initials.
fn full_name(record: &Record<'_>, language: Language) -> String {
    let names = names(record);
    if names.is_empty() {
        return names;
    }
    let since = marked_day(record, "NVNHAENSTART", "HAENSTART_UMRK-NAVNE", language);
    joined([Some(names), period(since, None, language)])
}

/// The names in a record of them, also of former ones (`026`).
pub(super) fn names(record: &Record<'_>) -> String {
    let parts = ["FORNVN", "MELNVN", "EFTERNVN"].map(|field| record.text(field));
    let parts: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    parts.join(" ")
}

fn citizenship(record: &Record<'_>, language: Language) -> String {
    let since =
        marked_day(record, "HAENSTART-STATSBORGERSKAB", "HAENSTART_UMRK-STATSBORGERSKAB", language);
    joined([country(record, "LANDEKOD", language), period(since, None, language)])
}

/// A country, by the register's code.
pub(super) fn country(record: &Record<'_>, field: &str, language: Language) -> Option<String> {
    let code = record.number(field)?;
    let denmark = Words::new("Denmark", "Danmark").of(language);
    Some(match code.as_str() {
        "5100" => format!("{denmark} (5100)"),
        code => format!("{} {code}", COUNTRY.of(language)),
    })
}

fn birthplace(record: &Record<'_>) -> String {
    let code = record.text("START_MYNKOD-FØDESTED");
    let name = MunicipalityCode::from_register(code.as_bytes()).and_then(MunicipalityCode::name);
    let place = name.map_or_else(|| code.clone(), |name| format!("{code} {name}"));
    joined([Some(place), Some(record.text("MYNTXT-FØDESTED"))])
}

fn church(record: &Record<'_>, language: Language) -> String {
    let since = marked_day(record, "START_DT-FOLKEKIRKE", "START_DT_UMRK-FOLKEKIRKE", language);
    joined([membership(record, language), period(since, None, language)])
}

/// Whether the person is of the national church, or was (`028`).
pub(super) fn membership(record: &Record<'_>, language: Language) -> Option<String> {
    let code = record.text("FKIRK");
    let words = match code.as_str() {
        "F" => Words::new("member", "medlem").of(language),
        "U" => Words::new("not a member", "ikke medlem").of(language),
        other => other,
    };
    Some(words.to_owned()).filter(|words| !words.is_empty())
}
