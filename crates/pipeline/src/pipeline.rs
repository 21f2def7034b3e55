use std::path::Path;
use std::sync::Arc;

use access::Clock;
use extract::Extract;
use store::{AuditEntry, Author, HeldReason, Run, RunId, RunState, Shelf, Store};
use tracing::{info, warn};

use crate::delivery::{Source, deliver, repair};
use crate::error::PipelineError;
use crate::ingest::{Intake, Next, Seat, Taken, apply, file_name, next, read_file};
use crate::lock::Lock;
use crate::progress::{Progress, Silent};
use crate::settings::Settings;

/// The way of extracts through the platform, from file to published deliveries.
///
/// Everything it does is one transaction a step, and done again from wherever it stopped: after a crash
/// the next call goes on. One process at a time works on a data directory; others wait.
#[derive(Debug, Clone)]
pub struct Pipeline {
    store: Arc<Store>,
    shelf: Arc<Shelf>,
    clock: Clock,
    settings: Arc<Settings>,
}

/// The extract that was recorded last is kept in memory: most of the time it is the next to be applied.
type Fresh = Option<(RunId, Intake)>;

impl Pipeline {
    /// The pipeline over a store and a shelf.
    pub fn new(store: Arc<Store>, shelf: Arc<Shelf>, clock: Clock, settings: Settings) -> Self {
        Self { store, shelf, clock, settings: Arc::new(settings) }
    }

    /// Takes a file the whole way, as far as it goes. The file itself is left where it is.
    ///
    /// # Errors
    /// When the file cannot be read, or the store does not do its part. What was recorded goes on with
    /// the next call.
    pub fn ingest(&self, path: &Path, progress: &dyn Progress) -> Result<Run, PipelineError> {
        let _lock = self.begin(progress)?;
        let (id, intake) = self.record(path, &file_name(path), progress)?;
        self.advance(Some((id, intake)), progress)?;
        self.find(id)
    }

    /// Takes a file from the inbox the whole way, and removes it once it is recorded.
    ///
    /// # Errors
    /// As [`Pipeline::ingest`].
    pub fn ingest_taken(
        &self,
        taken: &Taken,
        progress: &dyn Progress,
    ) -> Result<(), PipelineError> {
        let _lock = self.begin(progress)?;
        let fresh = if taken.again && self.is_recorded(&taken.path)? {
            None
        } else {
            Some(self.record(&taken.path, &taken.name, progress)?)
        };
        let removed = std::fs::remove_file(&taken.path);
        removed.map_err(PipelineError::file("cannot remove", &taken.path))?;
        self.advance(fresh, progress)
    }

