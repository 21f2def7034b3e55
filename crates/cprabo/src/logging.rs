use std::io::{IsTerminal as _, stderr};

use tracing_subscriber::EnvFilter;
use tracing_subscriber::filter::LevelFilter;

use crate::config::Log;

/// Writes the log to standard error: a server's as configured, a command's down to the given level.
pub(crate) fn start(log: &Log, level: Option<LevelFilter>) {
    std::panic::set_hook(Box::new(tell_of_panic));
    let level = level.unwrap_or(log.level.0).to_string();
    let level = std::env::var("CPRABO_LOG").unwrap_or(level);
    // russh tells of every broken handshake as an error; ours tell what matters of them.
    let filter = EnvFilter::new(format!("{level},russh=off,hyper=warn,rustls=warn"));
    let builder = tracing_subscriber::fmt().with_env_filter(filter).with_writer(stderr);
    let builder = builder.with_ansi(stderr().is_terminal());
    // It is started once; a second start would keep the first.
    let _ =
        if log.json { builder.json().try_init() } else { builder.with_target(false).try_init() };
}

/// Where it was, and not what it said: that could be about a person.
fn tell_of_panic(panic: &std::panic::PanicHookInfo<'_>) {
    let place = panic.location().map(ToString::to_string);
    tracing::error!(place, "a thread panicked; this is a bug in cprabo");
}
