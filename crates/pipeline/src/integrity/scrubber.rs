use std::sync::Arc;
use std::time::{Duration, Instant};

use blobs::CheckedFiles;
use tracing::{error, info, warn};
use workers::{GrowingPause, Worker, rest};

use super::area::Area;
use super::finding::Found;
use super::published::Known;
use super::status::Integrity;
use super::verification::{ArchiveDepth, Verification, Verified, VerifyStep};
use crate::error::PipelineError;
use crate::pipeline::Pipeline;
use crate::progress::{Cancelled, PipelineEvent, PipelineObserver};

/// The shortest interval between two quick checks of the published files.
const LOOK_EVERY: Duration = Duration::from_secs(10);
/// With very many files the interval grows up to `LONGEST_LOOK`, so that quick checks take at most one part in `SHARE`
/// of the time.
const SHARE: u32 = 100;
const LONGEST_LOOK: Duration = Duration::from_secs(10 * 60);
/// The shortest pause before a damaged database is read again. The pause is also at least `CHECK_SHARE` times as long
/// as the last check.
const CHECK_AGAIN: Duration = Duration::from_secs(60);
const CHECK_SHARE: u32 = 10;
/// The pause after an error.
const PAUSE: GrowingPause = GrowingPause::new(Duration::from_secs(1), Duration::from_secs(60));
/// How often a pause checks whether the process stops.
const TICK: Duration = Duration::from_millis(100);
/// Shorter pauses are saved up until they add up to this.
const SHORTEST_PAUSE: Duration = Duration::from_millis(5);

/// How often, and how fast, data at rest are verified.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ScrubSettings {
    /// From the start of one pass to the start of the next.
    pub every: Duration,
    /// The average number of bytes read in a second; 0 for no limit.
    pub bytes_per_second: u64,
}

/// Verifies all data at rest regularly, and repairs what it can.
#[derive(Debug)]
pub struct Scrubber {
    pipeline: Pipeline,
    integrity: Integrity,
    checked: Arc<CheckedFiles>,
    settings: ScrubSettings,
}

impl Scrubber {
    /// Keeps `integrity` up to date. The servers share `checked`.
    pub const fn new(
        pipeline: Pipeline,
        integrity: Integrity,
        checked: Arc<CheckedFiles>,
        settings: ScrubSettings,
    ) -> Self {
        Self { pipeline, integrity, checked, settings }
    }

    /// Works until `progress` cancels. Errors are logged, reported to `worker`, and the work is tried again.
    pub fn work(&self, progress: &dyn PipelineObserver, worker: &Worker) {
        let mut schedule = Schedule::new(self.settings.every);
        let mut failed = PAUSE;
        while progress.step(PipelineEvent::Looking).is_ok() {
            let begun = Instant::now();
            let round = schedule.next(self.pipeline.store.damage().is_some(), begun);
            let done = match round {
                Round::Everything => self.pass(progress),
                Round::Database => self.check_database(progress),
                Round::Published => self.look(progress),
            };
            let pause = match done {
                Ok(()) => {
                    worker.succeeded();
                    failed.reset();
                    schedule.after(round, begun)
                }
                Err(PipelineError::Cancelled(_)) => continue,
                Err(error) => {
                    error!(event = "scrub.failed", error = %error_report::Report(&error), "bytes at rest could not be verified; it is tried again");
                    worker.failed("verifying bytes at rest", &error);
                    failed.grow()
                }
            };
            rest(pause, &|| progress.step(PipelineEvent::Looking).is_err());
        }
    }

    /// Reads all areas.
    fn pass(&self, progress: &dyn PipelineObserver) -> Result<(), PipelineError> {
        // A pass reads files again that were checked before: a bit may have flipped since without a write.
        let verification = self.verification(true, progress);
        let mut pace = Pace::new(self.settings.bytes_per_second, progress);
        let mut watch = |step| pace.step(step);
        let (mut files, mut failed) = (0, Ok(()));
        for area in Area::ALL {
            let mut verified = Verified::default();
            match verification.area(area, &mut verified, &mut watch) {
                Ok(()) => self.note(area, &verified.found),
                Err(error @ PipelineError::Cancelled(_)) => return Err(error),
                // An error in one area must not stop the verification of the others.
                Err(error) => failed = failed.and(Err(error)),
            }
            files += verified.files;
        }
        failed?;
        self.integrity.passed(self.pipeline.clock().now());
        info!(event = "scrub.passed", files, "everything at rest was verified");
        Ok(())
    }

    /// Reads the database after a reader found damage in it. A repair, or `cprabo verify --adopt`, may have ended it.
    fn check_database(&self, progress: &dyn PipelineObserver) -> Result<(), PipelineError> {
        let mut pace = Pace::new(self.settings.bytes_per_second, progress);
        let verification = self.verification(true, progress);
        let mut verified = Verified::default();
        verification.area(Area::Database, &mut verified, &mut |step| pace.step(step))?;
        self.note(Area::Database, &verified.found);
        Ok(())
    }

