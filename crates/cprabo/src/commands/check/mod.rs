//! Whether extracts are right.

mod json;
mod rows;
mod text;

use std::path::PathBuf;

use anyhow::{Context as _, Result};
use check::{Check as Checking, Scope};
use clap::Args;

use crate::cli::Global;
use crate::exit::Exit;
use crate::output;

#[derive(Debug, Args)]
pub(crate) struct Check {
    /// The extracts. Several are also checked as a chain: PRODDTOFORRIG of each is the PRODDTO before
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Show the numbers of the persons concerned: personal data
    #[arg(long)]
    show_persons: bool,
    /// Each file holds everyone, so a relative who is not in it is nobody
    #[arg(long)]
    whole_register: bool,
}

impl Check {
    pub(crate) fn run(self, global: &Global) -> Result<Exit> {
        let scope = if self.whole_register { Scope::WholeRegister } else { Scope::Changes };
        let mut checking = Checking::new(scope);
        let mut names = Vec::new();
        let mut failed = false;
        for path in &self.files {
            // One file at a time in memory.
            match std::fs::read(path).with_context(|| format!("cannot read {}", path.display())) {
                Ok(bytes) => {
                    checking.file(&bytes);
                    names.push(path.display().to_string());
                }
                Err(error) => {
                    failed = true;
                    output::error(&error);
                }
            }
        }
        let report = checking.finish();
        if global.json {
            json::print(&names, &report, self.show_persons)?;
        } else {
            text::print(&names, &report, self.show_persons)?;
        }
        Ok(match report.findings().errors() {
            _ if failed => Exit::Failed,
            0 => Exit::Done,
            _ => Exit::Held,
        })
    }
}
