//! Checks whether extracts are right.

mod json;
mod rows;
mod text;

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use clap::Args;
use extract_lint::{Linter, Scope};
use indicatif::{ProgressBar, ProgressFinish, ProgressStyle};

use crate::exit_status::ExitStatus;
use crate::global::Global;
use crate::layouts_folder::{LayoutsArg, loaded};
use crate::output;

#[derive(Debug, Args)]
#[command(
    after_help = "Names a file that is none of ours: a private extract of CPR Direkte, a registry copy. A status extract \
                        (U12180-P) and an answer of OFF4 are checked, too."
)]
pub(crate) struct Check {
    /// The extracts, `-` for standard input. Several are also checked as a chain: PRODDTOFORRIG of each is the
    /// PRODDTO before
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Show the numbers of the persons concerned: personal data
    #[arg(long)]
    show_persons: bool,
    /// Each file contains everyone, so a relative who is not in it does not exist
    #[arg(long)]
    whole_register: bool,
    /// Each file is an answer of CPR Direkte PNR (OFF4); one with records is recognised without this
    #[arg(long, conflicts_with = "whole_register")]
    off4: bool,
    #[command(flatten)]
    layouts: LayoutsArg,
}

impl Check {
    pub(crate) fn run(self, global: &Global) -> Result<ExitStatus> {
        let scope = if self.whole_register { Scope::WholeRegister } else { Scope::Changes };
        let layouts = self.layouts.read(global)?;
        let loaded = loaded(&layouts);
        let mut checking = Linter::new(scope).with_layouts(layouts);
        let mut names = Vec::new();
        let mut failed = false;
        for path in &self.files {
            let read = open(path).and_then(|source| {
                names.push(path.display().to_string());
                if self.off4 { checking.off4(source) } else { checking.file(source) }
            });
            if let Err(error) = read.with_context(|| format!("cannot read {}", path.display())) {
                failed = true;
                output::error(error);
            }
        }
        let report = checking.finish();
        if global.json {
            json::print(&names, &report, &loaded, self.show_persons)?;
        } else {
            text::print(&names, &report, &loaded, self.show_persons)?;
        }
        Ok(match report.findings().errors() {
            _ if failed => ExitStatus::Failed,
            0 => ExitStatus::Done,
            _ => ExitStatus::Held,
        })
    }
}

/// A file, or standard input for `-`, with a progress bar on a terminal.
fn open(path: &Path) -> io::Result<Box<dyn Read>> {
    if path == Path::new("-") {
        return Ok(Box::new(io::stdin().lock()));
    }
    let file = File::open(path)?;
    let bar = ProgressBar::new(file.metadata()?.len()).with_finish(ProgressFinish::AndClear);
    if let Ok(style) = ProgressStyle::with_template("{bar:30} {bytes} of {total_bytes}, {eta} left")
    {
        bar.set_style(style);
    }
    Ok(Box::new(bar.wrap_read(file)))
}
