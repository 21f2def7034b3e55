use std::sync::mpsc::Sender;

use anyhow::Result;
use tokio::signal::unix::{SignalKind, signal};
use tokio_util::sync::CancellationToken;
use tracing::info;

/// Shuts down on SIGTERM and SIGINT, and exits on the second one; reconciles on SIGHUP.
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
                // Ignored: if the watcher is gone, everything else is too.
                _ = hang_up.recv() => {
                    let _ = wake.send(());
                    continue;
                }
            }
            if close.is_cancelled() {
                // A second signal means not to wait. It is as safe as a kill.
                std::process::exit(1);
            }
            info!(event = "process.stopping", "stopping");
            close.cancel();
            let _ = wake.send(());
        }
    })
}
