use std::io::{ErrorKind, Write};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::sync::mpsc::Receiver;
use std::time::Duration;

use tracing_subscriber::fmt::format::Writer;
use tracing_subscriber::fmt::time::{FormatTime as _, SystemTime};

use crate::format::Format;
use crate::status::{LogStatus, LossReason};

/// The pause before a sink without room is tried again.
const ASK_AGAIN: Duration = Duration::from_millis(20);

/// The target of the line that reports lost lines.
pub(crate) const TARGET: &str = module_path!();

/// Writes lines to a sink. If the sink fails, the line is lost and counted, and the next one is tried.
pub(crate) struct LineWriter<W> {
    sink: W,
    status: Arc<LogStatus>,
    /// A part of a line was written without its end.
    is_torn: bool,
    /// The format of the line that reports losses; `None` when warnings are filtered out.
    warnings: Option<Format>,
    /// Lost lines at the time of the last report.
    reported: u64,
}

impl<W: Write> LineWriter<W> {
    pub(crate) const fn new(sink: W, status: Arc<LogStatus>, warnings: Option<Format>) -> Self {
        Self { sink, status, is_torn: false, warnings, reported: 0 }
    }

    /// Writes lines until no sender is left.
    pub(crate) fn run(mut self, lines: &Receiver<Vec<u8>>) {
        for line in lines {
            self.status.write_begins();
            match self.write(&line) {
                Ok(()) => self.report_losses(),
                Err(kind) => self.status.note_loss(LossReason::Write(kind)),
            }
            self.status.write_ended();
            self.status.bytes.fetch_sub(line.len(), Ordering::Relaxed);
            self.status.lines.fetch_sub(1, Ordering::Relaxed);
        }
    }

    fn write(&mut self, line: &[u8]) -> Result<(), ErrorKind> {
        if self.is_torn {
            // Puts the next line on a line of its own.
            self.write_all(b"\n")?;
            self.is_torn = false;
        }
        self.write_all(line)
    }

    fn write_all(&mut self, mut rest: &[u8]) -> Result<(), ErrorKind> {
        let length = rest.len();
        while !rest.is_empty() {
            match self.sink.write(rest).map_err(|error| error.kind()) {
                Ok(0) => return Err(self.torn(length, rest, ErrorKind::WriteZero)),
                Ok(written) => rest = rest.get(written..).unwrap_or_default(),
                Err(ErrorKind::Interrupted) => {}
                // Another process that shares the pipe has set it to non-blocking.
                Err(ErrorKind::WouldBlock) => std::thread::sleep(ASK_AGAIN),
                Err(kind) => return Err(self.torn(length, rest, kind)),
            }
        }
        // Ignored: the sink has accepted the bytes, and a failed flush loses nothing that could be written again.
        let _ = self.sink.flush();
        Ok(())
    }

    fn torn(&mut self, length: usize, rest: &[u8], kind: ErrorKind) -> ErrorKind {
        self.is_torn |= rest.len() < length;
        kind
    }

    /// Logs that lines are missing before this point. It writes to the sink and not to the queue, which may be full;
    /// what cannot be written now is reported after the next line.
    fn report_losses(&mut self) {
        let lost = self.status.lost_lines();
        let Some(format) = self.warnings.filter(|_| lost > self.reported) else { return };
        if self.write(line_of_losses(format, lost - self.reported).as_bytes()).is_ok() {
            self.reported = lost;
        }
    }
}

