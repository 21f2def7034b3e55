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

/// How long the end of the process waits for lines that are queued. A sink that blocks does not hold it up longer.
const FLUSH: Duration = Duration::from_secs(1);
/// How often it looks meanwhile.
const LOOK: Duration = Duration::from_millis(2);

/// What is to be logged is not said as it must be: `info`, or `info,russh=off`.
#[derive(Debug, thiserror::Error)]
#[error("what is to be logged is said as `info` or as `info,sftp=debug`")]
pub struct InvalidDirectives(#[from] ParseError);

/// The log of this process. Dropped, it waits a moment for what is queued.
#[derive(Debug)]
pub struct Log {
    status: Arc<LogStatus>,
}

/// Starts the log of this process: what `directives` let through goes to `sink`. Panics are counted and logged from
/// now on.
///
/// It is started once; a second start has a queue that nothing is put into.
///
/// # Errors
/// [`InvalidDirectives`].
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
    // Without a thread the queue has no other end: lines are lost and counted.
    let _ = spawned.spawn(move || writer.run(&received));
    log_panics(Arc::clone(&status));
    // An error says that there is a log already.
    let _ = init(targets, format, lines);
    Ok(Log { status })
}

fn init(
    targets: Targets,
    format: Format,
    lines: LineQueue,
) -> Result<(), tracing_subscriber::util::TryInitError> {
    // What cannot be written is for `LogStatus` to tell: the library would print it to standard error, and panic
    // where that fails.
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
