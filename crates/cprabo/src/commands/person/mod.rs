//! A person of the replica, for people.

mod address;
mod dates;
mod family;
mod history;
mod identity;
mod json;
mod other_records;
mod page;
mod relative;
mod text;

use anyhow::Result;
use app::RelatedPersons;
use clap::Args;
use reports::Language;

use crate::exit_status::ExitStatus;
use crate::global::Global;
use crate::installation::{Installation, operator_context};
use crate::pnr_argument::{HiddenPnrParser, PnrArgument};

const EXAMPLES: &str = "\
Examples:
  cprabo person                                asks for the number
  cprabo person --language da < number.txt     reads it, and shows the person in Danish
  cprabo --json person < number.txt | jq '.family[] | select(.role == \"child\")'

With --json: {\"pnr\": …, \"as_of\": …, \"records\": [{\"RECORDTYPE\": \"001\", …}, …], \"family\": [{\"role\": …, \"pnr\": …}, …]}; \
records are as `cprabo show --json` has them.

To look at a person is a disclosure: the log of disclosures records who looked, at whom, and when. So it does of those \
in the family whom the replica holds, since their names are shown.";

#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Person {
    /// The number is read from standard input, or asked for on a terminal: as an argument, the list of processes and the
    /// shell's history would show it
    #[arg(long, value_name = "-", default_value = "-", value_parser = HiddenPnrParser)]
    pnr: PnrArgument,
    /// The language of what is shown; that of names and notes is the register's
    #[arg(long, value_name = "en|da", default_value = "en")]
    language: Language,
}

impl Person {
    pub(crate) fn run(self, installation: &Installation, global: &Global) -> Result<ExitStatus> {
        let app = installation.app()?;
        let pnr = self.pnr.number()?;
        let context = operator_context("person");
        let found = app.look_up_as_operator(&context, pnr, RelatedPersons::Relatives)?;
        if global.json {
            json::print(&found)?;
        } else {
            text::print(&found, self.language)?;
        }
        Ok(ExitStatus::Done)
    }
}
