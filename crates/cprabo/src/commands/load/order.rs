use anyhow::{Context as _, Result};
use app::{LoadArguments, LoadOrder};
use civil::AgreementUuid;
use clap::{Args, ValueEnum};
use filters::FilterKind;
use indicatif::HumanCount;
use store::{Load, LoadPurpose, LoadSelection, LoadState, PartSize};

use super::list;
use crate::exit_status::ExitStatus;
use crate::global::Global;
use crate::installation::{Installation, operator_context};
use crate::output::{self, FAINT, GOOD, HINT, line, or_dash, styled};
use crate::progress::Bar;

#[derive(Debug, Args)]
pub(crate) struct Order {
    /// ServiceAgreementUUID
    #[arg(long, value_name = "UUID")]
    agreement: AgreementUuid,
    /// The persons; by default, those whom the subscription's filters choose
    #[arg(long)]
    kinds: Option<Kinds>,
    /// Its purpose, for the list and the audit trail
    #[arg(long, value_name = "TEXT")]
    reason: Option<LoadPurpose>,
    /// Split it into files of at most so many megabytes; by default, one file
    #[arg(long, value_name = "MB")]
    part_size: Option<PartSize>,
    /// Leave out the `099` records: each is about an event of some past day
    #[arg(long)]
    without_events: bool,
    /// Let the server write it, and do not wait
    #[arg(long)]
    no_wait: bool,
}

/// Whom a load is about.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum Kinds {
    /// The persons whom any filter chooses; everyone, for a subscription that has only event codes
    All,
    /// Of those, the persons whom a PNR filter matches
    Pnr,
    /// Of those, the persons whom a municipality filter matches
    Municipality,
    /// Of those, the persons whom an age filter matches
    Age,
}

impl Kinds {
    const fn choice(self) -> LoadSelection {
        match self {
            Self::All => LoadSelection::All,
            Self::Pnr => LoadSelection::Only(FilterKind::Pnr),
            Self::Municipality => LoadSelection::Only(FilterKind::Municipality),
            Self::Age => LoadSelection::Only(FilterKind::Age),
        }
    }
}

impl Order {
    pub(crate) fn run(self, installation: &Installation, global: &Global) -> Result<ExitStatus> {
        let app = installation.app()?;
        let context = operator_context("load order").about(self.agreement);
        let order = LoadOrder {
            selection: self.kinds.map_or(LoadSelection::Filters, Kinds::choice),
            reason: self.reason.map(LoadPurpose::into_string),
            part_size_mb: self.part_size.map(|size| size.megabytes().to_string()),
            without_events: self.without_events,
        };
        let (load, _) = app.order_load(&context, &order, ARGUMENTS)?;
        let id = load.id;
        let written = match self.no_wait {
            true => Ok(()),
            false => app.write_loads(&context, &Bar::new()),
        };
        let load = app.find_load(&context, id)?;
        match written {
            // The error may be that of another load.
            Err(error) if load.state != LoadState::Done => Err(error).with_context(|| {
                format!("load {id} is ordered and not delivered yet; the server will write it")
            }),
            _ => report(&load, global),
        }
    }
}

/// The names of an order's arguments in this command.
const ARGUMENTS: LoadArguments = LoadArguments { reason: "--reason", part_size: "--part-size" };

fn report(load: &Load, global: &Global) -> Result<ExitStatus> {
    if global.json {
        output::json(&list::row(load.clone()))?;
        return Ok(ExitStatus::Done);
    }
    let id = load.id;
    match load.state {
        LoadState::Done => {
            let persons = HumanCount(load.persons);
            let files = output::count(load.parts, "file", "files");
            line(&format!(
                "load {id} {}, {persons} persons in {files}",
                styled(GOOD, "delivered")
            ))?;
            let text =
                format!("  as of PRODDTO {}: the next extract follows", or_dash(load.proddto));
            line(&styled(FAINT, &text))?;
        }
        state => line(&format!("load {id} {}", styled(HINT, state.as_str())))?,
    }
    Ok(ExitStatus::Done)
}
