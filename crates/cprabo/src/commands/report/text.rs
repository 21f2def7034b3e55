use anyhow::Result;
use disclosure::PersonReport;

use super::words::{
    AT, AUTHORITY, COUNT, INTRODUCTION, MADE, NOBODY, NOTES, NUMBERS, REDUCED, Row, TITLE,
};
use crate::commands::person::Language;
use crate::output::{STRONG, line, styled};

/// Prints a report as lines.
pub(super) fn print(report: &PersonReport, language: Language) -> Result<()> {
    line(&styled(STRONG, TITLE.of(language)))?;
    line("")?;
    line(INTRODUCTION.of(language))?;
    line("")?;
    let numbers: Vec<String> =
        report.numbers.iter().map(|number| number.reveal().to_string()).collect();
    line(&format!("{}: {}", NUMBERS.of(language), numbers.join(", ")))?;
    line(&format!("{}: {}", MADE.of(language), clock::danish_time(report.at)))?;
    line(&format!("{}: {}", COUNT.of(language), report.disclosures.len()))?;
    if let Some(before) = report.reduced_before {
        line(&format!("{} {}", REDUCED.of(language), clock::danish_day(before)))?;
    }
    line("")?;
    if report.disclosures.is_empty() {
        line(NOBODY.of(language))?;
    }
    for one in &report.disclosures {
        let row = Row::of(one, language);
        let first = [(AT, &*row.at), (AUTHORITY, &*row.authority)];
        for (heading, value) in first.into_iter().chain(row.values()) {
            line(&format!("{}: {value}", heading.of(language)))?;
        }
        line("")?;
    }
    line(NOTES.of(language))
}