/// In the format of the log's other lines.
fn line_of_losses(format: Format, lost: u64) -> String {
    let mut at = String::new();
    // Writing to a string does not fail.
    let _ = SystemTime.format_time(&mut Writer::new(&mut at));
    let message = "lines of the log were lost before this one";
    match format {
        Format::Text { .. } => {
            format!("{at}  WARN {message} event=\"log.lines_lost\" lost={lost}\n")
        }
        Format::Json => format!(
            "{{\"timestamp\":\"{at}\",\"level\":\"WARN\",\"fields\":{{\"message\":\"{message}\",\
             \"event\":\"log.lines_lost\",\"lost\":{lost}}},\"target\":\"{TARGET}\"}}\n"
        ),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::VecDeque;
    use std::io;
    use std::sync::Mutex;
    use std::sync::mpsc::sync_channel;

    use super::*;

    /// A sink that answers each write as given, and then accepts everything.
    #[derive(Clone, Default)]
    struct Sink {
        script: Arc<Mutex<VecDeque<io::Result<usize>>>>,
        taken: Arc<Mutex<Vec<u8>>>,
    }

    impl Write for Sink {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            let written = self.script.lock().unwrap().pop_front().unwrap_or(Ok(bytes.len()))?;
            self.taken.lock().unwrap().extend(&bytes[..written]);
            Ok(written)
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    fn write(script: impl IntoIterator<Item = io::Result<usize>>, lines: &[&str]) -> (String, u64) {
        write_in(None, script, lines)
    }

    fn write_in(
        format: Option<Format>,
        script: impl IntoIterator<Item = io::Result<usize>>,
        lines: &[&str],
    ) -> (String, u64) {
        let sink =
            Sink { script: Arc::new(Mutex::new(script.into_iter().collect())), ..Sink::default() };
        let status = Arc::new(LogStatus::new());
        let (sender, receiver) = sync_channel(lines.len());
        for line in lines {
            status.bytes.fetch_add(line.len(), Ordering::Relaxed);
            status.lines.fetch_add(1, Ordering::Relaxed);
            sender.send(line.as_bytes().to_vec()).unwrap();
        }
        drop(sender);
        LineWriter::new(sink.clone(), Arc::clone(&status), format).run(&receiver);
        assert_eq!((status.bytes.load(Ordering::Relaxed), status.blocked_for()), (0, None));
        let taken = String::from_utf8(sink.taken.lock().unwrap().clone()).unwrap();
        (taken, status.lost_lines())
    }

    fn full() -> io::Result<usize> {
        Err(ErrorKind::StorageFull.into())
    }

    #[test]
    fn writer_with_a_full_disk_loses_lines_and_goes_on() {
        assert_eq!(write([full(), full()], &["a\n", "b\n", "c\n"]), ("c\n".to_owned(), 2));
    }

    #[test]
    fn writer_that_is_stopped_in_a_line_begins_the_next_on_a_line_of_its_own() {
        let (written, lost) = write([Ok(2), full()], &["abc\n", "def\n", "ghi\n"]);
        assert_eq!((&*written, lost), ("ab\ndef\nghi\n", 1));
        // The line's end cannot be written either.
        let (written, lost) = write([Ok(2), full(), full()], &["abc\n", "def\n", "ghi\n"]);
        assert_eq!((&*written, lost), ("ab\nghi\n", 2));
    }

    #[test]
    fn writer_takes_up_what_was_interrupted_or_had_no_room() {
        let script = [Err(ErrorKind::Interrupted.into()), Ok(1), Err(ErrorKind::WouldBlock.into())];
        assert_eq!(write(script, &["abc\n"]), ("abc\n".to_owned(), 0));
    }

    #[test]
    fn lost_lines_are_reported_after_the_next_written_line() {
        let format = Some(Format::Text { ansi: false });
        let (written, _) = write_in(format, [full(), full()], &["a\n", "b\n", "c\n", "d\n"]);
        let lines: Vec<&str> = written.lines().collect();
        assert!(matches!(lines[..], ["c", report, "d"] if report.ends_with("lost=2")), "{written}");
    }

    #[test]
    fn report_of_lost_lines_that_fails_is_repeated() {
        let script = [full(), Ok(2), full()];
        let (written, lost) = write_in(Some(Format::Json), script, &["a\n", "b\n", "c\n"]);
        let lines: Vec<&str> = written.lines().collect();
        assert!(
            matches!(lines[..], ["b", "c", report] if report.contains(r#""lost":1}"#)),
            "{written}"
        );
        assert_eq!(lost, 1, "the report itself is not a lost line");
    }

    #[test]
    fn writer_whose_sink_takes_nothing_loses_the_line() {
        assert_eq!(write([Ok(0)], &["a\n", "b\n"]), ("b\n".to_owned(), 1));
    }
}
