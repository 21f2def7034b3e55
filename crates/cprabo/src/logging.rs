use std::fs::File;
use std::io::{IsTerminal as _, stderr};
use std::os::fd::AsFd as _;

use anyhow::{Context as _, Result};
use logging::Format;
use tracing_subscriber::filter::LevelFilter;

use crate::config::Log;

/// Writes the log to standard error: a server's as configured, a command's from the given level on.
pub(crate) fn start(log: &Log, level: Option<LevelFilter>) -> Result<logging::Log> {
    let level = level.unwrap_or(log.level.0).to_string();
    let level = std::env::var("CPRABO_LOG").unwrap_or(level);
    // russh logs every broken handshake as an error; our own lines say what matters.
    let directives = format!("{level},russh=off,hyper=warn,rustls=warn");
    let format =
        if log.json { Format::Json } else { Format::Text { ansi: stderr().is_terminal() } };
    // Not `stderr` itself: a writer holds its lock, and a sink that blocks would hold up all others.
    let sink =
        File::from(stderr().as_fd().try_clone_to_owned().context("cannot use standard error")?);
    logging::start(&directives, format, sink).context("CPRABO_LOG cannot be used")
}
