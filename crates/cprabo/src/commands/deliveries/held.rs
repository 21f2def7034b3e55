use anyhow::Result;
use civil::AgreementUuid;
use jiff::Timestamp;
use jiff::civil::Date;
use serde::Serialize;
use store::DeliveryHold;

use crate::exit_status::ExitStatus;
use crate::global::Global;
use crate::installation::{Installation, operator_context};
use crate::output::{self, local};

/// A held delivery in a list.
#[derive(Serialize)]
struct Row {
    agreement: AgreementUuid,
    sftp_user: String,
    seq: u64,
    run: i64,
    proddto: Date,
    persons: u64,
    /// The median of the agreement's last days.
    usual: u64,
    held_at: Timestamp,
    held_until: Timestamp,
}

/// Lists the deliveries that the volume brake holds, of one agreement or of all.
pub(super) fn list(
    installation: &Installation,
    global: &Global,
    of: Option<AgreementUuid>,
) -> Result<ExitStatus> {
    let held = installation.app()?.held_deliveries(&operator_context("deliveries"))?;
    let is_asked_for =
        |hold: &DeliveryHold| of.is_none_or(|agreement| agreement == hold.pair.agreement);
    let rows: Vec<Row> = held.into_iter().filter(is_asked_for).map(row).collect();
    output::list(
        global.json,
        &rows,
        ["AGREEMENT", "ACCOUNT", "SEQ", "RUN", "PRODDTO", "PERSONS", "USUAL", "SINCE", "UNTIL"],
        |row| {
            [
                row.agreement.to_string(),
                row.sftp_user.clone(),
                row.seq.to_string(),
                row.run.to_string(),
                row.proddto.to_string(),
                row.persons.to_string(),
                row.usual.to_string(),
                local(row.held_at),
                local(row.held_until),
            ]
        },
    )?;
    Ok(ExitStatus::Done)
}

fn row(hold: DeliveryHold) -> Row {
    let DeliveryHold { run, proddto, seq, pair, persons, usual, held_at, held_until, .. } = hold;
    Row {
        agreement: pair.agreement,
        sftp_user: pair.sftp_user.to_string(),
        seq,
        run: run.number(),
        proddto,
        persons,
        usual,
        held_at,
        held_until,
    }
}
