//! `cprabo`: the CPR subscription platform in one binary. Its README is the project's.

mod authority;
mod cli;
mod commands;
mod config;
mod exit;
mod hushed_pnr;
mod installation;
mod logging;
mod on_off;
mod output;
mod progress;
mod serving;
mod world;

use std::process::ExitCode;

use clap::Parser as _;

use crate::cli::Cli;

fn main() -> ExitCode {
    ::logging::hide_panic_messages();
    let cli = Cli::parse();
    match commands::run(cli) {
        Ok(exit) => exit.into(),
        Err(error) => {
            output::error(error);
            ExitCode::FAILURE
        }
    }
}
