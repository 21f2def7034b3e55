use std::sync::mpsc::Sender;

use anyhow::Result;
use tokio::signal::unix::{SignalKind, signal};
use tokio_util::sync::CancellationToken;
use tracing::info;

/// Closes on SIGTERM and SIGINT, and ends the process on the second one; reconciles on SIGHUP.
pub(crate) fn watch_signals(
    close: CancellationToken,
    wake: Sender<()>,
) -> Result<impl Future<Output = ()> + Send + 'static> {
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut hang_up = signal(SignalKind::hangup())?;
    Ok(async move {
        loop {
            tokio::select! {
                _ = terminate.recv() => {}
                _ = interrupt.recv() => {}
                // An error says that the watcher is gone: so is everything else then.
                _ = hang_up.recv() => {
                    let _ = wake.send(());
                    continue;
                }
            }
            if close.is_cancelled() {
                // Whoever asks twice does not want to wait. It is as safe as a kill.
                std::process::exit(1);
            }
            info!(event = "process.stopping", "stopping");
            close.cancel();
            let _ = wake.send(());
        }
    })
}
