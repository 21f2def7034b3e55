use std::sync::mpsc::channel;

use anyhow::Result;
use tokio_util::sync::CancellationToken;
use tracing::warn;

use crate::exit_status::ExitStatus;
use crate::installation::{Installation, files};
use crate::logging;
use crate::output::line;
use crate::serve_lock::ServeLock;

mod call_count_writer;
mod health_server;
mod listeners;
mod mode_watcher;
mod notifier;
mod open_files;
mod pages;
mod probe_worker;
mod refusal_writer;
mod review_worker;
mod rights_watcher;
mod server;
mod services;
mod shutdown_grace;
mod signals;
mod tasks;
mod threads;

pub(crate) use self::server::Server;
pub(crate) use self::shutdown_grace::ShutdownGrace;
pub(crate) use self::signals::watch_signals;

/// Serves SOAP and SFTP and watches the inbox, until SIGTERM or SIGINT.
pub(crate) fn run(installation: &Installation) -> Result<ExitStatus> {
    let log = logging::start(&installation.config.log, None)?;
    for path in &installation.made_private {
        warn!(event = "file.made_private", path = %path.display(), "others could touch it");
    }
    let mut serving = ServeLock::begin(&installation.folder.join(files::SERVE_LOCK))?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let close = CancellationToken::new();
    let shutdown_grace = ShutdownGrace::new(close.clone());
    let served = runtime.block_on(async {
        let server = Server::open(installation, log.status(), close.clone()).await?;
        let (wake, woken) = channel();
        tokio::spawn(watch_signals(close.clone(), wake)?);
        let ready = server.ready_line()?;
        serving.report(&ready)?;
        let first = server.first_link(installation)?;
        announce(std::iter::once(ready).chain(first).collect())?;
        server.serve(&shutdown_grace, woken).await?;
        Ok(ExitStatus::Done)
    });
    // Blocking work that is still running is as safe as after a kill.
    runtime.shutdown_timeout(shutdown_grace.left());
    served
}

/// Prints on standard output where to connect, and further notes. Errors are ignored: the server runs even if nobody
/// reads them.
pub(crate) fn announce(lines: Vec<String>) -> Result<()> {
    let print = move || {
        if let Err(error) = lines.iter().try_for_each(|text| line(text)) {
            warn!(event = "process.ready_not_reported", error = %format!("{error:#}"), "the line that says ready cannot be written");
        }
    };
    std::thread::Builder::new().name("ready-line".to_owned()).spawn(print)?;
    Ok(())
}
