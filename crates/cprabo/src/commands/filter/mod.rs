//! A subscription's filters, and their history.

mod agreement_arg;
mod approve;
mod at;
mod change;
mod diff;
mod filter_args;
mod history;
mod listing;
mod need;
mod point;
mod requests;
mod rows;

use std::path::PathBuf;

use anyhow::Result;
use clap::{Args, Subcommand};
use store::FilterEdit;

use self::agreement_arg::AgreementArg;
use self::filter_args::FilterArgs;
use self::listing::{print_listing, read_listing};
use self::rows::{print_edited, print_rows};
use crate::exit_status::ExitStatus;
use crate::global::Global;
use crate::installation::Installation;

pub(crate) use self::change::{ChangeRow, describe};

#[derive(Debug, Subcommand)]
pub(crate) enum Filter {
    /// List the filters in force
    List(AgreementArg),
    /// Put filters in
    Add(need::NewFilters),
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
    /// Say why and how long filters are needed, or list it: after its last day a filter is removed by itself
    #[command(subcommand)]
    Need(need::FilterNeed),
    /// List the changes that wait for somebody else to approve them
    Requests(requests::Requests),
    /// Approve a change that waits, of somebody else: it takes effect at once
    ///
    /// Its persons are counted again. When it would add more than twice those that the list shows, and more than the setting
    /// allows, it is refused with the number of now.
    Approve(approve::Approve),
    /// Reject a change that waits
    Reject(requests::Reject),
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
            Self::Add(new) => new.add(installation, global),
            Self::Remove(chosen) => chosen.edit(installation, global, FilterEdit::Remove),
            Self::Import(of_file) => of_file.import(installation, global),
            Self::Export(of) if global.json => list(installation, global, &of),
            Self::Export(of) => export(installation, &of),
            Self::Diff(diff) => diff.run(installation, global),
            Self::History(of) => history::history(installation, global, &of),
            Self::At(at) => at.run(installation, global),
            Self::Need(need) => need.run(installation, global),
            Self::Requests(requests) => requests.run(installation, global),
            Self::Approve(approve) => approve.run(installation, global),
            Self::Reject(reject) => reject.run(installation),
        }
    }
}

impl OfFile {
    fn import(self, installation: &Installation, global: &Global) -> Result<ExitStatus> {
        let set = read_listing(&installation.app()?, &self.file, self.skip_invalid)?;
        print_edited(global, &self.of.edit(installation, &FilterEdit::Set(set))?)?;
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
