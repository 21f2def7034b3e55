use std::sync::Arc;
use std::time::{Duration, Instant};

use store::CheckedFiles;
use tracing::{error, info, warn};
use workers::Worker;

use super::published::Known;
use super::status::{Area, Integrity};
use super::verification::{Found, Verification, Verified, VerifyStep};
use crate::error::PipelineError;
use crate::pipeline::Pipeline;
use crate::progress::{Interrupted, Progress, Step};

/// How often what is published is looked at, at the most: whether it is there, as long as it should be.
const LOOK_EVERY: Duration = Duration::from_secs(10);
/// Such looks take one part in so many of the time, where there are very many files, until they are so far apart.
const SHARE: u32 = 100;
const LONGEST_LOOK: Duration = Duration::from_secs(10 * 60);
/// How long to leave things alone when they did not work.
const BACK_OFF: Duration = Duration::from_secs(60);
/// How often a pause looks whether the process stops.
const TICK: Duration = Duration::from_millis(100);
/// A pause that is shorter than this is put off until it is longer.
const SHORTEST_PAUSE: Duration = Duration::from_millis(5);

/// How the scrub goes about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ScrubSettings {
    /// From the beginning of one pass through everything to the beginning of the next.
    pub every: Duration,
    /// Bytes that are read in a second, on average: 0 for as many as can be.
    pub bytes_per_second: u64,
}

/// Goes through everything at rest from time to time, and mends what it can.
#[derive(Debug)]
pub struct Scrubber {
    pipeline: Pipeline,
    integrity: Integrity,
    checked: Arc<CheckedFiles>,
    settings: ScrubSettings,
}

impl Scrubber {
    /// Keeps `integrity`; `checked` is what those who serve files go by, too.
    pub const fn new(
        pipeline: Pipeline,
        integrity: Integrity,
        checked: Arc<CheckedFiles>,
        settings: ScrubSettings,
    ) -> Self {
        Self { pipeline, integrity, checked, settings }
    }

    /// Works until `progress` calls a halt. What does not work is logged, told to `worker`, and tried again.
    pub fn work(&self, progress: &dyn Progress, worker: &Worker) {
        let mut next_pass = Instant::now();
        while progress.step(Step::Looking).is_ok() {
            let is_due = Instant::now() >= next_pass;
            let begun = Instant::now();
            let done = if is_due { self.pass(progress) } else { self.look(progress) };
            let pause = match done {
                Ok(()) => {
                    worker.succeeded();
                    if is_due {
                        next_pass = begun + self.settings.every;
                        LOOK_EVERY
                    } else {
                        LOOK_EVERY.max((begun.elapsed() * SHARE).min(LONGEST_LOOK))
                    }
                }
                Err(PipelineError::Interrupted(_)) => continue,
                Err(error) => {
                    error!(event = "scrub.failed", error = %causes::Causes(&error), "bytes at rest could not be verified; it is tried again");
                    worker.failed("verifying bytes at rest", &error);
                    BACK_OFF
                }
            };
            rest(
                pause.min(next_pass.saturating_duration_since(Instant::now()).max(TICK)),
                progress,
            );
        }
    }

    /// Reads everything.
    fn pass(&self, progress: &dyn Progress) -> Result<(), PipelineError> {
        // What was read before is read again: that is what a pass is for.
        let verification = self.verification(true, progress);
        let mut pace = Pace::new(self.settings.bytes_per_second, progress);
        let mut watch = |step| pace.step(step);
        let mut verified = Verified::default();

        verification.database(&mut verified, &mut watch)?;
        self.note(Area::Database, &verified.found);
        verified.found.clear();
        verification.published(&mut verified, &mut watch)?;
        self.note(Area::Published, &verified.found);
        verified.found.clear();
        verification.archive(&mut verified, &mut watch)?;
        self.note(Area::Archive, &verified.found);

        self.integrity.passed(self.pipeline.clock().now());
        info!(event = "scrub.passed", files = verified.files, "everything at rest was verified");
        Ok(())
    }

    /// Looks at what is published: whether it is there, and was not written since it was verified.
    fn look(&self, progress: &dyn Progress) -> Result<(), PipelineError> {
        let mut verified = Verified::default();
        let mut pace = Pace::new(self.settings.bytes_per_second, progress);
        let verification = self.verification(false, progress);
        verification.published(&mut verified, &mut |step| pace.step(step))?;
        self.note(Area::Published, &verified.found);
        Ok(())
    }

    fn verification<'a>(&'a self, reread: bool, progress: &'a dyn Progress) -> Verification<'a> {
        let known = Known { checked: &self.checked, reread };
        Verification { pipeline: &self.pipeline, known, repair: true, progress }
    }

    fn note(&self, area: Area, found: &[Found]) {
        for Found { finding, is_mended } in found {
            if *is_mended {
                warn!(event = "scrub.mended", finding = %finding, "damage was found and mended");
            } else {
                error!(event = "scrub.damage", finding = %finding, advice = finding.advice(), "damage was found");
            }
        }
        self.integrity.note(area, found, self.pipeline.clock().now());
    }
}

/// Keeps to a number of bytes in a second, and gives signs of life.
struct Pace<'a> {
    bytes_per_second: u64,
    begun: Instant,
    bytes: u64,
    progress: &'a dyn Progress,
}

impl<'a> Pace<'a> {
    fn new(bytes_per_second: u64, progress: &'a dyn Progress) -> Self {
        Self { bytes_per_second, begun: Instant::now(), bytes: 0, progress }
    }

    fn step(&mut self, step: VerifyStep) -> Result<(), Interrupted> {
        self.progress.step(Step::Verifying)?;
        if let VerifyStep::Read(bytes) = step {
            self.bytes += bytes;
            let ahead = self.ahead();
            if ahead >= SHORTEST_PAUSE {
                rest(ahead, self.progress);
            }
        }
        Ok(())
    }

    /// How long the bytes read so far should have taken, beyond what they took.
    fn ahead(&self) -> Duration {
        let millis = (self.bytes.saturating_mul(1000)).checked_div(self.bytes_per_second);
        Duration::from_millis(millis.unwrap_or_default()).saturating_sub(self.begun.elapsed())
    }
}

/// Waits, but not for long when told to stop.
fn rest(pause: Duration, progress: &dyn Progress) {
    let begun = Instant::now();
    while begun.elapsed() < pause && progress.step(Step::Looking).is_ok() {
        std::thread::sleep(TICK.min(pause.saturating_sub(begun.elapsed())));
    }
}
