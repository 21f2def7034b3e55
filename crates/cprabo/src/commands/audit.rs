use anyhow::Result;
use clap::Args;
use jiff::Timestamp;
use serde::Serialize;
use store::AuditEntry;
use uuid::Uuid;

use crate::exit_status::ExitStatus;
use crate::global::Global;
use crate::installation::{Installation, operator_context};
use crate::output::{self, local, or_dash};

#[derive(Debug, Args)]
pub(crate) struct Audit {
    /// Only entries with this correlation id: the one in a fault, or in the log
    #[arg(long, value_name = "ID")]
    correlation: Option<Uuid>,
}

/// An audit entry in a list.
#[derive(Serialize)]
struct Row {
    at: Timestamp,
    who: String,
    on_behalf_of: Option<String>,
    action: String,
    subject: String,
    outcome: String,
    correlation: Uuid,
}

impl Audit {
    pub(crate) fn run(self, installation: &Installation, global: &Global) -> Result<ExitStatus> {
        let trail =
            installation.app()?.audit_trail(&operator_context("audit"), self.correlation)?;
        let rows: Vec<Row> = trail.into_iter().map(|(at, entry)| row(at, entry)).collect();
        output::list(
            global.json,
            &rows,
            ["AT", "WHO", "ON BEHALF OF", "ACTION", "SUBJECT", "OUTCOME", "CORRELATION"],
            |row| {
                [
                    local(row.at),
                    row.who.clone(),
                    or_dash(row.on_behalf_of.as_ref()),
                    row.action.clone(),
                    row.subject.clone(),
                    row.outcome.clone(),
                    row.correlation.to_string(),
                ]
            },
        )?;
        Ok(ExitStatus::Done)
    }
}

fn row(at: Timestamp, entry: AuditEntry) -> Row {
    let AuditEntry { author, action, subject, outcome } = entry;
    Row {
        at,
        who: author.actor.to_string(),
        on_behalf_of: author.on_behalf_of,
        action,
        subject,
        outcome,
        correlation: author.correlation,
    }
}
