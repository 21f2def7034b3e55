use anyhow::Result;
use civil::AgreementUuid;
use clap::Args;
use jiff::Timestamp;
use serde::Serialize;
use store::{AgreementText, FilterEdit, FilterRequest, FilterRequestId};

use crate::danish_number::whole;
use crate::exit_status::ExitStatus;
use crate::global::Global;
use crate::installation::{Installation, operator_context};
use crate::output::{self, local, or_dash};

#[derive(Debug, Args)]
pub(crate) struct Requests {
    /// Also those that were decided
    #[arg(long)]
    all: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Reject {
    /// The request's number
    #[arg(value_name = "REQUEST")]
    id: FilterRequestId,
    /// Why
    #[arg(long, value_name = "TEXT")]
    reason: Option<AgreementText>,
}

/// A request in a list.
#[derive(Serialize)]
struct Row {
    request: i64,
    agreement: AgreementUuid,
    change: &'static str,
    filters: usize,
    persons: u64,
    state: &'static str,
    at: Timestamp,
    who: String,
    on_behalf_of: Option<String>,
    decided_at: Option<Timestamp>,
    decided_by: Option<String>,
    reason: Option<String>,
}

impl Requests {
    /// Lists the requests.
    pub(super) fn run(self, installation: &Installation, global: &Global) -> Result<ExitStatus> {
        let context = operator_context("filter requests");
        let found = installation.app()?.filter_requests(&context, !self.all)?;
        let rows: Vec<Row> = found.iter().map(row).collect();
        let header =
            ["REQUEST", "AGREEMENT", "CHANGE", "PERSONS MORE", "STATE", "AT", "WHO", "DECIDED BY"];
        output::list(global.json, &rows, header, |row| {
            [
                row.request.to_string(),
                row.agreement.to_string(),
                format!("{} {}", row.change, whole(row.filters as u64)),
                whole(row.persons),
                row.state.to_owned(),
                local(row.at),
                row.who.clone(),
                or_dash(row.decided_by.as_ref()),
            ]
        })?;
        Ok(ExitStatus::Done)
    }
}

impl Reject {
    pub(super) fn run(self, installation: &Installation) -> Result<ExitStatus> {
        let context = operator_context("filter reject");
        installation.app()?.reject_filters(&context, self.id, self.reason.as_ref())?;
        Ok(ExitStatus::Done)
    }
}

fn row(request: &FilterRequest) -> Row {
    let (change, filters) = match &request.edit {
        FilterEdit::Add(filters) | FilterEdit::AddFor(filters, _) => ("add", filters.len()),
        FilterEdit::Remove(filters) => ("remove", filters.len()),
        FilterEdit::RemoveKind(_) => ("remove a kind", 1),
        FilterEdit::Set(set) => ("set", set.len()),
    };
    let decided = request.decided.as_ref();
    Row {
        request: request.id.number(),
        agreement: request.agreement,
        change,
        filters,
        persons: request.persons,
        state: request.state.as_str(),
        at: request.at,
        who: request.author.actor.to_string(),
        on_behalf_of: request.author.on_behalf_of.clone(),
        decided_at: decided.map(|(at, _)| *at),
        decided_by: decided.map(|(_, actor)| actor.to_string()),
        reason: request.reason.as_ref().map(|reason| reason.as_str().to_owned()),
    }
}
