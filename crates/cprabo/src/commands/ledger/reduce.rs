use std::path::PathBuf;

use anyhow::{Result, bail};
use civil::Pnr;
use clap::Args;
use clap::error::ErrorKind;
use serde::Serialize;
use store::{AgreementText, NeedReason, ReducedPerson};

use crate::exit_status::ExitStatus;
use crate::global::Global;
use crate::input::{Skip, check_lines, read_list};
use crate::installation::{Installation, operator_context};
use crate::output::{self, GOOD, HINT, line, styled};
use crate::pnr_argument::parse_numbers;

const NOTES: &str = "\
Each entry keeps how many persons it had, and the others in it are shown as before; a hash stands for the person. The ledger says in how many
entries that was done, and `ledger verify` counts it. It cannot be undone.

A delivery that can still be made again from the archive keeps the person: run the command again when its extract has left the archive
(`retention.archive_days`). A report that is read after this enters the person again.";

#[derive(Debug, Args)]
#[command(after_help = NOTES)]
pub(crate) struct Reduce {
    /// A file with the person's number, or - for standard input: as an argument, the list of processes and the shell's history
    /// would show it
    #[arg(long, value_name = "FILE")]
    pnr_file: PathBuf,
    /// Why, such as the number of a decision; it stands in the audit trail, so no names and no person's number
    #[arg(long, value_name = "TEXT")]
    reason: String,
}

/// For programs.
#[derive(Serialize)]
struct Row {
    entries: u64,
    kept: u64,
}

impl Reduce {
    pub(super) fn run(self, installation: &Installation, global: &Global) -> Result<ExitStatus> {
        let reason = self.reason()?;
        let pnr = self.pnr()?;
        let context = operator_context("ledger reduce");
        let reduced = installation.app()?.reduce_person(&context, pnr, &reason)?;
        let ReducedPerson { entries, kept } = reduced;
        if global.json {
            output::json(&Row { entries, kept })?;
            return Ok(ExitStatus::Done);
        }
        let of = output::count(entries, "entry", "entries");
        line(&format!("{} the person in {of} to a count", styled(GOOD, "reduced")))?;
        if kept > 0 {
            let deliveries = output::count(kept, "delivery", "deliveries");
            let text = format!(
                "{deliveries} can still be made again, and keep the person until their extracts leave the archive"
            );
            line(&styled(HINT, &text))?;
        }
        Ok(ExitStatus::Done)
    }

    /// Without the text in an error, which may hold a number.
    fn reason(&self) -> Result<AgreementText> {
        let reason: Result<NeedReason, _> = self.reason.parse();
        let wrong =
            |error| clap::Error::raw(ErrorKind::ValueValidation, format!("--reason: {error}\n"));
        Ok(reason.map_err(wrong)?.as_str().parse()?)
    }

    fn pnr(&self) -> Result<Pnr> {
        let (numbers, bad) = parse_numbers(&read_list(&self.pnr_file)?);
        check_lines(&self.pnr_file, &bad, Skip::Never)?;
        match numbers.into_iter().collect::<Vec<_>>()[..] {
            [pnr] => Ok(pnr),
            _ => bail!(
                "one number is asked for, and the file has another number of them; nothing was changed"
            ),
        }
    }
}
