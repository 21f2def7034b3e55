use civil::MunicipalityCode;
use lookup::{PersonRecords, Record};

use super::dates::{day, joined, marked_day, period};
use super::identity::country;
use super::page::Page;
use reports::{Language, Words};

const HEADING: Words = Words::new("Address", "Adresse");
const ADDRESS: Words = Words::new("address", "adresse");
const NONE: Words = Words::new("none in Denmark", "ingen i Danmark");
const MUNICIPALITY: Words = Words::new("municipality", "kommune");
const CONTACT: Words = Words::new("contact address", "kontaktadresse");
const EMIGRATED: Words = Words::new("emigrated", "udrejst");
const LIVES_THERE: Words = Words::new("lives there", "bor der");
const NUMBER: Words = Words::new("no.", "nr.");
const ROAD: Words = Words::new("road code", "vejkode");

pub(super) fn add_addresses(person: &PersonRecords<'_>, page: &mut Page) {
    page.heading(HEADING);
    let language = page.language();
    let home = person.first("002");
    if home.is_missing() {
        page.row(ADDRESS, NONE.of(language).to_owned());
    } else {
        page.rows(ADDRESS, label(&home, &person.first("003"), language));
        page.row(MUNICIPALITY, municipality(&home, "KOMKOD"));
        let since = marked_day(&home, "TILFLYDTO", "TILFLYDT_UMRK", language);
        page.row(LIVES_THERE, period(since, None, language));
    }
    if person.has("005") {
        page.rows(EMIGRATED, emigration(&person.first("005"), language));
    }
    page.rows(CONTACT, contact(&person.first("006"), language));
}

/// The lines on a letter, and those that the municipality added.
fn label(home: &Record<'_>, label: &Record<'_>, language: Language) -> Vec<String> {
    let care_of = home.text("CONVN");
    let care_of = if care_of.is_empty() { care_of } else { format!("c/o {care_of}") };
    let street = label.text("STANDARDADR");
    let street = if street.is_empty() { house(home, language) } else { street };
    let post = joined_by_blank([label.text("POSTNR"), label.text("POSTDISTTXT")]);
    let more = (1..=5).map(|line| home.text(&format!("ADR{line}-SUPLADR")));
    let lines = [care_of, street, label.text("LOKALITET"), label.text("BYNVN"), post];
    lines.into_iter().chain(more).collect()
}

/// An address by its codes: the records of former addresses do not have the road's name.
pub(super) fn house(record: &Record<'_>, language: Language) -> String {
    let labelled = |label: Words, value: &str| {
        (!value.is_empty()).then(|| format!("{} {value}", label.of(language)))
    };
    let house = joined_by_blank([record.text("HUSNR"), record.text("BNR")]);
    let flat = joined_by_blank([record.text("ETAGE"), record.text("SIDEDOER")]);
    joined([
        labelled(ROAD, &record.text("VEJKOD")),
        labelled(NUMBER, house.trim_start_matches('0')),
        Some(flat),
    ])
}

/// `0751 Aarhus`.
pub(super) fn municipality(record: &Record<'_>, field: &str) -> String {
    let code = record.text(field);
    let name = MunicipalityCode::from_register(code.as_bytes()).and_then(MunicipalityCode::name);
    joined_by_blank([code, name.unwrap_or_default().to_owned()])
}

fn emigration(record: &Record<'_>, language: Language) -> Vec<String> {
    let when = marked_day(record, "UDRDTO", "UDRDTO_UMRK", language);
    let first = joined([when, country(record, "UDR_LANDEKOD", language)]);
    let lines = (1..=5).map(|line| record.text(&format!("UDLANDADR{line}")));
    std::iter::once(first).chain(lines).collect()
}

fn contact(record: &Record<'_>, language: Language) -> Vec<String> {
    let lines = (1..=5).map(|line| record.text(&format!("ADR{line}-KONTAKTADR")));
    let days = period(day(record, "START_DT-ADRTXT"), day(record, "SLET_DT-ADRTXT"), language);
    lines.chain(days).collect()
}

fn joined_by_blank<const N: usize>(parts: [String; N]) -> String {
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
}
