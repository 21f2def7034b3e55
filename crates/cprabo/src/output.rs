//! Output for people: tables and colours on a terminal, plain lines in a pipe, JSON on demand.

use std::io::{IsTerminal as _, Write as _};
use std::process::ExitCode;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use anstyle::{AnsiColor, Style};
use anyhow::Result;
use comfy_table::{Attribute, Cell, ContentArrangement, Table, presets};
use jiff::Timestamp;
use serde::Serialize;

use crate::mask_numbers::mask_numbers;

pub(crate) const GOOD: Style = AnsiColor::Green.on_default();
pub(crate) const BAD: Style = AnsiColor::Red.on_default().bold();
pub(crate) const HINT: Style = AnsiColor::Yellow.on_default();
pub(crate) const STRONG: Style = Style::new().bold();
pub(crate) const FAINT: Style = Style::new().dimmed();

/// Prints a line on standard output. A closed pipe ends the program quietly, as it should.
pub(crate) fn line(text: &str) -> Result<()> {
    let mut out = anstream::stdout().lock();
    writeln!(out, "{text}")?;
    Ok(out.flush()?)
}

/// Text in a style; the stream drops the style where it cannot be shown.
pub(crate) fn styled(style: Style, text: &str) -> String {
    format!("{style}{text}{style:#}")
}

/// How long a reader of standard error may take.
const LONGEST_FAREWELL: Duration = Duration::from_secs(10);
/// Whether a reader of standard error has exceeded that time once: it is not waited for again.
static IS_GIVEN_UP: AtomicBool = AtomicBool::new(false);

/// Prints an error with its causes on standard error. The reader may be gone, or block.
pub(crate) fn error(error: anyhow::Error) {
    if is_broken_pipe(&error) {
        return;
    }
    report(&IS_GIVEN_UP, LONGEST_FAREWELL, move || write_error(&error));
}

/// Prints clap's message about a command line: help on standard output, an error on standard error like [`error`].
pub(crate) fn usage(usage: &clap::Error) -> ExitCode {
    if usage.use_stderr() {
        let text = mask_numbers(&usage.render().ansi().to_string());
        // Ignored: there is nowhere to report it.
        let write = move || drop(write!(anstream::stderr().lock(), "{text}"));
        report(&IS_GIVEN_UP, LONGEST_FAREWELL, write);
    } else {
        // Ignored: a user who closes the pipe has read enough.
        let _ = usage.print();
    }
    ExitCode::from(u8::try_from(usage.exit_code()).unwrap_or(1))
}

/// Writes from a thread, because a write may block, and waits for it. After one timeout nothing more is written: each
/// line would take as long.
fn report(
    is_given_up: &'static AtomicBool,
    longest: Duration,
    write: impl FnOnce() + Send + 'static,
) {
    if is_given_up.load(Ordering::Relaxed) {
        return;
    }
    let (done, is_done) = std::sync::mpsc::channel();
    let write = move || {
        write();
        // Ignored: the receiver may have given up.
        let _ = done.send(());
    };
    let started = std::thread::Builder::new().name("error-writer".to_owned()).spawn(write);
    if started.is_ok() && is_done.recv_timeout(longest).is_err() {
        is_given_up.store(true, Ordering::Relaxed);
    }
}

/// Prints a note on standard error. The reader may be gone.
pub(crate) fn note(text: &str) {
    let _ = writeln!(anstream::stderr().lock(), "{HINT}note:{HINT:#} {text}");
}

fn write_error(error: &anyhow::Error) {
    let mut out = anstream::stderr().lock();
    // Ignored: there is nowhere to report it.
    let _ = writeln!(out, "{BAD}error:{BAD:#} {}", mask_numbers(&error.to_string()));
    for cause in error.chain().skip(1) {
        let cause = mask_numbers(&cause.to_string());
        let _ = writeln!(out, "  {FAINT}because:{FAINT:#} {cause}");
    }
}

/// Whether the reader of what is printed has gone.
pub(crate) fn is_broken_pipe(error: &anyhow::Error) -> bool {
    error.chain().any(|cause| {
        cause
            .downcast_ref::<std::io::Error>()
            .is_some_and(|error| error.kind() == std::io::ErrorKind::BrokenPipe)
    })
}

/// Prints a list: as JSON if requested, otherwise as a table on a terminal, or as lines of tab-separated columns.
pub(crate) fn list<T: Serialize, const N: usize>(
    json: bool,
    items: &[T],
    header: [&str; N],
    row: impl Fn(&T) -> [String; N],
) -> Result<()> {
    if json {
        return self::json(&items);
    }
    table(items, header, row)
}

/// Prints a table on a terminal, or lines of tab-separated columns.
pub(crate) fn table<T, const N: usize>(
    items: &[T],
    header: [&str; N],
    row: impl Fn(&T) -> [String; N],
) -> Result<()> {
    if !std::io::stdout().is_terminal() {
        line(&header.join("\t"))?;
        return items.iter().try_for_each(|item| line(&row(item).join("\t")));
    }
    let mut table = Table::new();
    table.load_style(presets::NOTHING).set_content_arrangement(ContentArrangement::Disabled);
    table.set_header(header.map(|title| Cell::new(title).add_attribute(Attribute::Bold)));
    table.add_rows(items.iter().map(row));
    line(&table.to_string())
}

/// Prints a value as JSON.
pub(crate) fn json<T: Serialize>(value: &T) -> Result<()> {
    line(&serde_json::to_string_pretty(value)?)
}

/// `1 delivery`, `2 deliveries`.
pub(crate) fn count(number: impl Into<u64>, one: &str, many: &str) -> String {
    match number.into() {
        1 => format!("1 {one}"),
        number => format!("{number} {many}"),
    }
}

/// A moment in local time.
pub(crate) fn local(at: Timestamp) -> String {
    clock::danish_time(at)
}

/// The same, or a dash.
pub(crate) fn local_or_dash(at: Option<Timestamp>) -> String {
    at.map_or_else(|| "-".to_owned(), local)
}

/// A value, or a dash.
pub(crate) fn or_dash(value: Option<impl ToString>) -> String {
    value.map_or_else(|| "-".to_owned(), |value| value.to_string())
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc::channel;

    use super::*;

    #[test]
    fn report_without_a_reader_is_waited_for_once_and_then_not_written() {
        static IS_GIVEN_UP: AtomicBool = AtomicBool::new(false);
        let (written, is_written) = channel();
        let note = move || written.send(()).unwrap();
        report(&IS_GIVEN_UP, Duration::MAX, note.clone());
        assert!(is_written.recv().is_ok() && !IS_GIVEN_UP.load(Ordering::Relaxed));
        let (hold, held) = channel::<()>();
        report(&IS_GIVEN_UP, Duration::ZERO, move || assert!(held.recv().is_err()));
        assert!(IS_GIVEN_UP.load(Ordering::Relaxed));
        report(&IS_GIVEN_UP, Duration::MAX, note);
        assert!(is_written.recv().is_err(), "the second one was dropped, and not called");
        drop(hold);
    }
}
