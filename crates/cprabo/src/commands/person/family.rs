use lookup::{PersonRecords, Record};

use super::dates::{day, joined, marked_day, period};
use super::page::Page;
use super::relative::Relative;
use reports::{Language, Words};

const HEADING: Words = Words::new("Family", "Familie");
const CIVIL_STATUS: Words = Words::new("civil status", "civilstand");
const SEPARATED: Words = Words::new("separated", "separeret");
const CUSTODY: Words = Words::new("custody", "forældremyndighed");
const GUARDIANSHIP: Words = Words::new("guardianship", "værgemål");

pub(super) fn add_family(person: &PersonRecords<'_>, family: &[Relative], page: &mut Page) {
    page.heading(HEADING);
    let language = page.language();
    page.row(CIVIL_STATUS, present_civil_status(&person.first("012"), language));
    page.row(SEPARATED, separation(&person.first("013"), language));
    for relative in family {
        page.row(relative.role.words(), relative.text(language));
    }
    page.rows(CUSTODY, person.all("016").map(|record| custody(&record, language)));
    page.rows(GUARDIANSHIP, person.all("017").map(|record| guardianship(&record, language)));
}

fn present_civil_status(record: &Record<'_>, language: Language) -> String {
    let since = marked_day(record, "HAENSTART-CIVILSTAND", "HAENSTART_UMRK-CIVILSTAND", language);
    joined([Some(civil_status(record, language)), period(since, None, language)])
}

/// A civil status, also a former one (`029`).
pub(super) fn civil_status(record: &Record<'_>, language: Language) -> String {
    let code = record.text("CIVST");
    let words = match code.as_str() {
        "U" => Words::new("unmarried", "ugift"),
        "G" => Words::new("married", "gift"),
        "F" => Words::new("divorced", "fraskilt"),
        "E" => Words::new("widowed", "enke eller enkemand"),
        "P" => Words::new("in a registered partnership", "registreret partnerskab"),
        "O" => Words::new("partnership dissolved", "ophævet partnerskab"),
        "L" => Words::new("surviving partner", "længstlevende partner"),
        "D" => Words::new("dead", "død"),
        _ => return code,
    };
    words.of(language).to_owned()
}

fn separation(record: &Record<'_>, language: Language) -> Option<String> {
    let since = marked_day(record, "START_DT-SEPARATION", "START_DT_UMRK-SEPARATION", language);
    period(since, None, language)
}

fn custody(record: &Record<'_>, language: Language) -> String {
    let kind = record.number("RELTYP-FORÆLDREMYN").unwrap_or_default();
    let holder = match kind.as_str() {
        "3" => Words::new("the mother", "moderen").of(language),
        "4" => Words::new("the father", "faderen").of(language),
        "5" | "6" => Words::new("somebody else", "en anden").of(language),
        other => other,
    };
    let from = marked_day(record, "START_DT-FORÆLDREMYN", "START_DT_UMRK-FORÆLDREMYN", language);
    let days = period(from, day(record, "SLET_DT-FORÆLDREMYN"), language);
    let pnr = record.pnr("RELPNR").map(|pnr| pnr.reveal().to_string());
    joined([Some(holder.to_owned()), pnr, days])
}

fn guardianship(record: &Record<'_>, language: Language) -> String {
    let from = marked_day(record, "START_DT-UMYNDIG", "START_DT_UMRK-UMYNDIG", language);
    let days = period(from, day(record, "SLET_DT-UMYNDIG"), language);
    let texts = (1..=5).map(|line| Some(record.text(&format!("RELTXT{line}"))));
    joined(std::iter::once(days).chain(texts))
}