    /// Checks quickly: whether published files exist and were not written since they were verified, whether archived
    /// files exist, and whether known damage in the archive remains.
    fn look(&self, progress: &dyn PipelineObserver) -> Result<(), PipelineError> {
        let mut pace = Pace::new(self.settings.bytes_per_second, progress);
        let mut watch = |step| pace.step(step);
        let verification = self.verification(false, progress);
        let mut verified = Verified::default();
        verification.published(&mut verified, &mut watch)?;
        self.note(Area::Published, &verified.found);
        verified.found.clear();
        let known = self.integrity.status().findings;
        verification.archive(ArchiveDepth::Missing { known: &known }, &mut verified, &mut watch)?;
        self.note(Area::Archive, &verified.found);
        Ok(())
    }

    fn verification<'a>(
        &'a self,
        reread: bool,
        progress: &'a dyn PipelineObserver,
    ) -> Verification<'a> {
        let known = Known { checked: &self.checked, reread };
        Verification { pipeline: &self.pipeline, known, repair: true, progress }
    }

    fn note(&self, area: Area, found: &[Found]) {
        for Found { finding, is_mended } in found {
            if *is_mended {
                warn!(event = "scrub.repaired", finding = %finding, "damage was found and mended");
            } else {
                error!(event = "scrub.damage", finding = %finding, advice = finding.advice(), "damage was found");
            }
        }
        self.integrity.note(area, found, self.pipeline.clock().now());
    }
}

/// What a round of the scrub verifies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Round {
    Everything,
    Database,
    Published,
}

/// When the scrub verifies what.
struct Schedule {
    every: Duration,
    everything: Instant,
    /// The database is not read again before this.
    database: Instant,
}

impl Schedule {
    /// All areas are due at once.
    fn new(every: Duration) -> Self {
        let now = Instant::now();
        Self { every, everything: now, database: now }
    }

    fn next(&self, is_damaged: bool, now: Instant) -> Round {
        if now >= self.everything {
            Round::Everything
        } else if is_damaged && now >= self.database {
            Round::Database
        } else {
            Round::Published
        }
    }

    /// The pause after a round.
    fn after(&mut self, round: Round, begun: Instant) -> Duration {
        let took = begun.elapsed();
        if round == Round::Everything {
            self.everything = begun + self.every;
        }
        if round != Round::Published {
            self.database = Instant::now() + CHECK_AGAIN.max(took * CHECK_SHARE);
            return LOOK_EVERY;
        }
        let pause = LOOK_EVERY.max((took * SHARE).min(LONGEST_LOOK));
        pause.min(self.everything.saturating_duration_since(Instant::now()).max(TICK))
    }
}

/// Limits the bytes read in a second, and reports progress.
struct Pace<'a> {
    bytes_per_second: u64,
    begun: Instant,
    bytes: u64,
    progress: &'a dyn PipelineObserver,
}

impl<'a> Pace<'a> {
    fn new(bytes_per_second: u64, progress: &'a dyn PipelineObserver) -> Self {
        Self { bytes_per_second, begun: Instant::now(), bytes: 0, progress }
    }

    fn step(&mut self, step: VerifyStep) -> Result<(), Cancelled> {
        self.progress.step(PipelineEvent::Verifying)?;
        if let VerifyStep::Read(bytes) = step {
            self.bytes += bytes;
            let ahead = self.ahead();
            if ahead >= SHORTEST_PAUSE {
                rest(ahead, &|| self.progress.step(PipelineEvent::Looking).is_err());
            }
        }
        Ok(())
    }

    /// How much sooner than allowed the bytes so far were read.
    fn ahead(&self) -> Duration {
        let millis = (self.bytes.saturating_mul(1000)).checked_div(self.bytes_per_second);
        Duration::from_millis(millis.unwrap_or_default()).saturating_sub(self.begun.elapsed())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn schedule_reads_everything_then_looks_and_reads_the_database_when_there_is_a_reason() {
        let every = Duration::from_secs(24 * 60 * 60);
        let mut schedule = Schedule::new(every);
        let now = Instant::now();
        assert_eq!(schedule.next(false, now), Round::Everything);
        assert_eq!(schedule.after(Round::Everything, now), LOOK_EVERY);
        assert_eq!(schedule.next(false, now), Round::Published);
        assert_eq!(schedule.next(true, now), Round::Published, "it was read just now");
        let later = now + 2 * CHECK_AGAIN;
        assert_eq!(schedule.next(true, later), Round::Database);
        assert_eq!(schedule.next(false, later), Round::Published);
        assert_eq!(schedule.next(true, now + every), Round::Everything);
    }
}
