use anyhow::Result;
use app::AcceptedProposals;
use civil::AgreementUuid;
use clap::{ArgGroup, Args};
use disclosure::{CleanUpReason, CleanUpToken};
use serde::Serialize;
use store::{CleanedUp, FilterVersion};

use crate::exit_status::ExitStatus;
use crate::global::Global;
use crate::installation::{Installation, operator_context};
use crate::output::{self, count, line};

#[derive(Debug, Args)]
#[command(group = ArgGroup::new("which").required(true).args(["number", "reason", "all"]))]
pub(crate) struct Accept {
    /// ServiceAgreementUUID
    #[arg(long, value_name = "UUID")]
    agreement: AgreementUuid,
    /// The token of the list; one that has changed since is refused
    #[arg(long)]
    token: CleanUpToken,
    /// A proposal, by its number in the list; can be given several times
    #[arg(long)]
    number: Vec<usize>,
    /// All proposals for a reason, such as `dead`; can be given several times
    #[arg(long)]
    reason: Vec<CleanUpReason>,
    /// All proposals
    #[arg(long)]
    all: bool,
}

#[derive(Serialize)]
struct Answer {
    version: Option<i64>,
    filters: u64,
    files: u64,
}

impl Accept {
    pub(super) fn run(self, installation: &Installation, global: &Global) -> Result<ExitStatus> {
        let Self { agreement, token, number, reason, all } = self;
        let accepted = match (all, reason.is_empty()) {
            (true, _) => AcceptedProposals::All,
            (false, false) => AcceptedProposals::Reasons(reason.into_iter().collect()),
            (false, true) => AcceptedProposals::Numbers(number.into_iter().collect()),
        };
        let context = operator_context("clean-up accept").about(agreement);
        let done = installation.app()?.accept_clean_up(&context, &token, &accepted)?;
        let CleanedUp { version, filters, files } = done;
        let version = version.map(FilterVersion::number);
        if global.json {
            output::json(&Answer { version, filters, files })?;
            return Ok(ExitStatus::Done);
        }
        let filters = count(filters, "filter", "filters");
        let files = count(files, "delivery", "deliveries");
        line(&format!("{filters} removed, {files} left IN"))?;
        if let Some(version) = version {
            line(&format!(
                "version {version} of the filters; `cprabo clean-up undo --version {version}` restores them"
            ))?;
        }
        Ok(ExitStatus::Done)
    }
}
