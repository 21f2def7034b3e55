use anyhow::Result;
use civil::AgreementUuid;
use clap::Args;
use disclosure::{CleanUpList, CleanUpSubject, CleanUpTerms, Proposal};
use jiff::civil::Date;
use serde::Serialize;

use crate::exit_status::ExitStatus;
use crate::global::Global;
use crate::installation::{Installation, operator_context};
use crate::output::{self, FAINT, line, or_dash, styled};

#[derive(Debug, Args)]
pub(crate) struct List {
    /// ServiceAgreementUUID
    #[arg(long, value_name = "UUID")]
    agreement: AgreementUuid,
    /// List numbers that the filters have not matched in so many days
    #[arg(long, value_name = "DAYS", default_value_t = CleanUpTerms::default().unmatched_days)]
    unmatched_days: u16,
    /// List files that nobody has collected in so many days
    #[arg(long, value_name = "DAYS", default_value_t = CleanUpTerms::default().uncollected_days)]
    uncollected_days: u16,
    /// Show the numbers: personal data
    #[arg(long)]
    show_persons: bool,
}

/// The answer as JSON.
#[derive(Serialize)]
struct Answer {
    token: String,
    as_of: Option<Date>,
    proposals: Vec<Row>,
}

/// A proposal in a list.
#[derive(Serialize)]
struct Row {
    number: usize,
    reason: &'static str,
    /// The number, if it is to be shown.
    pnr: Option<String>,
    /// The number of a delivery.
    delivery: Option<u64>,
    since: Option<Date>,
}

impl List {
    pub(super) fn run(self, installation: &Installation, global: &Global) -> Result<ExitStatus> {
        let Self { agreement, unmatched_days, uncollected_days, show_persons } = self;
        let context = operator_context("clean-up list").about(agreement);
        let terms = CleanUpTerms { unmatched_days, uncollected_days };
        let CleanUpList { token, as_of, proposals, .. } =
            installation.app()?.clean_up_list(&context, terms)?;
        let rows: Vec<Row> = proposals.iter().map(|one| row(one, show_persons)).collect();
        let as_of = as_of.map(|(_, proddto)| proddto);
        if global.json {
            output::json(&Answer { token: token.to_string(), as_of, proposals: rows })?;
            return Ok(ExitStatus::Done);
        }
        output::list(false, &rows, ["NUMBER", "REASON", "WHAT", "SINCE"], |row| {
            [row.number.to_string(), row.reason.to_owned(), what(row), or_dash(row.since.as_ref())]
        })?;
        line(&styled(FAINT, &format!("token {token}")))?;
        Ok(ExitStatus::Done)
    }
}

fn row(Proposal { number, subject, reason, since }: &Proposal, show_persons: bool) -> Row {
    let (pnr, delivery) = match subject {
        CleanUpSubject::Filter(pnr) => (show_persons.then(|| pnr.reveal().to_string()), None),
        CleanUpSubject::File(_, seq) => (None, Some(*seq)),
    };
    Row { number: *number, reason: reason.as_str(), pnr, delivery, since: *since }
}

fn what(row: &Row) -> String {
    match (row.delivery, &row.pnr) {
        (Some(delivery), _) => format!("delivery {delivery}"),
        (None, Some(pnr)) => format!("pnr {pnr}"),
        (None, None) => "pnr **********".to_owned(),
    }
}
