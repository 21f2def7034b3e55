//! A subscription's filters, and their history.

mod at;
mod change;
mod diff;
mod history;
mod point;

use std::path::{Path, PathBuf};

use anyhow::{Result, bail};
use app::{App, ErrorCode, RequestContext};
use civil::{AgeRange, AgreementUuid, EventCode, MunicipalityCode};
use clap::{ArgGroup, Args, Subcommand};
use filters::{Difference, FilterSet, parse_listing};
use serde::Serialize;
use store::{FilterEdit, StoreError};

pub(crate) use change::{ChangeRow, describe};

use crate::cli::Global;
use crate::exit_status::ExitStatus;
use crate::input::{check_lines, read_list};
use crate::installation::{Installation, operator_context};
use crate::output::{self, BAD, FAINT, GOOD, line, styled};
use crate::pnr_argument::{PnrArgument, PnrParser, numbers};

#[derive(Debug, Subcommand)]
pub(crate) enum Filter {
    /// List the filters in force
    List(AgreementArg),
    /// Put filters in
    Add(FilterArgs),
    /// Take filters out
    Remove(FilterArgs),
    /// Make the filters those of a file, in one transaction, and say what changed
    Import(OfFile),
    /// Write the filters as `import` reads them
    Export(AgreementArg),
    /// Say what `import` would change, or what changed between two versions or days
    Diff(diff::Diff),
    /// List every change of the filters: who made it, when, and how much it touched
    History(AgreementArg),
    /// Write the filters as they were in a version or on a day
    At(at::At),
}

#[derive(Debug, Args)]
pub(crate) struct AgreementArg {
    /// ServiceAgreementUUID
    #[arg(long, value_name = "UUID")]
    agreement: AgreementUuid,
}

#[derive(Debug, Args)]
#[command(group = ArgGroup::new("filters").required(true).multiple(true)
    .args(["pnr", "municipality", "age", "event", "no_filter"]))]
pub(crate) struct FilterArgs {
    #[command(flatten)]
    of: AgreementArg,
    /// A person's number, or - for numbers on standard input, one a line; each of these can be given several times
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
    /// A line each: `pnr 0101701234`, `municipality 0751`, `age 0-17`, `event A01`, `no-filter`;
    /// `#` comments. `-` is standard input
    file: PathBuf,
    /// Go on without the lines that are no filters
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

impl AgreementArg {
    fn context(&self, operation: &str) -> RequestContext {
        operator_context(operation).about(self.agreement)
    }

    fn set(&self, installation: &Installation) -> Result<FilterSet> {
        Ok(installation.app()?.filters(&self.context("filter list"))?)
    }

    fn edit(&self, installation: &Installation, edit: &FilterEdit) -> Result<Difference> {
        match installation.app()?.edit_filters(&self.context("filter edit"), edit) {
            // A slip of whoever wrote the number.
            Err(error) if error.code() == ErrorCode::InvalidPnr => {
                let kind = clap::error::ErrorKind::ValueValidation;
                Err(clap::Error::raw(kind, format!("{error}\n")).into())
            }
            edited => Ok(edited?),
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
        let asked = filters.len();
        let difference = self.of.edit(installation, &edit(filters))?;
        let changed = difference.added.len() + difference.removed.len();
        report(global, &difference)?;
        if changed < asked && !global.json {
            line(&styled(FAINT, &format!("{} as it was already", asked - changed)))?;
        }
        Ok(ExitStatus::Done)
    }
}

impl OfFile {
    fn import(self, installation: &Installation, global: &Global) -> Result<ExitStatus> {
        let set = read_listing(&installation.app()?, &self.file, self.skip_invalid)?;
        let difference = self.of.edit(installation, &FilterEdit::Set(set))?;
        report(global, &difference)?;
        Ok(ExitStatus::Done)
    }
}

/// A filter in a list.
#[derive(Serialize)]
struct Row {
    kind: &'static str,
    value: Option<String>,
}

fn row(filter: filters::Filter) -> Row {
    let line = filter.revealed_line();
    let value = line.split_once(' ').map(|(_, value)| value.to_owned());
    Row { kind: filter.kind().as_str(), value }
}

fn list(installation: &Installation, global: &Global, of: &AgreementArg) -> Result<ExitStatus> {
    print_rows(global, &of.set(installation)?)?;
    Ok(ExitStatus::Done)
}

fn export(installation: &Installation, of: &AgreementArg) -> Result<ExitStatus> {
    print_listing(&of.set(installation)?, &format!("agreement {}", of.agreement))?;
    Ok(ExitStatus::Done)
}

/// Prints filters as a list.
fn print_rows(global: &Global, set: &FilterSet) -> Result<()> {
    let rows: Vec<Row> = set.iter().map(row).collect();
    let columns = |row: &Row| [row.kind.to_owned(), output::or_dash(row.value.as_ref())];
    output::list(global.json, &rows, ["KIND", "VALUE"], columns)
}

/// Prints filters as `import` reads them, under a line that says whose they are.
fn print_listing(set: &FilterSet, whose: &str) -> Result<()> {
    line(&format!("# {} filters of {whose}", set.len()))?;
    let text: Vec<String> = set.iter().map(|filter| filter.revealed_line()).collect();
    if text.is_empty() { Ok(()) } else { line(&text.join("\n")) }
}

/// The filters of a listing; what is none, or can be nobody's number, is an error, unless it is to be left out.
fn read_listing(app: &App, path: &Path, skip_invalid: bool) -> Result<FilterSet> {
    let context = operator_context("filter import");
    let mut listing = parse_listing(&read_list(path)?);
    let mut outcome = Ok(());
    listing.filters.retain(|(line, filter)| match app.is_filter_possible(&context, filter) {
        Ok(true) => true,
        Ok(false) => {
            listing.bad.add(*line, format!("is no filter: {}", StoreError::ImplausiblePnr));
            false
        }
        Err(error) => {
            outcome = Err(error);
            false
        }
    });
    outcome?;
    check_lines(path, &listing.bad, skip_invalid.into())?;
    if listing.filters.is_empty() && !listing.bad.is_empty() {
        bail!("{} has no line that is a filter: nothing was changed", path.display());
    }
    Ok(listing.set())
}

/// Says what changed, or would.
fn report(global: &Global, difference: &Difference) -> Result<()> {
    #[derive(Serialize)]
    struct Changes {
        added: Vec<Row>,
        removed: Vec<Row>,
    }
    let Difference { added, removed } = difference;
    if global.json {
        let rows = |filters: &[filters::Filter]| filters.iter().copied().map(row).collect();
        return output::json(&Changes { added: rows(added), removed: rows(removed) });
    }
    for filter in removed {
        line(&styled(BAD, &format!("- {}", filter.revealed_line())))?;
    }
    for filter in added {
        line(&styled(GOOD, &format!("+ {}", filter.revealed_line())))?;
    }
    line(&format!("{} added, {} removed", added.len(), removed.len()))
}
