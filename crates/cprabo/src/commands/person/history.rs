use std::cmp::Reverse;

use lookup::{PersonRecords, Record};

use super::address::{house, municipality};
use super::dates::{joined, marked_day, period};
use super::family::civil_status;
use super::identity::{country, membership, names};
use super::other_records::title;
use super::page::Page;
use reports::{Language, Words};

const HEADING: Words = Words::new("History", "Historik");
const ABROAD: Words = Words::new("abroad", "udlandet");
const LEFT: Words = Words::new("left", "udrejst");
const CAME: Words = Words::new("came", "indrejst");
/// The types of record with former data (022 to 030, but 024), each with the fields for its first and last day: day and mark
/// of uncertainty.
const FORMER: [(&str, [&str; 4]); 8] = [
    ("022", ["START_DT-PERSON", "START_DT_UMRK-PERSON", "SLUT_DT-PERSON", "SLUT_DT_UMRK-PERSON"]),
    ("023", ["TILFLYDTO", "TILFLYDT_UMRK", "FRAFLYDTO", "FRAFLYDTO_UMRK"]),
    ("025", ["FORSVINDDTO", "FORSVINDDTO_UMRK", "GENFINDDTO", "GENFINDDTO_UMRK"]),
    ("026", ["NVNHAENSTART", "HAENSTART_UMRK-NAVNE", "NVNHAENSLUT", "HAENSLUT_UMRK-NAVNE"]),
    (
        "027",
        [
            "HAENSTART-STATSBORGERSKAB",
            "HAENSTART_UMRK-STATSBORGERSKAB",
            "HAENSLUT-STATSBORGERSKAB",
            "HAENSLUT_UMRK-STATSBORGERSKAB",
        ],
    ),
    (
        "028",
        [
            "START_DT-FOLKEKIRKE",
            "START_DT_UMRK-FOLKEKIRKE",
            "SLUT_DT-FOLKEKIRKE",
            "SLUT_DT_UMRK-FOLKEKIRKE",
        ],
    ),
    (
        "029",
        [
            "HAENSTART-CIVILSTAND",
            "HAENSTART_UMRK-CIVILSTAND",
            "HAENSLUT-CIVILSTAND",
            "HAENSLUT_UMRK-CIVILSTAND",
        ],
    ),
    (
        "030",
        [
            "START_DT-SEPARATION",
            "START_DT_UMRK-SEPARATION",
            "SLUT_DT-SEPARATION",
            "SLUT_DT_UMRK-SEPARATION",
        ],
    ),
];

/// What was before, by its kind, the latest first.
pub(super) fn add_history(person: &PersonRecords<'_>, page: &mut Page) {
    let language = page.language();
    page.heading(HEADING);
    for (kind, days) in FORMER {
        let [from, from_mark, to, to_mark] = days;
        let mut records: Vec<Record<'_>> = person.all(kind).collect();
        records.sort_by_key(|record| Reverse(record.text(from)));
        let title = title(kind, language);
        let mut label = title.as_str();
        for record in &records {
            let from = marked_day(record, from, from_mark, language);
            let days = period(from, marked_day(record, to, to_mark, language), language);
            let parts = [content(kind, record, language), days, correction(record, language)];
            page.labelled(label, joined(parts));
            label = "";
        }
    }
    add_emigrations(person, page);
}

/// Each time abroad: when the person left and for where, and when and from where the person came. Who was born abroad has
/// only come.
fn add_emigrations(person: &PersonRecords<'_>, page: &mut Page) {
    let language = page.language();
    let mut records: Vec<Record<'_>> = person.all("024").collect();
    records.sort_by_key(|record| Reverse(record.text("INDRDTO")));
    let texts = records.iter().map(|record| {
        let left = marked_day(record, "UDRDTO", "UDRDTO_UMRK", language);
        let came = marked_day(record, "INDRDTO", "INDRDTO_UMRK", language);
        let left = left.map(|day| format!("{} {day}", LEFT.of(language)));
        let came = came.map(|day| format!("{} {day}", CAME.of(language)));
        let to = country(record, "UDR_LANDEKOD", language);
        let from = country(record, "INDR_LANDEKOD", language);
        joined([left, to, came, from, correction(record, language)])
    });
    page.rows(ABROAD, texts);
}

/// What a record of a kind says beside its days.
fn content(kind: &str, record: &Record<'_>, language: Language) -> Option<String> {
    match kind {
        "022" => record.pnr("PNR").map(|pnr| pnr.reveal().to_string()),
        "023" => {
            Some(joined([Some(municipality(record, "KOMKOD")), Some(house(record, language))]))
        }
        "026" => Some(names(record)),
        "027" => country(record, "LANDEKOD", language),
        "028" => membership(record, language),
        "029" => Some(civil_status(record, language)),
        _ => None,
    }
}

/// What the register says of a record that was not right.
fn correction(record: &Record<'_>, language: Language) -> Option<String> {
    match record.text("ANNKOR").as_str() {
        "" => None,
        "A" => Some(Words::new("annulled", "annulleret").of(language).to_owned()),
        "K" => Some(Words::new("corrected", "rettet").of(language).to_owned()),
        other => Some(format!("ANNKOR {other}")),
    }
}
