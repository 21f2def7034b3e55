use std::ffi::OsString;
use std::path::Path;

use anyhow::Result;
use clap::Args;
use clap::error::ErrorKind;

use super::agreement_arg::AgreementArg;
use super::listing::read_listing;
use super::point::{InvalidPoint, Point};
use super::rows::print_changes;
use crate::exit_status::ExitStatus;
use crate::global::Global;
use crate::installation::Installation;

#[derive(Debug, Args)]
#[command(override_usage = "cprabo filter diff [OPTIONS] --agreement <UUID> <FILE>\n       \
                            cprabo filter diff [OPTIONS] --agreement <UUID> <A> <B>")]
pub(crate) struct Diff {
    #[command(flatten)]
    of: AgreementArg,
    /// Alone: a file as `import` reads it, compared with the filters in force. Before B: the older
    /// version (a number of `history`) or day (YYYY-MM-DD)
    #[arg(value_name = "FILE|A")]
    from: OsString,
    /// The version or day to compare A with
    #[arg(value_name = "B")]
    to: Option<Point>,
    /// Ignore lines of the file that are not filters
    #[arg(long)]
    skip_invalid: bool,
}

impl Diff {
    pub(super) fn run(self, installation: &Installation, global: &Global) -> Result<ExitStatus> {
        let (app, context) = (installation.app()?, self.of.context("filter diff"));
        let difference = match self.to {
            None => {
                let set = read_listing(&app, Path::new(&self.from), self.skip_invalid)?;
                app.compare_filters(&context, &set)?
            }
            Some(to) => {
                let from = self.from.to_str().unwrap_or_default().parse();
                let from: Point = from.map_err(usage)?;
                let from = app.filters_at(&context, from.into())?;
                from.difference(&app.filters_at(&context, to.into())?)
            }
        };
        print_changes(global, &difference)?;
        Ok(ExitStatus::Done)
    }
}

/// In clap's form of a wrong argument: only with B it is known that A is not a file.
fn usage(error: InvalidPoint) -> clap::Error {
    let text = format!("with two arguments, both are points in the history, and A is {error}\n");
    clap::Error::raw(ErrorKind::ValueValidation, text)
}
