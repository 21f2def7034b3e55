use std::io;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

use tracing_subscriber::fmt::MakeWriter;

use crate::status::{LogStatus, LossReason};

/// Lines that may wait in the queue.
pub(crate) const LINES: usize = 16 * 1024;
/// Bytes of such lines.
pub(crate) const BYTES: usize = 16 * 1024 * 1024;

/// The sender's end of the queue of log lines. Sending never waits and never fails: a line without room is counted as
/// lost.
#[derive(Debug, Clone)]
pub(crate) struct LineQueue {
    lines: SyncSender<Vec<u8>>,
    status: Arc<LogStatus>,
}

/// A queue, and its receiver.
pub(crate) fn queue(status: Arc<LogStatus>) -> (LineQueue, Receiver<Vec<u8>>) {
    let (sender, receiver) = sync_channel(LINES);
    (LineQueue { lines: sender, status }, receiver)
}

impl LineQueue {
    fn put(&self, line: &[u8]) {
        let LogStatus { lines, bytes, .. } = &*self.status;
        // Counted before the line is sent, so that the receiver never subtracts more than was added.
        let waiting = bytes.fetch_add(line.len(), Ordering::Relaxed);
        lines.fetch_add(1, Ordering::Relaxed);
        let has_room = waiting + line.len() <= BYTES;
        if !has_room || self.lines.try_send(line.to_vec()).is_err() {
            bytes.fetch_sub(line.len(), Ordering::Relaxed);
            lines.fetch_sub(1, Ordering::Relaxed);
            self.status.note_loss(LossReason::QueueFull);
        }
    }
}

impl io::Write for LineQueue {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        self.put(line);
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for LineQueue {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use super::*;

    fn fill(line: &[u8], times: usize) -> (u64, Arc<LogStatus>, Receiver<Vec<u8>>) {
        let status = Arc::new(LogStatus::new());
        let (mut queue, lines) = queue(Arc::clone(&status));
        for _ in 0..times {
            queue.write_all(line).unwrap();
        }
        (status.lost_lines(), status, lines)
    }

    #[test]
    fn queue_at_its_limit_of_lines_takes_all_and_one_more_is_counted() {
        assert_eq!(fill(b"x", LINES).0, 0);
        let (lost, status, lines) = fill(b"x", LINES + 1);
        assert_eq!((lost, lines.iter().take(LINES).count()), (1, LINES));
        assert_eq!(status.last_loss().map(|loss| loss.reason), Some(LossReason::QueueFull));
    }

    #[test]
    fn queue_at_its_limit_of_bytes_takes_all_and_one_more_is_counted() {
        let line = vec![b'x'; BYTES / 4];
        assert_eq!(fill(&line, 4).0, 0);
        let (lost, status, _lines) = fill(&line, 5);
        assert_eq!(lost, 1);
        assert_eq!(status.bytes.load(Ordering::Relaxed), BYTES, "what was lost holds no room");
    }

    #[test]
    fn queue_without_a_writer_loses_and_does_not_fail() {
        let status = Arc::new(LogStatus::new());
        let (mut queue, lines) = queue(Arc::clone(&status));
        drop(lines);
        queue.write_all(b"x").unwrap();
        assert_eq!(status.lost_lines(), 1);
    }
}
