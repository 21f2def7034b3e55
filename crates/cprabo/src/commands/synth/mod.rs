//! Synthetic Denmark in files.

mod census;
mod day;
mod event;
mod population;

use anyhow::Result;
use clap::Subcommand;

use crate::exit_status::ExitStatus;
use crate::global::Global;

pub(crate) use event::invented;
pub(crate) use population::{PopulationArgs, writing_bar};

#[derive(Debug, Subcommand)]
pub(crate) enum Synth {
    /// Make a population and write it as a full extract
    Population(population::WritePopulation),
    /// Let a working day pass and write its change extract
    Day(day::Day),
    /// Count the population and a year of its days, with Denmark's own figures
    Census(census::Census),
    /// Order an event for a person, in the next day's extract
    Event(event::Event),
}

impl Synth {
    pub(crate) fn run(self, global: &Global) -> Result<ExitStatus> {
        match self {
            Self::Population(population) => population.run(global),
            Self::Day(day) => day.run(global),
            Self::Census(census) => census.run(global),
            Self::Event(event) => event.run(),
        }
    }
}
