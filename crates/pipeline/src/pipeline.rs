use std::path::Path;
use std::sync::Arc;

use blobs::{ArchiveFile, BlobError};
use clock::{Clock, danish_day};
use extract::Extract;
use jiff::civil::Date;
use store::{Author, Decision, Held, HeldReason, LeaseName, Run, RunId, RunState, Store};
use tracing::{info, warn};
use uuid::Uuid;

use crate::data_files::DataFiles;
use crate::delivery::{Publisher, Source, deliver, repair};
use crate::error::PipelineError;
use crate::ingest::{
    ClaimedFile, ExtractSequence, ParsedFile, PendingRun, QueueDecision, apply, check_releasable,
    file_name, judge, read_file,
};
use crate::lock::{Lock, PIPELINE_LOCK};
use crate::progress::PipelineObserver;
use crate::retention::{Retention, retain, sweep};
use crate::settings::Settings;

/// The way of extracts through the platform, from file to published deliveries.
///
/// Everything it does is one transaction a step, and done again from wherever it stopped: after a crash
/// the next call goes on. One process at a time works on a data directory; others wait.
#[derive(Debug, Clone)]
pub struct Pipeline {
    pub(crate) store: Arc<Store>,
    pub(crate) files: Arc<DataFiles>,
    pub(crate) clock: Clock,
    pub(crate) settings: Arc<Settings>,
}

/// An extract that is in memory from being recorded: when it came alone, it is the next to be applied.
type PrefetchedFile = Option<(RunId, ParsedFile)>;

impl Pipeline {
    /// The pipeline over a store and files.
    pub fn new(store: Arc<Store>, files: Arc<DataFiles>, clock: Clock, settings: Settings) -> Self {
        Self { store, files, clock, settings: Arc::new(settings) }
    }

    /// Takes files the whole way, as far as they go: all are recorded first, so that the chain of PRODDTO
    /// and not their order decides. The files themselves are left where they are.
    ///
    /// For each file, in the order given, the run it became, or why it could not be read.
    ///
    /// # Errors
    /// When the store does not do its part. What was recorded goes on with the next call.
    pub fn ingest(
        &self,
        paths: &[impl AsRef<Path>],
        progress: &dyn PipelineObserver,
    ) -> Result<Vec<Result<Run, PipelineError>>, PipelineError> {
        let (leased, _lock) = self.begin(progress)?;
        let mut fresh = PrefetchedFile::None;
        let mut recorded = Vec::with_capacity(paths.len());
        for path in paths {
            let path = path.as_ref();
            match leased.record(path, &file_name(path), None, progress) {
                Ok((id, intake)) => {
                    recorded.push(Ok(id));
                    fresh = (paths.len() == 1).then_some((id, intake));
                }
                Err(error) if error.is_about_a_file() => recorded.push(Err(error)),
                Err(error) => return Err(error),
            }
        }
        leased.advance(fresh, progress)?;
        let mut runs = Vec::with_capacity(recorded.len());
        for id in recorded {
            runs.push(match id {
                Ok(id) => Ok(leased.find(id)?),
                Err(error) => Err(error),
            });
        }
        Ok(runs)
    }

