//! What people read: tables and colours on a terminal, plain lines in a pipe, JSON on demand.

use std::io::{IsTerminal as _, Write as _};
use std::time::Duration;

use anstyle::{AnsiColor, Style};
use anyhow::Result;
use comfy_table::{Attribute, Cell, ContentArrangement, Table, presets};
use jiff::Timestamp;
use serde::Serialize;

pub(crate) const GOOD: Style = AnsiColor::Green.on_default();
pub(crate) const BAD: Style = AnsiColor::Red.on_default().bold();
pub(crate) const HINT: Style = AnsiColor::Yellow.on_default();
pub(crate) const STRONG: Style = Style::new().bold();
pub(crate) const FAINT: Style = Style::new().dimmed();

/// A line on standard output. A pipe that nobody reads any more ends the program quietly, as it should.
pub(crate) fn line(text: &str) -> Result<()> {
    let mut out = anstream::stdout().lock();
    writeln!(out, "{text}")?;
    Ok(out.flush()?)
}

/// Text in a style; the stream drops the style where it would not show.
pub(crate) fn styled(style: Style, text: &str) -> String {
    format!("{style}{text}{style:#}")
}

/// How long the end of the process waits for whoever reads standard error.
const LONGEST_FAREWELL: Duration = Duration::from_secs(10);

/// An error with its causes, on standard error. Whoever reads that may be gone, or read nothing.
pub(crate) fn error(error: anyhow::Error) {
    if is_broken_pipe(&error) {
        return;
    }
    let (done, is_done) = std::sync::mpsc::channel();
    let write = move || {
        write_error(&error);
        // Whoever waits may have given up.
        let _ = done.send(());
    };
    if std::thread::Builder::new().name("error-writer".to_owned()).spawn(write).is_ok() {
        // There is nowhere left to complain to.
        let _ = is_done.recv_timeout(LONGEST_FAREWELL);
    }
}

/// A remark on standard error. Whoever reads that may be gone.
pub(crate) fn note(text: &str) {
    let _ = writeln!(anstream::stderr().lock(), "{HINT}note:{HINT:#} {text}");
}

fn write_error(error: &anyhow::Error) {
    let mut out = anstream::stderr().lock();
    // There is nowhere left to complain to.
    let _ = writeln!(out, "{BAD}error:{BAD:#} {error}");
    for cause in error.chain().skip(1) {
        let _ = writeln!(out, "  {FAINT}because:{FAINT:#} {cause}");
    }
}

fn is_broken_pipe(error: &anyhow::Error) -> bool {
    error.chain().any(|cause| {
        cause
            .downcast_ref::<std::io::Error>()
            .is_some_and(|error| error.kind() == std::io::ErrorKind::BrokenPipe)
    })
}

/// Prints a list: as JSON if asked for, else as a table on a terminal, else as lines of tab-separated
/// columns.
pub(crate) fn list<T: Serialize, const N: usize>(
    json: bool,
    items: &[T],
    header: [&str; N],
    row: impl Fn(&T) -> [String; N],
) -> Result<()> {
    if json {
        return self::json(&items);
    }
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

/// A moment as people here read it.
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
