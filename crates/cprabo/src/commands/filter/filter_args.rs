use anyhow::Result;
use app::EditedFilters;
use civil::{AgeRange, EventCode, MunicipalityCode};
use clap::{ArgGroup, Args};
use store::FilterEdit;

use super::agreement_arg::AgreementArg;
use super::rows::print_edited;
use crate::exit_status::ExitStatus;
use crate::global::Global;
use crate::installation::Installation;
use crate::output::{FAINT, line, styled};
use crate::pnr_argument::{PnrArgument, PnrParser, numbers};

#[derive(Debug, Args)]
#[command(group = ArgGroup::new("filters").required(true).multiple(true)
    .args(["pnr", "municipality", "age", "event", "no_filter"]))]
pub(crate) struct FilterArgs {
    #[command(flatten)]
    pub(super) of: AgreementArg,
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

impl FilterArgs {
    pub(super) fn edit(
        self,
        installation: &Installation,
        global: &Global,
        edit: impl Fn(Vec<filters::Filter>) -> FilterEdit,
    ) -> Result<ExitStatus> {
        let filters = self.filters()?;
        let requested = filters.len();
        let edited = self.of.edit(installation, &edit(filters))?;
        print_edit(global, &edited, requested)
    }

    /// The filters that were named.
    pub(super) fn filters(&self) -> Result<Vec<filters::Filter>> {
        use filters::Filter;
        Ok((numbers(&self.pnr)?.into_iter().map(Filter::Pnr))
            .chain(self.municipality.iter().copied().map(Filter::Municipality))
            .chain(self.age.iter().copied().map(Filter::Age))
            .chain(self.event.iter().copied().map(Filter::Event))
            .chain(self.no_filter.then_some(Filter::NoFilter))
            .collect())
    }
}

/// Prints what an edit of so many filters changed.
pub(super) fn print_edit(
    global: &Global,
    edited: &EditedFilters,
    requested: usize,
) -> Result<ExitStatus> {
    let changed = edited.changed.added.len() + edited.changed.removed.len();
    print_edited(global, edited)?;
    if changed < requested && !global.json {
        line(&styled(FAINT, &format!("{} as it was already", requested - changed)))?;
    }
    Ok(ExitStatus::Done)
}
