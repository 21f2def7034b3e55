use anyhow::Result;
use civil::Pnr;
use extract::{LineEnd, Severity, Width};
use extract_lint::{CheckedFile, FileFormat, Finding, Report};

use super::rows;
use crate::layouts_folder::LoadedAddition;
use crate::output::{self, BAD, FAINT, GOOD, HINT, STRONG, line, or_dash, styled};

pub(super) fn print(
    names: &[String],
    report: &Report,
    layouts: &[LoadedAddition],
    show_persons: bool,
) -> Result<()> {
    let findings = report.findings();
    for (index, (name, file)) in names.iter().zip(report.files()).enumerate() {
        print_file(name, file)?;
        let of_file = findings.kept().iter().filter(|finding| finding.file() == index);
        of_file.clone().try_for_each(|finding| print_finding(finding, show_persons))?;
        let not_kept = (file.errors() + file.warnings()).saturating_sub(of_file.count() as u64);
        if not_kept > 0 {
            line(&format!("  {}", styled(FAINT, &format!("(and {not_kept} more)"))))?;
        }
    }
    for addition in layouts {
        line(&styled(FAINT, &format!("layout {}", addition.sentence())))?;
    }
    print_counts(report)?;
    if names.len() > 1 {
        line("")?;
        line(&format!("all files: {}", verdict(findings.errors(), findings.warnings())))?;
    }
    Ok(())
}

fn print_file(name: &str, file: &CheckedFile) -> Result<()> {
    line(&format!("{}: {}", styled(STRONG, name), verdict(file.errors(), file.warnings())))?;
    let Some(header) = file.header() else { return Ok(()) };
    let persons = output::count(file.persons(), "person", "persons");
    let records = output::count(file.records(), "record", "records");
    let before = or_dash(header.proddtoforrig());
    let form = form(file.width(), file.line_end());
    let (opgavenr, proddto) = (header.opgavenr(), header.proddto());
    let facts = format!(
        "{}OPGAVENR {opgavenr}, PRODDTO {proddto} after {before}; {persons} in {records}; {form}",
        format_name(file.format())
    );
    line(&format!("  {}", styled(FAINT, &facts)))
}

/// What the file is, if it is no change extract.
const fn format_name(format: FileFormat) -> &'static str {
    match format {
        FileFormat::Change => "",
        FileFormat::Status => "status extract (U12180-P), ",
        FileFormat::Off4 => "answer of OFF4, ",
        FileFormat::Private => "private extract of CPR Direkte, ",
        FileFormat::RegistryCopy => "registry copy, ",
    }
}

fn verdict(errors: u64, warnings: u64) -> String {
    let describe = |style, count, one: &str, many: &str| {
        (count > 0).then(|| styled(style, &output::count(count, one, many)))
    };
    let both =
        [describe(BAD, errors, "error", "errors"), describe(HINT, warnings, "warning", "warnings")];
    match both.into_iter().flatten().collect::<Vec<_>>().join(", ") {
        none if none.is_empty() => styled(GOOD, "nothing is wrong"),
        both => both,
    }
}

fn form(width: Option<Width>, line_end: Option<LineEnd>) -> String {
    let width = match width {
        Some(Width::Padded) => "padded, ",
        Some(Width::Trimmed) => "trailing blanks cut, ",
        None => "",
    };
    let line_end = match line_end {
        Some(LineEnd::Lf) => "LF",
        Some(LineEnd::CrLf) => "CRLF",
        Some(LineEnd::None) | None => "no line ends",
    };
    format!("{width}{line_end}")
}

fn print_finding(finding: &Finding, show_persons: bool) -> Result<()> {
    let severity = match finding.severity() {
        Severity::Error => styled(BAD, "error  "),
        Severity::Warning => styled(HINT, "warning"),
    };
    let shown = |pnr: Option<Pnr>| pnr.filter(|_| show_persons).map(Pnr::reveal);
    let persons = match (shown(finding.person()), shown(finding.other())) {
        (Some(person), Some(other)) => format!(" ({person}, {other})"),
        (Some(person), None) => format!(" ({person})"),
        _ => String::new(),
    };
    line(&format!("  {severity} {finding}{}", styled(STRONG, &persons)))
}

fn print_counts(report: &Report) -> Result<()> {
    let (records, events) = (rows::records(report), rows::events(report));
    if !records.is_empty() {
        line("")?;
        output::list(false, &records, ["RECORD", "COUNT"], |row| {
            [row.record.clone(), row.count.to_string()]
        })?;
    }
    if !events.is_empty() {
        line("")?;
        output::list(false, &events, ["EVENT", "MAIN", "DERIVED", "MEANING"], |row| {
            let (main, derived) = (row.main.to_string(), row.derived.to_string());
            [row.event.clone(), main, derived, or_dash(row.meaning)]
        })?;
    }
    Ok(())
}
