use disclosure::PersonReport;

use crate::language::{Language, Words};
use crate::page::Page;
use crate::person_row::PersonRow;
use crate::words::{AT, AUTHORITY, COUNT, MADE};

const TITLE: Words = Words::new(
    "To whom your data from the CPR register were disclosed",
    "Hvem har fået oplysninger om dig fra CPR",
);
const INTRODUCTION: Words = Words::new(
    "This overview shows each time that this platform has disclosed data about you from the Civil Registration System (CPR): to which \
     authority, by which system, for what purpose and on what legal basis. It is made for requests for access under article 15 of the \
     General Data Protection Regulation.",
    "Oversigten viser hver gang, oplysninger om dig fra Det Centrale Personregister (CPR) er videregivet gennem denne platform: til \
     hvilken myndighed, gennem hvilket it-system, til hvilket formål og med hvilken hjemmel. Den er lavet til brug for indsigt efter \
     databeskyttelsesforordningens artikel 15.",
);
const INTRODUCTION_OF_ONE: Words = Words::new(
    "This overview shows each time that this platform has disclosed data about you from the Civil Registration System (CPR) under one \
     agreement of an authority: when, by which system, for what purpose and on what legal basis. What other authorities, or the same one \
     under other agreements, have received is not in it. It is made for requests for access under article 15 of the General Data \
     Protection Regulation.",
    "Oversigten viser hver gang, oplysninger om dig fra Det Centrale Personregister (CPR) er videregivet gennem denne platform efter én \
     af en myndigheds aftaler: hvornår, gennem hvilket it-system, til hvilket formål og med hvilken hjemmel. Hvad andre myndigheder, \
     eller den samme efter andre aftaler, har fået, er ikke med. Den er lavet til brug for indsigt efter \
     databeskyttelsesforordningens artikel 15.",
);
const NOTES: Words = Words::new(
    "The overview leaves out who works at the authority, and other persons. Files that systems send to each other are not in it: the \
     platform does not know what they contain. Questions about what an authority does with the data are answered by that authority.",
    "Oversigten viser hverken myndighedens medarbejdere eller andre personer. Filer, som it-systemer sender til hinanden, er ikke med, \
     fordi platformen ikke kender deres indhold. Spørgsmål om, hvad en myndighed bruger oplysningerne til, besvares af myndigheden.",
);
const NOBODY: Words = Words::new(
    "No disclosures of data about you are registered.",
    "Der er ikke registreret videregivelser af oplysninger om dig.",
);
const NOBODY_OF_ONE: Words = Words::new(
    "No disclosures of data about you under this agreement are registered.",
    "Der er ikke registreret videregivelser af oplysninger om dig efter denne aftale.",
);
const REDUCED: Words = Words::new(
    "For disclosures before this day only their number is kept, and not whom they concerned:",
    "For videregivelser før denne dag er kun antallet bevaret, og ikke hvem de vedrører:",
);
const NUMBERS: Words = Words::new("Personal identification number", "Personnummer");

/// The report as lines.
pub fn person_text(report: &PersonReport, language: Language) -> String {
    let mut lines = vec![
        TITLE.of(language).to_owned(),
        String::new(),
        introduction(report).of(language).to_owned(),
        String::new(),
    ];
    let facts = facts(report);
    lines.extend(facts.iter().map(|(heading, value)| line(*heading, value, language)));
    lines.extend(reduced(report, language));
    lines.push(String::new());
    if report.disclosures.is_empty() {
        lines.push(nobody(report).of(language).to_owned());
    }
    for one in &report.disclosures {
        let row = PersonRow::of(one, language);
        let first = [(AT, &*row.at), (AUTHORITY, &*row.authority)];
        let values = first.into_iter().chain(row.values());
        lines.extend(values.map(|(heading, value)| line(heading, value, language)));
        lines.push(String::new());
    }
    lines.push(NOTES.of(language).to_owned());
    lines.join("\n")
}

/// The report as a page of HTML.
pub fn person_page(report: &PersonReport, language: Language) -> String {
    let mut page = Page::new(TITLE, introduction(report), language);
    page.list(facts(report).iter().map(|(heading, value)| (*heading, &**value)));
    if let Some(reduced) = reduced(report, language) {
        page.paragraph(&reduced);
    }
    if report.disclosures.is_empty() {
        page.paragraph(nobody(report).of(language));
    }
    for one in &report.disclosures {
        let row = PersonRow::of(one, language);
        page.section(&format!("{}: {}", row.at, row.authority), row.values());
    }
    page.end(NOTES)
}

const fn introduction(report: &PersonReport) -> Words {
    if report.agreement.is_some() { INTRODUCTION_OF_ONE } else { INTRODUCTION }
}

const fn nobody(report: &PersonReport) -> Words {
    if report.agreement.is_some() { NOBODY_OF_ONE } else { NOBODY }
}

fn facts(report: &PersonReport) -> [(Words, String); 3] {
    let numbers: Vec<String> =
        report.numbers.iter().map(|number| number.reveal().to_string()).collect();
    [
        (NUMBERS, numbers.join(", ")),
        (MADE, clock::danish_time(report.at)),
        (COUNT, report.disclosures.len().to_string()),
    ]
}

fn reduced(report: &PersonReport, language: Language) -> Option<String> {
    let before = clock::danish_day(report.reduced_before?);
    Some(format!("{} {before}", REDUCED.of(language)))
}

fn line(heading: Words, value: &str, language: Language) -> String {
    format!("{}: {value}", heading.of(language))
}