    /// Whether there is something to go on with, as another process may have left it.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn has_work(&self) -> Result<bool, PipelineError> {
        Ok(!self.store.applied_runs()?.is_empty() || self.next()? != Next::Wait)
    }

    /// Goes on with whatever waits, and writes again what is missing on the shelf. Takes no hints: run
    /// it as often as you like.
    ///
    /// # Errors
    /// When the store does not do its part.
    pub fn reconcile(&self, progress: &dyn Progress) -> Result<(), PipelineError> {
        let _lock = self.begin(progress)?;
        self.advance(None, progress)?;
        repair(&self.store, &self.shelf, &self.settings)?;
        Ok(())
    }

    /// Lets a held run go on in spite of what it was held for, and everything that waited for it.
    ///
    /// # Errors
    /// [`PipelineError::NotReleasable`] when that could not be right whatever a person says.
    pub fn release(
        &self,
        id: RunId,
        author: Author,
        progress: &dyn Progress,
    ) -> Result<Run, PipelineError> {
        let _lock = self.begin(progress)?;
        let run = self.find(id)?;
        self.check_releasable(&run)?;
        self.decide(&run, RunState::Released, author)?;
        self.advance(None, progress)?;
        self.find(id)
    }

    /// Drops a held run as if it had never come. Its file stays in the archive.
    ///
    /// # Errors
    /// [`store::StoreError::NotNow`] when the run is neither held nor waiting.
    pub fn reject(
        &self,
        id: RunId,
        author: Author,
        progress: &dyn Progress,
    ) -> Result<Run, PipelineError> {
        let _lock = self.begin(progress)?;
        self.decide(&self.find(id)?, RunState::Rejected, author)?;
        self.advance(None, progress)?;
        self.find(id)
    }

    fn begin(&self, progress: &dyn Progress) -> Result<Lock, PipelineError> {
        let lock = Lock::take(&self.settings.lock, progress)?;
        self.shelf.discard_unfinished()?;
        Ok(lock)
    }

    fn record(
        &self,
        path: &Path,
        file_name: &str,
        progress: &dyn Progress,
    ) -> Result<(RunId, Intake), PipelineError> {
        let file = read_file(path, self.settings.max_bytes, progress)?;
        let intake = Intake::new(file);
        let now = self.clock.now();
        let id = intake.record(&self.store, &self.shelf, file_name, now, progress)?;
        Ok((id, intake))
    }

    fn is_recorded(&self, path: &Path) -> Result<bool, PipelineError> {
        let file = read_file(path, self.settings.max_bytes, &Silent)?;
        Ok(!self.store.runs_with_bytes(&store::sha256([&file[..]]))?.is_empty())
    }

    /// Does everything that can be done now: first what a crash left undelivered, then run after run.
    fn advance(&self, mut fresh: Fresh, progress: &dyn Progress) -> Result<(), PipelineError> {
        for run in self.store.applied_runs()? {
            let intake = self.intake(&run, &mut fresh)?;
            self.deliver(&run, &intake, progress)?;
        }
        loop {
            match self.next()? {
                Next::Wait => return Ok(()),
                Next::Hold(id, reason, detail) => {
                    warn!(run = %id, reason = reason.word(), detail, "extract held");
                    self.store.hold_run(id, reason, &detail)?;
                }
                Next::Apply(id) => {
                    let run = self.find(id)?;
                    let intake = self.intake(&run, &mut fresh)?;
                    self.apply(&run, &intake, progress)?;
                    self.deliver(&run, &intake, progress)?;
                }
            }
        }
    }

    fn next(&self) -> Result<Next, PipelineError> {
        let pending = self.store.pending_runs()?;
        let mut seats = Vec::with_capacity(pending.len());
        for run in &pending {
            let same_day = match run.header {
                Some(header) => self.store.run_of_day(header.proddto)?.map(|run| run.id),
                None => None,
            };
            seats.push(Seat { run, same_day });
        }
        let last = self.store.last_applied()?.and_then(|run| run.header);
        Ok(next(&seats, last.map(|header| header.proddto)))
    }

    /// The run's extract: still in memory, or from the archive.
    fn intake(&self, run: &Run, fresh: &mut Fresh) -> Result<Intake, PipelineError> {
        match fresh.take() {
            Some((id, intake)) if id == run.id => Ok(intake),
            other => {
                *fresh = other;
                Ok(Intake::new(self.shelf.archived(&run.sha256)?))
            }
        }
    }

    fn apply(
        &self,
        run: &Run,
        intake: &Intake,
        progress: &dyn Progress,
    ) -> Result<(), PipelineError> {
        let extract = extract_of(run, intake)?;
        let now = self.clock.now();
        apply(&self.store, &self.settings, run, &intake.file, extract, now, progress)?;
        info!(run = %run.id, persons = run.persons, "extract applied");
        Ok(())
    }

    fn deliver(
        &self,
        run: &Run,
        intake: &Intake,
        progress: &dyn Progress,
    ) -> Result<(), PipelineError> {
        let extract = extract_of(run, intake)?;
        let source = Source::new(&intake.file, extract, run, &self.settings);
        let now = self.clock.now();
        deliver(&self.store, &self.shelf, &source, run.id, now, progress)?;
        info!(run = %run.id, "extract delivered");
        Ok(())
    }

    fn check_releasable(&self, run: &Run) -> Result<(), PipelineError> {
        let no = |why: &str| Err(PipelineError::NotReleasable { run: run.id, why: why.to_owned() });
        match run.held {
            Some(HeldReason::Torn) => {
                no("the file is torn; have it sent again and reject this one")
            }
            Some(HeldReason::Encoding) => {
                no("names would be wrong; have it sent in ISO-8859-1 and reject this one")
            }
            Some(HeldReason::NotAnExtract) => no("it is not an extract; reject it"),
            Some(HeldReason::Late) => {
                no("newer extracts have come since, whose data it would overwrite; reject it")
            }
            Some(HeldReason::Duplicate) if self.is_same_bytes(run)? => {
                no("the same bytes were received before; reject it")
            }
            _ if run.state == RunState::Seen => {
                no("it is not held, it waits for another; `cprabo runs` tells for which")
            }
            _ => Ok(()),
        }
    }

    fn is_same_bytes(&self, run: &Run) -> Result<bool, PipelineError> {
        let same = self.store.runs_with_bytes(&run.sha256)?;
        let is_in = |state| matches!(state, RunState::Applied | RunState::Done);
        Ok(same.iter().any(|other| is_in(other.state)))
    }

    fn decide(&self, run: &Run, state: RunState, author: Author) -> Result<(), PipelineError> {
        self.store.decide_run(run.id, state)?;
        let reason = run.held.map_or("nothing", HeldReason::word);
        let action = format!("{} run held for {reason}", state.word());
        info!(run = %run.id, who = author.who, reason, "run {}", state.word());
        let (subject, outcome) = (format!("run {}", run.id), "done".to_owned());
        let entry = AuditEntry { author, action, subject, outcome };
        self.store.audit(&entry, self.clock.now())?;
        Ok(())
    }

    fn find(&self, id: RunId) -> Result<Run, PipelineError> {
        self.store.run(id)?.ok_or(PipelineError::NoRun(id))
    }
}

fn extract_of<'a>(run: &Run, intake: &'a Intake) -> Result<&'a Extract, PipelineError> {
    intake.extract.as_ref().map_err(|_| PipelineError::Unreadable(run.id))
}
