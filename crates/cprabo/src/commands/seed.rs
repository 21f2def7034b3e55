use std::path::PathBuf;
use std::time::Instant;

use anyhow::Result;
use clap::Args;
use indicatif::{HumanBytes, HumanCount};
use pipeline::SeedFinding;

use super::runs;
use crate::exit_status::ExitStatus;
use crate::global::Global;
use crate::installation::{Installation, operator_context};
use crate::output::{self, FAINT, GOOD, line, styled};
use crate::progress::Bar;

#[derive(Debug, Args)]
pub(crate) struct Seed {
    /// A full extract: U12170-P, or the status extract U12180-P
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Seed despite such findings, by their names in `cprabo check`; audited, repeatable
    #[arg(long, value_name = "FINDING")]
    accept: Vec<SeedFinding>,
}

impl Seed {
    pub(crate) fn run(self, installation: &Installation, global: &Global) -> Result<ExitStatus> {
        let start = Instant::now();
        let context = operator_context("seed");
        let run = installation.app()?.seed(&context, &self.file, &self.accept, &Bar::new())?;
        if global.json {
            output::json(&runs::row(run))?;
            return Ok(ExitStatus::Done);
        }
        let seconds = start.elapsed().as_secs_f64();
        #[expect(clippy::cast_precision_loss, reason = "for people")]
        let rate = run.size as f64 / seconds / 1e6;
        let persons = HumanCount(run.persons);
        let done = styled(GOOD, "seeded");
        line(&format!("{}: run {} {done}, {persons} persons", run.file_name, run.id))?;
        if let Some(header) = run.header {
            let size = HumanBytes(run.size);
            let text = format!(
                "  {size} in {seconds:.1} s, {rate:.0} MB/s; the next extract follows PRODDTO {}",
                header.proddto
            );
            line(&styled(FAINT, &text))?;
        }
        Ok(ExitStatus::Done)
    }
}
