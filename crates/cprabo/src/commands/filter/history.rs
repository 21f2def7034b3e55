use anyhow::Result;
use serde::Serialize;
use store::Revision;

use super::agreement_arg::AgreementArg;
use super::change::ChangeRow;
use crate::exit_status::ExitStatus;
use crate::global::Global;
use crate::installation::Installation;
use crate::output::{self, local, or_dash};

/// A version in a list.
#[derive(Serialize)]
struct Row {
    #[serde(flatten)]
    change: ChangeRow,
    added: u64,
    removed: u64,
}

/// Lists every change of the filters, the newest last.
pub(super) fn history(
    installation: &Installation,
    global: &Global,
    of: &AgreementArg,
) -> Result<ExitStatus> {
    let history = installation.app()?.filter_history(&of.context("filter history"))?;
    let rows: Vec<Row> = history.iter().map(row).collect();
    output::list(
        global.json,
        &rows,
        ["VERSION", "AT", "WHO", "ON BEHALF OF", "ADDED", "REMOVED", "REASON"],
        |Row { change, added, removed }| {
            [
                change.version.to_string(),
                local(change.at),
                change.who.clone(),
                or_dash(change.on_behalf_of.as_ref()),
                format!("+{added}"),
                format!("-{removed}"),
                or_dash(change.reason.as_ref()),
            ]
        },
    )?;
    Ok(ExitStatus::Done)
}

fn row(revision: &Revision) -> Row {
    let Revision { change, added, removed } = revision;
    Row { change: change.into(), added: *added, removed: *removed }
}
