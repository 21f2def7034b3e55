use anyhow::Result;
use extract::{LineEnd, Severity, Width};
use extract_lint::{CheckedFile, Finding, Report};
use jiff::civil::Date;
use serde::Serialize;

use super::rows::{self, EventRow, RecordRow};
use crate::layouts_folder::LoadedAddition;
use crate::output;

/// The output of `check --json`.
#[derive(Serialize)]
struct Answer<'a> {
    errors: u64,
    warnings: u64,
    files: Vec<File<'a>>,
    findings: Vec<Found<'a>>,
    /// Findings that are counted above and not listed here.
    not_listed: u64,
    record_types: Vec<RecordRow>,
    events: Vec<EventRow>,
    /// Additions to the record layout.
    layouts: &'a [LoadedAddition],
}

#[derive(Serialize)]
struct File<'a> {
    file: &'a str,
    format: &'static str,
    opgavenr: Option<String>,
    proddto: Option<Date>,
    proddtoforrig: Option<Date>,
    width: Option<&'static str>,
    line_end: Option<&'static str>,
    persons: u64,
    records: u64,
    errors: u64,
    warnings: u64,
}

#[derive(Serialize)]
struct Found<'a> {
    file: &'a str,
    severity: &'static str,
    kind: &'static str,
    line: u32,
    byte: usize,
    record: Option<String>,
    field: Option<&'static str>,
    what: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pnr: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    other_pnr: Option<String>,
}

pub(super) fn print(
    names: &[String],
    report: &Report,
    layouts: &[LoadedAddition],
    show_persons: bool,
) -> Result<()> {
    let findings = report.findings();
    let name = |index: usize| names.get(index).map_or("", String::as_str);
    let files = report.files().iter().zip(names);
    let found = findings.kept().iter();
    output::json(&Answer {
        errors: findings.errors(),
        warnings: findings.warnings(),
        files: files.map(|(file, name)| file_row(name, file)).collect(),
        findings: found.map(|found| finding(name(found.file()), found, show_persons)).collect(),
        not_listed: findings.not_kept(),
        record_types: rows::records(report),
        events: rows::events(report),
        layouts,
    })
}

fn file_row<'a>(name: &'a str, file: &CheckedFile) -> File<'a> {
    let header = file.header();
    File {
        file: name,
        format: file.format().as_str(),
        opgavenr: header.map(|header| header.opgavenr().to_string()),
        proddto: header.map(extract::Header::proddto),
        proddtoforrig: header.and_then(extract::Header::proddtoforrig),
        width: file.width().map(width),
        line_end: file.line_end().map(line_end),
        persons: file.persons(),
        records: file.records(),
        errors: file.errors(),
        warnings: file.warnings(),
    }
}

fn finding<'a>(name: &'a str, finding: &Finding, show_persons: bool) -> Found<'a> {
    let shown =
        |pnr: Option<civil::Pnr>| pnr.filter(|_| show_persons).map(|pnr| pnr.reveal().to_string());
    Found {
        file: name,
        severity: severity(finding.severity()),
        kind: finding.fault().as_str(),
        line: finding.line(),
        byte: finding.offset(),
        record: finding.record().map(|record| record.to_string()),
        field: finding.field_name(),
        what: finding.fault().to_string(),
        pnr: shown(finding.person()),
        other_pnr: shown(finding.other()),
    }
}

const fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    }
}

const fn width(width: Width) -> &'static str {
    match width {
        Width::Padded => "padded",
        Width::Trimmed => "trimmed",
    }
}

const fn line_end(line_end: LineEnd) -> &'static str {
    match line_end {
        LineEnd::Lf => "lf",
        LineEnd::CrLf => "crlf",
        LineEnd::None => "none",
    }
}