    /// Takes files from the inbox the whole way, each removed once it is recorded. One that was recorded
    /// before a crash is known by the id of its taking.
    ///
    /// Returns those that could not be read or removed, and why not.
    ///
    /// # Errors
    /// As [`Pipeline::ingest`].
    pub fn ingest_taken<'a>(
        &self,
        taken: &'a [ClaimedFile],
        progress: &dyn PipelineObserver,
    ) -> Result<Vec<(&'a ClaimedFile, PipelineError)>, PipelineError> {
        let (leased, _lock) = self.begin(progress)?;
        let mut fresh = PrefetchedFile::None;
        let mut failed = Vec::new();
        for file in taken {
            match leased.record_taken(file, progress) {
                Ok(recorded) => fresh = recorded.filter(|_| taken.len() == 1),
                Err(error) if error.is_about_a_file() => failed.push((file, error)),
                Err(error) => return Err(error),
            }
        }
        leased.advance(fresh, progress)?;
        Ok(failed)
    }

    /// Whether there is something to go on with, as another process may have left it.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn has_work(&self) -> Result<bool, PipelineError> {
        let undelivered = self.store.undelivered_runs(self.clock.now())?;
        Ok(!undelivered.is_empty() || self.judgement()? != QueueDecision::default())
    }

    /// Goes on with whatever waits, ends what has been kept long enough, and brings the folders to what the ledger says:
    /// what is missing is written again, what nobody can see goes. Takes no hints: run it as often as you like.
    ///
    /// # Errors
    /// When the store does not do its part.
    pub fn reconcile(&self, progress: &dyn PipelineObserver) -> Result<(), PipelineError> {
        let (leased, _lock) = self.begin(progress)?;
        // What failed may be mended by now, whenever it was to be tried again.
        let undelivered = leased.store.applied_runs()?;
        let delivered = leased.deliver_all(&undelivered, &mut None, progress);
        if matches!(delivered, Err(PipelineError::Cancelled(_))) {
            return delivered;
        }
        let advanced = leased.advance(None, progress);
        if matches!(advanced, Err(PipelineError::Cancelled(_))) {
            return advanced;
        }
        let (store, files, now) = (&leased.store, &leased.files, leased.clock.now());
        let retained = retain(store, &files.archive, leased.settings.retention, now, progress);
        let shown = store.published_deliveries()?;
        let swept = sweep(store, files, &shown);
        // What cannot be dropped, or delivered, must not keep from anyone what is lost.
        delivered.and(advanced).and(repair(leased.publisher(), shown)).and(retained).and(swept)
    }

    /// Lets a held run go on in spite of what it is held for, and everything that waited for it.
    ///
    /// # Errors
    /// [`PipelineError::NotReleasable`] when that could not be right whatever a person says.
    pub fn release(
        &self,
        id: RunId,
        author: &Author,
        progress: &dyn PipelineObserver,
    ) -> Result<Run, PipelineError> {
        let (leased, _lock) = self.begin(progress)?;
        // What it is held for at this moment, not when somebody last looked.
        leased.judge()?;
        check_releasable(&leased.find(id)?)?;
        leased.decide(id, Decision::Release, author, progress)
    }

    /// Drops a run that is held or waits, as if it had never come. Its file stays in the archive.
    ///
    /// # Errors
    /// [`store::StoreError::Conflict`] when the run is neither held nor waiting.
    pub fn reject(
        &self,
        id: RunId,
        author: &Author,
        progress: &dyn PipelineObserver,
    ) -> Result<Run, PipelineError> {
        let (leased, _lock) = self.begin(progress)?;
        leased.find(id)?;
        leased.decide(id, Decision::Reject, author, progress)
    }

    /// How long what was delivered is kept here.
    pub fn retention(&self) -> Retention {
        self.settings.retention
    }

    pub(crate) fn publisher(&self) -> Publisher<'_> {
        Publisher { store: &self.store, files: &self.files, signer: &self.settings.signer }
    }

    /// The store that it works on, with the limits of its calls.
    pub fn store(&self) -> &Store {
        &self.store
    }

    pub(crate) const fn clock(&self) -> &Clock {
        &self.clock
    }

    /// Waits until no other process works on extracts, and until the lock is dropped none does.
    pub(crate) fn lock(&self, progress: &dyn PipelineObserver) -> Result<Lock, PipelineError> {
        let lock = Lock::take(&self.settings.lock, PIPELINE_LOCK, progress)?;
        self.files.discard_unfinished()?;
        Ok(lock)
    }

    /// The same for work that writes: if another process takes over in spite of the lock, the pipeline that is returned
    /// can write nothing more.
    pub(crate) fn begin(
        &self,
        progress: &dyn PipelineObserver,
    ) -> Result<(Self, Lock), PipelineError> {
        let lock = self.lock(progress)?;
        let store = Arc::new(self.store.with_lease(LeaseName::Pipeline)?);
        Ok((Self { store, ..self.clone() }, lock))
    }

    fn record_taken(
        &self,
        taken: &ClaimedFile,
        progress: &dyn PipelineObserver,
    ) -> Result<PrefetchedFile, PipelineError> {
        let fresh = match self.store.run_of_intake(taken.id)? {
            Some(_) => None,
            None => Some(self.record(&taken.path, &taken.name, Some(taken.id), progress)?),
        };
        let removed = std::fs::remove_file(&taken.path);
        removed.map_err(PipelineError::file("cannot remove", &taken.path))?;
        Ok(fresh)
    }

    /// Archives a file and records a run for it. A file whose run is under way already, as after a crash or
    /// when it is sent twice, becomes no second one.
    fn record(
        &self,
        path: &Path,
        file_name: &str,
        taking: Option<Uuid>,
        progress: &dyn PipelineObserver,
    ) -> Result<(RunId, ParsedFile), PipelineError> {
        let file = read_file(path, self.settings.max_bytes, progress)?;
        let intake = ParsedFile::new(file);
        if let Some(run) = self.under_way(&intake)? {
            info!(event = "run.duplicate_under_way", %run, file_name, "the same bytes as a run that is under way");
            let held = self.find(run)?.held;
            if held.is_some_and(|held| held.reason == HeldReason::Date) {
                // It had come under a wrong day's name, perhaps.
                self.store.name_run(run, file_name)?;
            }
            self.files.archive.put_extract(&intake.sha256, &intake.file)?;
            if let Some(taking) = taking {
                self.store.link_intake(run, taking)?;
            }
            return Ok((run, intake));
        }
        if let Some(run) = self.mends_archive(&intake)? {
            warn!(event = "archive.repaired", %run, file_name, "the archived extract was damaged or lost, and is mended by the same extract coming again");
            if let Some(taking) = taking {
                self.store.link_intake(run, taking)?;
            }
            return Ok((run, intake));
        }
        if let Some(run) = self.whole_of(&intake, file_name)? {
            info!(event = "run.beginning_ignored", %run, file_name, "a file without an end is the beginning of a run's file");
            if let Some(taking) = taking {
                self.store.link_intake(run, taking)?;
            }
            return Ok((run, intake));
        }
        let now = self.clock.now();
        let id =
            intake.record(&self.store, &self.files.archive, file_name, taking, now, progress)?;
        self.supersede_beginnings(&intake, id)?;
        Ok((id, intake))
    }

    /// Drops the runs that are held because their files end too early, and whose files this one goes on from: nobody need
    /// say that they do not count.
    fn supersede_beginnings(&self, intake: &ParsedFile, by: RunId) -> Result<(), PipelineError> {
        for run in self.store.pending_runs()? {
            if run.id != by && is_torn(&run) && intake.begins_with(&run) {
                let (decision, author) = (Decision::Reject, &Author::PLATFORM);
                self.store.resolve_hold(run.id, decision, author, self.clock.now())?;
                info!(event = "run.superseded", run = %run.id, %by, "the whole file has come of which this run has the beginning");
            }
        }
        Ok(())
    }

    /// The run whose file begins with this one, which ends too early: it has come again, and stalled this time.
    fn whole_of(
        &self,
        intake: &ParsedFile,
        file_name: &str,
    ) -> Result<Option<RunId>, PipelineError> {
        let pending = self.store.pending_runs()?.into_iter();
        let (others, day): (Vec<Run>, _) = match intake.torn_day() {
            Some(day) => (pending.chain(self.store.run_of_day(day)?).collect(), Some(day)),
            // It has not come as far as to say its day, but has a name.
            None if intake.is_cut_in_its_start() => {
                let others = pending.chain(self.store.last_applied()?);
                (others.filter(|run| run.file_name == file_name).collect(), None)
            }
            None => return Ok(None),
        };
        let is_of_day = |run: &Run| {
            let proddto = run.header.map(|header| header.proddto);
            proddto.is_some() && (day.is_none() || proddto == day)
        };
        let others = others.into_iter().filter(is_of_day);
        for run in others.filter(|run| run.unarchived_at.is_none()) {
            let is_longer = run.size > intake.file.len() as u64;
            if is_longer && self.files.archive.extract(&run.sha256)?.starts_with(&intake.file) {
                return Ok(Some(run.id));
            }
        }
        Ok(None)
    }

    fn under_way(&self, intake: &ParsedFile) -> Result<Option<RunId>, PipelineError> {
        let same = self.store.runs_with_bytes(&intake.sha256)?;
        let is_under_way = |run: &&Run| run.state.is_pending() || run.state == RunState::Applied;
        Ok(same.iter().find(is_under_way).map(|run| run.id))
    }

    /// The applied run whose archived extract this file mends, if it does: then it is nothing else.
    fn mends_archive(&self, intake: &ParsedFile) -> Result<Option<RunId>, PipelineError> {
        let same = self.store.runs_with_bytes(&intake.sha256)?;
        let is_archived = |run: &&Run| run.state.is_applied() && run.unarchived_at.is_none();
        let Some(run) = same.iter().find(is_archived) else { return Ok(None) };
        match self.files.archive.check(ArchiveFile::Extract(intake.sha256), &mut |_| Ok(())) {
            Ok(true) => return Ok(None),
            Ok(false) | Err(BlobError::NoFile { .. }) => {}
            Err(error) => return Err(error.into()),
        }
        self.files.archive.put_extract(&intake.sha256, &intake.file)?;
        Ok(Some(run.id))
    }

    /// Does everything that can be done now: first what a crash left undelivered, then run after run.
    pub(crate) fn advance(
        &self,
        mut fresh: PrefetchedFile,
        progress: &dyn PipelineObserver,
    ) -> Result<(), PipelineError> {
        let undelivered = self.store.undelivered_runs(self.clock.now())?;
        let left = self.deliver_all(&undelivered, &mut fresh, progress);
        if matches!(left, Err(PipelineError::Cancelled(_))) {
            return left;
        }
        // What cannot be delivered of one day keeps no other day away: each agreement's have their order.
        let mut is_checked = false;
        while let Some(id) = self.judge()? {
            if !std::mem::replace(&mut is_checked, true) {
                self.store.check_replica()?;
            }
            let run = self.find(id)?;
            let intake = self.intake(&run, &mut fresh)?;
            self.apply(&run, &intake, progress)?;
            self.deliver(&run, &intake, progress)?;
        }
        left
    }

    /// Delivers what a crash left undelivered of applied runs, and what could not be written. One that is damaged keeps
    /// no other away.
    fn deliver_all(
        &self,
        runs: &[Run],
        fresh: &mut PrefetchedFile,
        progress: &dyn PipelineObserver,
    ) -> Result<(), PipelineError> {
        let mut outcome = Ok(());
        for run in runs {
            let delivered =
                self.intake(run, fresh).and_then(|intake| self.deliver(run, &intake, progress));
            match delivered {
                Err(error @ PipelineError::Cancelled(_)) => return Err(error),
                delivered => outcome = outcome.and(delivered),
            }
        }
        outcome
    }

    /// Says of every pending run what it is held for now, and tells which is next.
    fn judge(&self) -> Result<Option<RunId>, PipelineError> {
        let judgement = self.judgement()?;
        for (run, held) in &judgement.labels {
            match held {
                Some(held) => {
                    warn!(event = "run.held", %run, reason = held.reason.as_str(), detail = held.detail, "extract held");
                }
                None => info!(event = "run.hold_cleared", %run, "hold cleared"),
            }
            self.store.set_hold(*run, held.as_ref())?;
        }
        Ok(judgement.next)
    }

    fn judgement(&self) -> Result<QueueDecision, PipelineError> {
        let pending = self.store.pending_runs()?;
        let seats: Vec<PendingRun<'_>> = pending
            .iter()
            .map(|run| Ok(PendingRun { run, same_bytes: self.applied_with_bytes_of(run)? }))
            .collect::<Result<_, PipelineError>>()?;
        Ok(judge(&seats, &self.chain()?))
    }

    fn applied_with_bytes_of(&self, run: &Run) -> Result<Option<RunId>, PipelineError> {
        let same = self.store.runs_with_bytes(&run.sha256)?;
        Ok(same.iter().find(|other| other.state.is_applied()).map(|other| other.id))
    }

    fn chain(&self) -> Result<ExtractSequence, PipelineError> {
        let last = self.store.last_applied()?;
        let last = last.and_then(|run| Some((run.header?.proddto, run.id)));
        let rejected = if last.is_none() { self.store.rejected_days()? } else { Vec::new() };
        Ok(ExtractSequence { last, rejected, latest: self.latest_day() })
    }

    /// The last PRODDTO that can be right now; `None` where days do not pass by the clock.
    pub(crate) fn latest_day(&self) -> Option<Date> {
        let tomorrow = || danish_day(self.clock.now()).tomorrow().unwrap_or(Date::MAX);
        self.settings.days_pass_by_the_clock.then(tomorrow)
    }

    /// The run's extract: still in memory, or from the archive.
    fn intake(&self, run: &Run, fresh: &mut PrefetchedFile) -> Result<ParsedFile, PipelineError> {
        match fresh.take() {
            Some((id, intake)) if id == run.id => Ok(intake),
            other => {
                *fresh = other;
                Ok(ParsedFile::new(self.files.archive.extract(&run.sha256)?))
            }
        }
    }

    fn apply(
        &self,
        run: &Run,
        intake: &ParsedFile,
        progress: &dyn PipelineObserver,
    ) -> Result<(), PipelineError> {
        let extract = extract_of(run, intake)?;
        let now = self.clock.now();
        apply(&self.store, &self.settings, run, &intake.file, extract, now, progress)?;
        info!(event = "run.applied", run = %run.id, persons = run.persons, "extract applied");
        Ok(())
    }

    fn deliver(
        &self,
        run: &Run,
        intake: &ParsedFile,
        progress: &dyn PipelineObserver,
    ) -> Result<(), PipelineError> {
        let extract = extract_of(run, intake)?;
        let source = Source::new(&intake.file, extract, run, &self.settings.signer);
        let now = self.clock.now();
        match deliver(&self.store, &self.files.folders, &source, run.id, now, progress)? {
            0 => info!(event = "run.delivered", run = %run.id, "extract delivered"),
            failed => {
                let run = run.id;
                warn!(event = "run.delivered_in_part", %run, failed, "extract delivered in part");
            }
        }
        Ok(())
    }

    fn decide(
        &self,
        id: RunId,
        decision: Decision,
        author: &Author,
        progress: &dyn PipelineObserver,
    ) -> Result<Run, PipelineError> {
        self.store.resolve_hold(id, decision, author, self.clock.now())?;
        info!(event = "run.decided", run = %id, who = %author.actor, decision = decision.as_str(), "decided on a run");
        self.advance(None, progress)?;
        self.find(id)
    }

    pub(crate) fn find(&self, id: RunId) -> Result<Run, PipelineError> {
        self.store.run(id)?.ok_or(PipelineError::NoRun(id))
    }
}

/// Whether a run's file ends too early: before its end record, or in its start record already.
fn is_torn(run: &Run) -> bool {
    let is_cut = |held: &Held| held.reason == HeldReason::Torn || run.header.is_none();
    run.held.as_ref().is_some_and(is_cut)
}

fn extract_of<'a>(run: &Run, intake: &'a ParsedFile) -> Result<&'a Extract, PipelineError> {
    intake.extract.as_ref().map_err(|_| PipelineError::Unreadable(run.id))
}
