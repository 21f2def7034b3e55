//! Shows what a change of filters would deliver, before it counts.

mod filter_line;
mod text;

use std::path::{Path, PathBuf};

use anyhow::Result;
use api::PreviewDocument;
use app::PreviewOrder;
use civil::AgreementUuid;
use clap::Args;
use filters::{Filter, FilterSet, parse_listing};
use store::FilterEdit;

use self::filter_line::FilterParser;
use crate::exit_status::ExitStatus;
use crate::global::Global;
use crate::input::{check_lines, read_list};
use crate::installation::{Installation, operator_context};
use crate::output;
use crate::progress::Bar;

#[derive(Debug, Args)]
pub(crate) struct Preview {
    /// ServiceAgreementUUID
    #[arg(long, value_name = "UUID")]
    agreement: AgreementUuid,
    /// A filter to add, as a line of a listing: "municipality 0751", "age 0-17", "event A01", "no-filter"; can be given
    /// several times
    #[arg(long, value_name = "FILTER", value_parser = FilterParser)]
    add: Vec<Filter>,
    /// A filter to remove
    #[arg(long, value_name = "FILTER", value_parser = FilterParser)]
    remove: Vec<Filter>,
    /// A file with filters to add, one per line; `-` for standard input. For numbers: the list of processes does not show
    /// them
    #[arg(long, value_name = "FILE")]
    add_file: Option<PathBuf>,
    /// A file with filters to remove
    #[arg(long, value_name = "FILE")]
    remove_file: Option<PathBuf>,
    /// A file with all filters, in place of those in force, as `filter import` reads it
    #[arg(long, value_name = "FILE")]
    file: Option<PathBuf>,
    /// Ignore lines of files that are not filters
    #[arg(long)]
    skip_invalid: bool,
    /// How many days, up to the last extract, are matched
    #[arg(long, default_value_t = 30, value_parser = clap::value_parser!(u16).range(1..=366))]
    days: u16,
    /// Show the numbers of those who come and go: personal data
    #[arg(long)]
    show_persons: bool,
}

impl Preview {
    pub(crate) fn run(self, installation: &Installation, global: &Global) -> Result<ExitStatus> {
        let context = operator_context("preview").about(self.agreement);
        let order =
            PreviewOrder { edits: self.edits()?, days: self.days, with_persons: self.show_persons };
        let bar = Bar::new();
        let preview = installation.app()?.preview(&context, &order, &|step| bar.preview(step))?;
        drop(bar);
        if global.json {
            output::json(&PreviewDocument::new(&preview, self.show_persons))?;
        } else {
            text::print(&preview, self.show_persons)?;
        }
        Ok(ExitStatus::Done)
    }

    fn edits(&self) -> Result<Vec<FilterEdit>> {
        let read = |path: &Option<PathBuf>| match path {
            Some(path) => self.read(path),
            None => Ok(Vec::new()),
        };
        let set = self.file.as_deref().map(|path| self.read(path)).transpose()?;
        let set = set.map(|filters| FilterEdit::Set(filters.into_iter().collect::<FilterSet>()));
        let add = [self.add.clone(), read(&self.add_file)?].concat();
        let remove = [self.remove.clone(), read(&self.remove_file)?].concat();
        Ok(set.into_iter().chain([FilterEdit::Add(add), FilterEdit::Remove(remove)]).collect())
    }

    fn read(&self, path: &Path) -> Result<Vec<Filter>> {
        let listing = parse_listing(&read_list(path)?);
        check_lines(path, &listing.bad, self.skip_invalid.into())?;
        Ok(listing.filters.into_iter().map(|(_, filter)| filter).collect())
    }
}
