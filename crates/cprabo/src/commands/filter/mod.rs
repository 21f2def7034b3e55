//! A subscription's filters, and their history.

mod agreement_arg;
mod at;
mod change;
mod diff;
mod history;
mod listing;
mod point;
mod rows;

use std::path::PathBuf;

use anyhow::Result;
use civil::{AgeRange, EventCode, MunicipalityCode};
use clap::{ArgGroup, Args, Subcommand};
use store::FilterEdit;

use self::agreement_arg::AgreementArg;
use self::listing::{print_listing, read_listing};
use self::rows::{print_changes, print_rows};
use crate::exit_status::ExitStatus;
use crate::global::Global;
use crate::installation::Installation;
use crate::output::{FAINT, line, styled};
use crate::pnr_argument::{PnrArgument, PnrParser, numbers};

pub(crate) use self::change::{ChangeRow, describe};

#[derive(Debug, Subcommand)]
pub(crate) enum Filter {
    /// List the filters in force
    List(AgreementArg),
    /// Put filters in
    Add(FilterArgs),
    /// Take filters out
    Remove(FilterArgs),
    /// Replace the filters by those of a file, in one transaction, and show what changed
    Import(OfFile),
    /// Write the filters as `import` reads them
    Export(AgreementArg),
    /// Show what `import` would change, or what changed between two versions or days
    Diff(diff::Diff),
    /// List every change of the filters: its author, its time, and its size
    History(AgreementArg),
    /// Write the filters as they were in a version or on a day
    At(at::At),
}

#[derive(Debug, Args)]
#[command(group = ArgGroup::new("filters").required(true).multiple(true)
    .args(["pnr", "municipality", "age", "event", "no_filter"]))]
pub(crate) struct FilterArgs {
    #[command(flatten)]
    of: AgreementArg,
    /// A person's number, or - for numbers on standard input, one per line; each of these can be given several times
    #[arg(long, value_name = "PNR", value_parser = PnrParser)]
    pnr: Vec<PnrArgument>,
    /// A municipality code
    #[arg(long, value_name = "0751")]
    municipality: Vec<MunicipalityCode>,
    /// An age range, both ends included
    #[arg(long, value_name = "0-17")]
    age: Vec<AgeRange>,
    /// An event code
    #[arg(long, value_name = "A01")]
    event: Vec<EventCode>,
    /// Everyone
    #[arg(long)]
    no_filter: bool,
}

#[derive(Debug, Args)]
pub(crate) struct OfFile {
    #[command(flatten)]
    of: AgreementArg,
    /// One line each: `pnr 0101701234`, `municipality 0751`, `age 0-17`, `event A01`, `no-filter`; `#` comments. `-` is
    /// standard input
    file: PathBuf,
    /// Ignore lines that are not filters
    #[arg(long)]
    skip_invalid: bool,
}

impl Filter {
    pub(crate) fn run(self, installation: &Installation, global: &Global) -> Result<ExitStatus> {
        match self {
            Self::List(of) => list(installation, global, &of),
            Self::Add(chosen) => chosen.edit(installation, global, FilterEdit::Add),
            Self::Remove(chosen) => chosen.edit(installation, global, FilterEdit::Remove),
            Self::Import(of_file) => of_file.import(installation, global),
            Self::Export(of) if global.json => list(installation, global, &of),
            Self::Export(of) => export(installation, &of),
            Self::Diff(diff) => diff.run(installation, global),
            Self::History(of) => history::history(installation, global, &of),
            Self::At(at) => at.run(installation, global),
        }
    }
}

impl FilterArgs {
    fn edit(
        self,
        installation: &Installation,
        global: &Global,
        edit: impl Fn(Vec<filters::Filter>) -> FilterEdit,
    ) -> Result<ExitStatus> {
        use filters::Filter;
        let filters: Vec<Filter> = (numbers(&self.pnr)?.into_iter().map(Filter::Pnr))
            .chain(self.municipality.iter().copied().map(Filter::Municipality))
            .chain(self.age.iter().copied().map(Filter::Age))
            .chain(self.event.iter().copied().map(Filter::Event))
            .chain(self.no_filter.then_some(Filter::NoFilter))
            .collect();
        let requested = filters.len();
        let difference = self.of.edit(installation, &edit(filters))?;
        let changed = difference.added.len() + difference.removed.len();
        print_changes(global, &difference)?;
        if changed < requested && !global.json {
            line(&styled(FAINT, &format!("{} as it was already", requested - changed)))?;
        }
        Ok(ExitStatus::Done)
    }
}

impl OfFile {
    fn import(self, installation: &Installation, global: &Global) -> Result<ExitStatus> {
        let set = read_listing(&installation.app()?, &self.file, self.skip_invalid)?;
        let difference = self.of.edit(installation, &FilterEdit::Set(set))?;
        print_changes(global, &difference)?;
        Ok(ExitStatus::Done)
    }
}

fn list(installation: &Installation, global: &Global, of: &AgreementArg) -> Result<ExitStatus> {
    print_rows(global, &of.set(installation)?)?;
    Ok(ExitStatus::Done)
}

fn export(installation: &Installation, of: &AgreementArg) -> Result<ExitStatus> {
    print_listing(&of.set(installation)?, &format!("agreement {}", of.agreement))?;
    Ok(ExitStatus::Done)
}
