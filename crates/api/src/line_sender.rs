use std::ops::ControlFlow;
use std::time::Duration;

use tokio::runtime::Handle;
use tokio::sync::mpsc::Sender;
use tokio::time::{Instant, timeout_at};

/// Hands the lines of an answer on while the client reads them, until a moment: a client that reads slowly keeps a thread,
/// and a place among those who may ask, from others.
pub(crate) struct LineSender {
    lines: Sender<Vec<u8>>,
    until: Instant,
}

impl LineSender {
    /// For so long from now on.
    pub(crate) fn new(lines: Sender<Vec<u8>>, patience: Duration) -> Self {
        Self { lines, until: Instant::now() + patience }
    }

    /// Waits until the client has taken enough of the lines before. It breaks when nobody reads any more, or too slowly.
    /// Blocks: to be called on a thread for such work.
    pub(crate) fn send(&self, line: Vec<u8>) -> ControlFlow<()> {
        let sent = Handle::current().block_on(timeout_at(self.until, self.lines.send(line)));
        match sent {
            Ok(Ok(())) => ControlFlow::Continue(()),
            Ok(Err(_)) | Err(_) => ControlFlow::Break(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use tokio::sync::mpsc::channel;
    use tokio::task::spawn_blocking;

    use super::*;

    async fn sent(lines: LineSender) -> ControlFlow<()> {
        spawn_blocking(move || lines.send(b"line\n".to_vec())).await.unwrap()
    }

    #[tokio::test]
    async fn send_breaks_when_the_client_reads_too_slowly() {
        let (lines, mut rest) = channel(1);
        lines.send(b"before\n".to_vec()).await.unwrap();
        let slow = LineSender::new(lines.clone(), Duration::ZERO);
        assert_eq!(sent(slow).await, ControlFlow::Break(()));
        rest.recv().await.unwrap();
        let patient = LineSender::new(lines, Duration::from_secs(60));
        assert_eq!(sent(patient).await, ControlFlow::Continue(()));
    }

    #[tokio::test]
    async fn send_breaks_when_nobody_reads() {
        let (lines, rest) = channel(1);
        drop(rest);
        let patient = LineSender::new(lines, Duration::from_secs(60));
        assert_eq!(sent(patient).await, ControlFlow::Break(()));
    }
}
