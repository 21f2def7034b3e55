use anyhow::Result;
use clap::Args;
use jiff::Timestamp;
use jiff::civil::Date;
use serde::Serialize;
use store::{Run, RunId};

use crate::exit_status::ExitStatus;
use crate::global::Global;
use crate::installation::{Installation, operator_context};
use crate::output::{self, line, local, local_or_dash, or_dash};

#[derive(Debug, Args)]
pub(crate) struct Runs {
    /// Show this run in detail, with the problems of its file
    run: Option<RunId>,
}

impl Runs {
    pub(crate) fn run(self, installation: &Installation, global: &Global) -> Result<ExitStatus> {
        match self.run {
            Some(id) => {
                let run = installation.app()?.run(&operator_context("runs"), id)?;
                show(&row(run), global)
            }
            None => list(installation, global),
        }
    }
}

/// A run in a list.
#[derive(Serialize)]
pub(crate) struct Row {
    run: i64,
    kind: &'static str,
    file: String,
    state: &'static str,
    held: Option<&'static str>,
    detail: Option<String>,
    releasable: Option<bool>,
    released: Vec<&'static str>,
    opgavenr: Option<String>,
    proddto: Option<Date>,
    proddtoforrig: Option<Date>,
    persons: u64,
    records: u64,
    size: u64,
    sha256: String,
    seen_at: Timestamp,
    done_at: Option<Timestamp>,
    findings: Vec<String>,
}

pub(crate) fn row(run: Run) -> Row {
    Row {
        run: run.id.number(),
        kind: run.kind.as_str(),
        file: run.file_name,
        state: run.state.as_str(),
        held: run.held.as_ref().map(|held| held.reason.as_str()),
        releasable: run.held.as_ref().map(|held| held.releasable),
        detail: run.held.map(|held| held.detail),
        released: run.released.iter().map(|reason| reason.as_str()).collect(),
        opgavenr: run.header.map(|header| header.opgavenr.to_string()),
        proddto: run.header.map(|header| header.proddto),
        proddtoforrig: run.header.and_then(|header| header.proddtoforrig),
        persons: run.persons,
        records: run.records,
        size: run.size,
        sha256: run.sha256.to_string(),
        seen_at: run.seen_at,
        done_at: run.done_at,
        findings: run.findings,
    }
}

fn list(installation: &Installation, global: &Global) -> Result<ExitStatus> {
    let runs = installation.app()?.runs(&operator_context("runs"))?;
    let rows: Vec<Row> = runs.into_iter().map(row).collect();
    output::list(
        global.json,
        &rows,
        ["RUN", "FILE", "STATE", "HELD FOR", "PRODDTO", "AFTER", "PERSONS", "RECORDS", "SEEN"],
        |row| {
            [
                row.run.to_string(),
                row.file.clone(),
                row.state.to_owned(),
                or_dash(row.held),
                or_dash(row.proddto),
                or_dash(row.proddtoforrig),
                row.persons.to_string(),
                row.records.to_string(),
                local(row.seen_at),
            ]
        },
    )?;
    Ok(ExitStatus::Done)
}

fn show(row: &Row, global: &Global) -> Result<ExitStatus> {
    if global.json {
        output::json(row)?;
        return Ok(ExitStatus::Done);
    }
    let held = match (row.held, &row.detail) {
        (Some(reason), Some(detail)) => format!("{reason}: {detail}"),
        _ => "-".to_owned(),
    };
    for (name, value) in [
        ("run", row.run.to_string()),
        ("kind", row.kind.to_owned()),
        ("file", row.file.clone()),
        ("state", row.state.to_owned()),
        ("held for", held),
        ("released from", or_dash((!row.released.is_empty()).then(|| row.released.join(", ")))),
        ("OPGAVENR", or_dash(row.opgavenr.as_ref())),
        ("PRODDTO", or_dash(row.proddto)),
        ("PRODDTOFORRIG", or_dash(row.proddtoforrig)),
        ("persons", row.persons.to_string()),
        ("records", row.records.to_string()),
        ("bytes", row.size.to_string()),
        ("SHA-256", row.sha256.clone()),
        ("seen", local(row.seen_at)),
        ("done", local_or_dash(row.done_at)),
    ] {
        line(&format!("{name:<14} {value}"))?;
    }
    if !row.findings.is_empty() {
        line("findings")?;
    }
    for finding in &row.findings {
        line(&format!("  {finding}"))?;
    }
    Ok(ExitStatus::Done)
}
