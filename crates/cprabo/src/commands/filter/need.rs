use anyhow::Result;
use clap::error::ErrorKind;
use clap::{Args, Subcommand};
use jiff::Timestamp;
use jiff::civil::Date;
use serde::Serialize;
use store::{Need, NeedReason, StatedNeed};

use super::agreement_arg::AgreementArg;
use super::filter_args::{FilterArgs, print_edit};
use crate::exit_status::ExitStatus;
use crate::global::Global;
use crate::installation::Installation;
use crate::output::{self, line, local, or_dash};

#[derive(Debug, Subcommand)]
pub(crate) enum FilterNeed {
    /// State the need for filters that are there, in place of what was stated before
    Set(SetNeed),
    /// List the filters for which a need is stated
    List(AgreementArg),
}

/// Why, and how long.
#[derive(Debug, Args)]
struct NeedArgs {
    /// The last day on which they are needed; on the next they are removed
    #[arg(long, value_name = "YYYY-MM-DD")]
    until: Option<Date>,
    /// Why they are needed, without personal numbers
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,
}

/// Filters to be put in.
#[derive(Debug, Args)]
pub(crate) struct NewFilters {
    #[command(flatten)]
    filters: FilterArgs,
    #[command(flatten)]
    need: NeedArgs,
}

#[derive(Debug, Args)]
pub(crate) struct SetNeed {
    #[command(flatten)]
    filters: FilterArgs,
    #[command(flatten)]
    need: NeedArgs,
}

impl NewFilters {
    pub(super) fn add(self, installation: &Installation, global: &Global) -> Result<ExitStatus> {
        let Some(need) = self.need.need()? else {
            return self.filters.edit(installation, global, store::FilterEdit::Add);
        };
        let filters = self.filters.filters()?;
        let requested = filters.len();
        let difference = self.filters.of.add_for(installation, filters, need)?;
        print_edit(global, &difference, requested)
    }
}

impl FilterNeed {
    pub(super) fn run(self, installation: &Installation, global: &Global) -> Result<ExitStatus> {
        match self {
            Self::Set(set) => set.run(installation),
            Self::List(of) => list(installation, global, &of),
        }
    }
}

impl SetNeed {
    fn run(self, installation: &Installation) -> Result<ExitStatus> {
        let Some(need) = self.need.need()? else {
            let text = "say --until or --reason, or both\n";
            return Err(clap::Error::raw(ErrorKind::MissingRequiredArgument, text).into());
        };
        let filters = self.filters.filters()?.into_iter().collect();
        let context = self.filters.of.context("filter need set");
        installation.app()?.state_needs(&context, &filters, &need)?;
        let until = need.last_day.map_or("without an end".to_owned(), |day| format!("until {day}"));
        let count = output::count(filters.len() as u64, "filter", "filters");
        line(&format!("{count} needed {until}"))?;
        Ok(ExitStatus::Done)
    }
}

impl NeedArgs {
    /// What was said; `None` when nothing was. An error does not repeat the reason, which may hold a number.
    fn need(&self) -> Result<Option<Need>> {
        let reason: Result<Option<NeedReason>, _> =
            self.reason.as_deref().map(str::parse).transpose();
        let wrong =
            |error| clap::Error::raw(ErrorKind::ValueValidation, format!("--reason: {error}\n"));
        let need = Need { last_day: self.until, reason: reason.map_err(wrong)? };
        let is_said = need.last_day.is_some() || need.reason.is_some();
        Ok(is_said.then_some(need))
    }
}

/// The need for a filter in a list.
#[derive(Serialize)]
struct Row {
    kind: &'static str,
    value: Option<String>,
    until: Option<Date>,
    reason: Option<String>,
    who: String,
    at: Timestamp,
}

fn list(installation: &Installation, global: &Global, of: &AgreementArg) -> Result<ExitStatus> {
    let needs = installation.app()?.needs(&of.context("filter need list"))?;
    let rows: Vec<Row> = needs.into_iter().map(row).collect();
    output::list(
        global.json,
        &rows,
        ["KIND", "VALUE", "UNTIL", "REASON", "WHO", "SINCE"],
        |Row { kind, value, until, reason, who, at }| {
            [
                (*kind).to_owned(),
                or_dash(value.as_ref()),
                or_dash(until.as_ref()),
                or_dash(reason.as_ref()),
                who.clone(),
                local(*at),
            ]
        },
    )?;
    Ok(ExitStatus::Done)
}

fn row(StatedNeed { filter, need, author, at }: StatedNeed) -> Row {
    let line = filter.revealed_line();
    Row {
        kind: filter.kind().as_str(),
        value: line.split_once(' ').map(|(_, value)| value.to_owned()),
        until: need.last_day,
        reason: need.reason.map(|reason| reason.to_string()),
        who: author.actor.to_string().trim_end().to_owned(),
        at,
    }
}
