use std::io::{IsTerminal as _, stderr};

use tracing_subscriber::EnvFilter;

use crate::config::Log;

/// Writes the log of a server to standard error.
pub(crate) fn start(log: &Log) {
    let level = std::env::var("CPRABO_LOG").unwrap_or_else(|_| log.level.clone());
    // russh tells of every broken handshake as an error; ours tell what matters of them.
    let filter = EnvFilter::new(format!("{level},russh=off,hyper=warn,rustls=warn"));
    let builder = tracing_subscriber::fmt().with_env_filter(filter).with_writer(stderr);
    let builder = builder.with_ansi(stderr().is_terminal());
    // A second start in one process (the demonstration's) keeps the first.
    let _ =
        if log.json { builder.json().try_init() } else { builder.with_target(false).try_init() };
}
