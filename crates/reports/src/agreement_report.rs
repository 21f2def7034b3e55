use disclosure::AgreementReport;
use store::LedgerEntry;

use crate::agreement_words::{
    AGREEMENT, DAYS, ENTRIES, ENTRY, FILTERS, FROM_ENTRY, INTRODUCTION, KEY, NOTES, NOTHING,
    PERSONS, SERVICE, TITLE,
};
use crate::language::{Language, Words};
use crate::page::Page;
use crate::person_row::Parties;
use crate::way::way;
use crate::words::{AT, AUTHORITY, LEGAL_BASIS, MADE, PURPOSE, SYSTEM, WAY};

const HEADINGS: [Words; 7] = [ENTRY, AT, WAY, SERVICE, PERSONS, FILTERS, KEY];

/// The report as lines: what the agreement said, then an entry a line.
pub fn agreement_text(report: &AgreementReport, language: Language) -> String {
    let mut lines = vec![
        TITLE.of(language).to_owned(),
        String::new(),
        INTRODUCTION.of(language).to_owned(),
        String::new(),
    ];
    let line = |heading: Words, value: &str| format!("{}: {value}", heading.of(language));
    lines.extend(facts(report).iter().map(|(heading, value)| line(*heading, value)));
    for (from, parties) in parties(report, language) {
        lines.push(String::new());
        lines.push(line(FROM_ENTRY, &from.to_string()));
        lines.extend(rows(&parties).map(|(heading, value)| line(heading, value)));
    }
    lines.push(String::new());
    if report.entries.is_empty() {
        lines.push(NOTHING.of(language).to_owned());
    } else {
        lines.push(HEADINGS.map(|heading| heading.of(language)).join("\t"));
    }
    lines.extend(report.entries.iter().map(|(entry, _)| cells(entry, language).join("\t")));
    lines.push(String::new());
    lines.push(NOTES.of(language).to_owned());
    lines.join("\n")
}

/// The report as a page of HTML.
pub fn agreement_page(report: &AgreementReport, language: Language) -> String {
    let mut page = Page::new(TITLE, INTRODUCTION, language);
    page.list(facts(report).iter().map(|(heading, value)| (*heading, &**value)));
    for (from, parties) in parties(report, language) {
        page.section(&format!("{} {from}", FROM_ENTRY.of(language)), rows(&parties));
    }
    if report.entries.is_empty() {
        page.paragraph(NOTHING.of(language));
    } else {
        page.table(HEADINGS, report.entries.iter().map(|(entry, _)| cells(entry, language)));
    }
    page.end(NOTES)
}

fn facts(report: &AgreementReport) -> [(Words, String); 4] {
    [
        (AGREEMENT, report.agreement.to_string()),
        (DAYS, format!("{} – {}", report.from, report.to)),
        (MADE, clock::danish_time(report.at)),
        (ENTRIES, report.entries.len().to_string()),
    ]
}

/// What the agreement said, each time that it was another than before, from which entry on.
fn parties(report: &AgreementReport, language: Language) -> Vec<(u64, Parties)> {
    let mut said: Vec<(u64, Parties)> = Vec::new();
    for (entry, terms) in &report.entries {
        let Some(parties) = terms.as_ref().map(|terms| Parties::of(terms, language)) else {
            continue;
        };
        if said.last().is_none_or(|(_, last)| *last != parties) {
            said.push((entry.number, parties));
        }
    }
    said
}

fn rows(parties: &Parties) -> impl Iterator<Item = (Words, &str)> {
    let Parties { authority, system, purpose, legal_basis } = parties;
    let rows =
        [(AUTHORITY, authority), (SYSTEM, system), (PURPOSE, purpose), (LEGAL_BASIS, legal_basis)];
    rows.into_iter().map(|(heading, value)| (heading, value.as_str()))
}

fn cells(entry: &LedgerEntry, language: Language) -> [String; 7] {
    [
        entry.number.to_string(),
        clock::danish_time(entry.at),
        way(entry.way).of(language).to_owned(),
        entry.service.clone().unwrap_or_default(),
        entry.persons.to_string(),
        entry.filter_version.map(|version| version.to_string()).unwrap_or_default(),
        entry.detail.clone().unwrap_or_default(),
    ]
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use sha256::Sha256;
    use store::{AgreementDetails, LedgerTerms, LedgerWay};
    use uuid::Uuid;

    use super::*;

    fn entry(number: u64, way: LedgerWay) -> LedgerEntry {
        LedgerEntry {
            number,
            at: "2026-01-05T12:00:00Z".parse().unwrap(),
            way,
            agreement: None,
            system: None,
            subject: None,
            service: Some("SF6002".to_owned()),
            terms: None,
            filter_version: Some(2),
            content: None,
            detail: None,
            persons: 12,
            commitment: None,
            previous: Sha256::from_bytes([0; 32]),
        }
    }

    fn terms(purpose: &str) -> Option<LedgerTerms> {
        Some(LedgerTerms {
            agreement: Uuid::nil().into(),
            authority: Uuid::nil().into(),
            cvr: None,
            system: Uuid::nil().into(),
            system_name: "Omsorg".to_owned(),
            details: AgreementDetails { purpose: purpose.parse().ok(), ..Default::default() },
        })
    }

    fn report(entries: Vec<(LedgerEntry, Option<LedgerTerms>)>) -> AgreementReport {
        AgreementReport {
            agreement: Uuid::nil().into(),
            from: date(2026, 1, 1),
            to: date(2026, 1, 31),
            at: "2026-02-01T12:00:00Z".parse().unwrap(),
            entries,
        }
    }

    #[test]
    fn report_has_each_entry_and_what_the_agreement_said_whenever_that_was_new() {
        let made = report(vec![
            (entry(3, LedgerWay::Delivery), terms("Hjemmepleje & mere")),
            (entry(4, LedgerWay::Collection), terms("Hjemmepleje & mere")),
            (entry(9, LedgerWay::LookUp), terms("Pension")),
        ]);
        let text = agreement_text(&made, Language::Danish);
        assert!(text.contains("Fra post: 3\n") && text.contains("Fra post: 9\n"), "{text}");
        assert!(!text.contains("Fra post: 4\n"), "{text}");
        assert!(text.contains("daglig fil med ændringer\tSF6002\t12\t2"), "{text}");
        let page = agreement_page(&made, Language::English);
        assert_eq!(page.matches("<tr>").count(), 4);
        assert_eq!(page.matches("Hjemmepleje &amp; mere").count(), 1);
        assert!(page.contains("<html lang=\"en\">") && !page.contains("<script"));
    }

    #[test]
    fn report_of_nothing_says_so() {
        let made = report(Vec::new());
        assert!(agreement_text(&made, Language::English).contains("Nothing was disclosed"));
        assert!(agreement_page(&made, Language::Danish).contains("ikke videregivet noget"));
    }
}
