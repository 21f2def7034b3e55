mod held;

use anyhow::Result;
use civil::AgreementUuid;
use clap::Args;
use clock::danish_day;
use jiff::Timestamp;
use jiff::civil::Date;
use pipeline::Retention;
use serde::Serialize;
use store::Delivery;

use crate::exit_status::ExitStatus;
use crate::global::Global;
use crate::installation::{Installation, operator_context};
use crate::output::{self, local_or_dash, or_dash};

#[derive(Debug, Args)]
pub(crate) struct Deliveries {
    /// ServiceAgreementUUID
    #[arg(long, value_name = "UUID", required_unless_present = "held")]
    agreement: Option<AgreementUuid>,
    /// Those alone that the volume brake holds; without an agreement, of all
    #[arg(long)]
    held: bool,
}

/// A delivery in a list.
#[derive(Serialize)]
struct Row {
    seq: u64,
    kind: &'static str,
    replay_of: Option<u64>,
    run: i64,
    proddto: Date,
    sftp_user: String,
    name: String,
    size: Option<u64>,
    persons: Option<u64>,
    records: Option<u64>,
    sha256: Option<String>,
    /// Of the data file before.
    previous_sha256: Option<String>,
    published_at: Option<Timestamp>,
    collected_at: Option<Timestamp>,
    removed_at: Option<Timestamp>,
    /// When its time in `IN` was over, if the system had not removed it.
    expired_at: Option<Timestamp>,
    /// When its time in `IN` will be over, if it is there.
    leaves_at: Option<Timestamp>,
}

impl Deliveries {
    pub(crate) fn run(self, installation: &Installation, global: &Global) -> Result<ExitStatus> {
        let agreement = match self.agreement {
            Some(agreement) if !self.held => agreement,
            of => return held::list(installation, global, of),
        };
        let context = operator_context("deliveries").about(agreement);
        let deliveries = installation.app()?.deliveries(&context)?;
        let retention = installation.config.retention.kept();
        let rows = deliveries.into_iter().map(|delivery| row(delivery, retention));
        let rows: Vec<Row> = rows.collect();
        output::list(
            global.json,
            &rows,
            [
                "SEQ",
                "KIND",
                "RUN",
                "PRODDTO",
                "FILE",
                "PERSONS",
                "RECORDS",
                "BYTES",
                "PUBLISHED",
                "COLLECTED",
                "IN",
                "SHA-256",
            ],
            |row| {
                [
                    row.seq.to_string(),
                    row.replay_of
                        .map_or_else(|| row.kind.to_owned(), |seq| format!("replay of {seq}")),
                    row.run.to_string(),
                    row.proddto.to_string(),
                    row.name.clone(),
                    or_dash(row.persons),
                    or_dash(row.records),
                    or_dash(row.size),
                    local_or_dash(row.published_at),
                    local_or_dash(row.collected_at),
                    row.place(),
                    row.sha256
                        .as_ref()
                        .map_or_else(|| "-".to_owned(), |sha256| sha256[..16].to_owned()),
                ]
            },
        )?;
        Ok(ExitStatus::Done)
    }
}

impl Row {
    /// Whether it is in `IN`, and until when.
    fn place(&self) -> String {
        match (self.published_at, self.expired_at, self.removed_at, self.leaves_at) {
            (None, ..) => "planned".to_owned(),
            (_, Some(at), ..) => format!("left {}", danish_day(at)),
            (_, _, Some(_), _) => "removed".to_owned(),
            (_, _, _, Some(at)) => format!("until {}", danish_day(at)),
            _ => "there".to_owned(),
        }
    }
}

fn row(delivery: Delivery, retention: Retention) -> Row {
    let published = delivery.published.as_ref();
    Row {
        seq: delivery.seq,
        kind: delivery.kind.as_str(),
        replay_of: delivery.replay_of,
        run: delivery.run.number(),
        proddto: delivery.proddto,
        sftp_user: delivery.sftp_user.to_string(),
        size: published.map(|published| published.size),
        persons: published.map(|published| published.persons),
        records: published.map(|published| published.records),
        sha256: published.map(|published| published.sha256.to_string()),
        previous_sha256: delivery.previous.map(|sha256| sha256.to_string()),
        published_at: published.map(|published| published.at),
        collected_at: delivery.collected_at,
        removed_at: delivery.removed_at,
        expired_at: delivery.expired_at,
        leaves_at: published
            .filter(|_| delivery.removed_at.is_none())
            .and_then(|published| retention.leaves_at(published.at)),
        name: delivery.name,
    }
}
