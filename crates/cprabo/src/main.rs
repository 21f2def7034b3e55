//! `cprabo`: the CPR subscription platform in one binary. Its README is the project's.

mod authority;
mod cli;
mod commands;
mod config;
mod danish_number;
mod exit_status;
mod file_size_limit;
mod form_name;
mod global;
mod input;
mod installation;
mod layouts_folder;
mod logging;
mod mask_numbers;
mod on_off;
mod output;
mod pnr_argument;
mod progress;
mod serve_lock;

use std::process::ExitCode;

use clap::Parser as _;

use crate::cli::Cli;

fn main() -> ExitCode {
    ::logging::hide_panic_messages();
    // An error is not fatal: writes that need it will fail with their own error.
    let _ = file_size_limit::survive();
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(usage) => return output::usage(&usage),
    };
    match commands::run(cli) {
        Ok(exit) => exit.into(),
        Err(error) => match error.downcast::<clap::Error>() {
            Ok(usage) => output::usage(&usage),
            Err(error) => {
                output::error(error);
                ExitCode::FAILURE
            }
        },
    }
}
