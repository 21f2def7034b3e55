use std::io::Write;
use std::str::FromStr as _;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use tracing::Level;
use tracing_subscriber::filter::{ParseError, Targets};
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;
use tracing_subscriber::{Layer as _, Registry, fmt};

use crate::format::Format;
use crate::panic_hook::log_panics;
use crate::queue::{LineQueue, queue};
use crate::status::LogStatus;
use crate::writer::{LineWriter, TARGET};

/// How long the end of the process waits for queued lines. A sink that blocks delays the end no longer than this.
const FLUSH: Duration = Duration::from_secs(1);
/// How often it checks meanwhile.
const LOOK: Duration = Duration::from_millis(2);

/// Log directives that cannot be parsed; valid ones are `info` or `info,russh=off`.
#[derive(Debug, thiserror::Error)]
#[error("log directives look like `info` or `info,sftp=debug`")]
pub struct InvalidDirectives(#[from] ParseError);

/// The log of this process. When dropped, it waits a moment for queued lines.
#[derive(Debug)]
pub struct Log {
    status: Arc<LogStatus>,
}

/// Starts the log of this process: lines that pass `directives` go to `sink`. From now on panics are counted and
/// logged.
///
/// Can be started once; after a second start nothing is sent to the new queue.
pub fn start(
    directives: &str,
    format: Format,
    sink: impl Write + Send + 'static,
) -> Result<Log, InvalidDirectives> {
    let targets = Targets::from_str(directives)?;
    let status = Arc::new(LogStatus::new());
    let (lines, received) = queue(Arc::clone(&status));
    let warnings = targets.would_enable(TARGET, &Level::WARN).then_some(format);
    let writer = LineWriter::new(sink, Arc::clone(&status), warnings);
    let spawned = std::thread::Builder::new().name("log-writer".to_owned());
    // Without a writer thread the queue has no receiver: lines are lost and counted.
    let _ = spawned.spawn(move || writer.run(&received));
    log_panics(Arc::clone(&status));
    // An error means that a log was started before.
    let _ = init(targets, format, lines);
    Ok(Log { status })
}

fn init(
    targets: Targets,
    format: Format,
    lines: LineQueue,
) -> Result<(), tracing_subscriber::util::TryInitError> {
    // `LogStatus` reports lines that cannot be written. The library would print an error to standard error, and panic
    // if that fails.
    let layer = fmt::layer().with_writer(lines).log_internal_errors(false);
    let layer = match format {
        Format::Text { ansi } => layer.with_ansi(ansi).with_target(false).boxed(),
        Format::Json => layer.with_ansi(false).json().boxed(),
    };
    Registry::default().with(layer.with_filter(targets)).try_init()
}

impl Log {
    /// How it stands.
    pub fn status(&self) -> Arc<LogStatus> {
        Arc::clone(&self.status)
    }
}

impl Drop for Log {
    fn drop(&mut self) {
        let begun = Instant::now();
        while self.status.lines.load(Ordering::Relaxed) > 0 && begun.elapsed() < FLUSH {
            std::thread::sleep(LOOK);
        }
    }
}
