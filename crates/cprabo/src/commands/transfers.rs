use anyhow::Result;
use app::TransferQuery;
use clap::Args;
use jiff::Timestamp;
use serde::Serialize;
use store::{ForwardedFile, Transfer};

use crate::exit_status::ExitStatus;
use crate::global::Global;
use crate::installation::{Installation, operator_context};
use crate::output::{self, local, or_dash};

#[derive(Debug, Args)]
pub(crate) struct Transfers {
    /// Those that were sent in so many days
    #[arg(long, value_name = "DAYS", default_value_t = 30)]
    days: u32,
    /// Only those that this SFTP account sent, or that were sent to it
    #[arg(long, value_name = "ACCOUNT")]
    account: Option<String>,
    /// Only those that are not sent on, or not collected by everybody
    #[arg(long)]
    open: bool,
}

/// A transfer in a list.
#[derive(Serialize)]
struct Row {
    transfer: i64,
    uuid: Option<String>,
    from: String,
    name: String,
    senders_file_id: Option<String>,
    size: Option<u64>,
    state: &'static str,
    /// Why it was refused.
    errors: Vec<ErrorRow>,
    taken_at: Timestamp,
    decided_at: Option<Timestamp>,
    recipients: Vec<RecipientRow>,
}

#[derive(Serialize)]
struct ErrorRow {
    code: u16,
    what: &'static str,
}

#[derive(Serialize)]
struct RecipientRow {
    account: String,
    published_at: Timestamp,
    collected_at: Option<Timestamp>,
    collected_by: Option<String>,
    removed_at: Option<Timestamp>,
    expired_at: Option<Timestamp>,
}

impl Transfers {
    pub(crate) fn run(self, installation: &Installation, global: &Global) -> Result<ExitStatus> {
        let Self { days, account, open } = self;
        let query = TransferQuery { days, account, is_open: open };
        let transfers = installation.app()?.transfers(&operator_context("transfers"), &query)?;
        let rows: Vec<Row> = transfers.into_iter().map(row).collect();
        let header = ["TRANSFER", "FROM", "FILE", "BYTES", "SENT", "STATE", "TO"];
        output::list(global.json, &rows, header, |row| {
            [
                row.transfer.to_string(),
                row.from.clone(),
                row.name.clone(),
                or_dash(row.size),
                local(row.taken_at),
                row.state(),
                row.recipients(),
            ]
        })?;
        Ok(ExitStatus::Done)
    }
}

impl Row {
    fn state(&self) -> String {
        let codes: Vec<String> = self.errors.iter().map(|error| error.code.to_string()).collect();
        format!("{} {}", self.state, codes.join(" ")).trim_end().to_owned()
    }

    fn recipients(&self) -> String {
        let shown: Vec<String> = self.recipients.iter().map(RecipientRow::shown).collect();
        if shown.is_empty() { "-".to_owned() } else { shown.join("; ") }
    }
}

impl RecipientRow {
    /// Where its file is.
    fn shown(&self) -> String {
        let place = match (self.collected_at, self.expired_at, self.removed_at) {
            (Some(at), ..) => format!("collected {}", local(at)),
            (None, Some(at), _) => format!("left uncollected {}", local(at)),
            (None, None, Some(at)) => format!("removed {}", local(at)),
            (None, None, None) => "waits".to_owned(),
        };
        format!("{}: {place}", self.account)
    }
}

fn row(transfer: Transfer) -> Row {
    let error =
        |code: exchange_proto::ErrorCode| ErrorRow { code: code.number(), what: code.sentence() };
    Row {
        transfer: transfer.id.number(),
        uuid: transfer.uuid.map(|uuid| uuid.to_string()),
        from: transfer.sender.to_string(),
        name: transfer.name,
        senders_file_id: transfer.senders_file_id,
        size: transfer.size,
        state: transfer.state.as_str(),
        errors: transfer.errors.into_iter().map(error).collect(),
        taken_at: transfer.taken_at,
        decided_at: transfer.decided_at,
        recipients: transfer.recipients.into_iter().map(recipient).collect(),
    }
}

fn recipient(file: ForwardedFile) -> RecipientRow {
    let ForwardedFile { recipient, published_at, collected_at, collected_by, .. } = file;
    let (removed_at, expired_at) = (file.removed_at, file.expired_at);
    let account = recipient.to_string();
    RecipientRow { account, published_at, collected_at, collected_by, removed_at, expired_at }
}
