use anyhow::Result;
use app::ReviewLine;
use civil::AgreementUuid;
use jiff::Timestamp;
use jiff::civil::Date;
use serde::Serialize;
use store::ReviewState;

use crate::exit_status::ExitStatus;
use crate::global::Global;
use crate::installation::{Installation, operator_context};
use crate::output::{self, local_or_dash, or_dash};

/// An agreement in the list.
#[derive(Serialize)]
struct Row {
    agreement: AgreementUuid,
    system: String,
    state: &'static str,
    by: Option<Date>,
    every_days: u16,
    suspend_after_days: u16,
    reviewed_at: Option<Timestamp>,
    reviewed_by: Option<String>,
    note: Option<String>,
}

pub(super) fn list(installation: &Installation, global: &Global) -> Result<ExitStatus> {
    let lines = installation.app()?.reviews(&operator_context("review list"))?;
    let is_overdue = lines.iter().any(|line| matches!(line.state, ReviewState::Overdue(_)));
    let rows: Vec<Row> = lines.into_iter().map(row).collect();
    output::list(
        global.json,
        &rows,
        ["AGREEMENT", "SYSTEM", "STATE", "BY", "EVERY", "REVIEWED", "REVIEWED BY"],
        |row| {
            [
                row.agreement.to_string(),
                row.system.clone(),
                row.state.to_owned(),
                or_dash(row.by.as_ref()),
                row.every_days.to_string(),
                local_or_dash(row.reviewed_at),
                or_dash(row.reviewed_by.as_ref()),
            ]
        },
    )?;
    Ok(if is_overdue { ExitStatus::Held } else { ExitStatus::Done })
}

fn row(ReviewLine { status, state }: ReviewLine) -> Row {
    let (at, name, note) = match status.last {
        Some(review) => (Some(review.at), Some(review.name), review.note),
        None => (None, None, None),
    };
    Row {
        agreement: status.uuid,
        system: status.system,
        state: state.as_str(),
        by: state.by(),
        every_days: status.periods.every,
        suspend_after_days: status.periods.suspends,
        reviewed_at: at,
        reviewed_by: name.map(|name| name.as_str().to_owned()),
        note: note.map(|note| note.to_string()),
    }
}
