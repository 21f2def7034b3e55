//! Synthetic Denmark in files.

mod census;
mod day;
mod event;
mod population;

use std::path::PathBuf;

use anyhow::Result;
use clap::{Args, Subcommand};

use crate::cli::Global;
use crate::exit_status::ExitStatus;

pub(crate) use event::invented;
pub(crate) use population::{PopulationArgs, write_everyone};

#[derive(Debug, Subcommand)]
pub(crate) enum Synth {
    /// Make a population and write it as a full extract
    Population(population::WritePopulation),
    /// Let a working day pass and write its change extract
    Day(day::Day),
    /// Count the population and a year of its days, beside Denmark's own figures
    Census(census::Census),
    /// Have something happen to somebody, in the next day's extract
    Event(event::Event),
}

/// Where a Denmark is kept.
#[derive(Debug, Args)]
pub(crate) struct InFolder {
    /// The folder with `denmark.toml` and the extracts
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
}

impl Synth {
    pub(crate) fn run(self, global: &Global) -> Result<ExitStatus> {
        match self {
            Self::Population(population) => population.run(),
            Self::Day(day) => day.run(),
            Self::Census(census) => census.run(global),
            Self::Event(event) => event.run(),
        }
    }
}
