use std::path::Path;
use std::sync::Arc;

use blobs::{Archive, ArchiveFile, BlobError};
use clock::{Clock, danish_day};
use error_report::Report;
use extract::{Extract, Form};
use jiff::civil::Date;
use manifest::write_checkpoint;
use store::{
    AgreementText, Author, Decision, Held, HeldReason, LeaseName, Run, RunId, RunState, Store,
};
use tracing::{error, info, warn};
use uuid::Uuid;

use crate::data_files::DataFiles;
use crate::delivery::{Delivered, Publisher, Source, deliver, repair};
use crate::error::PipelineError;
use crate::ingest::{
    ClaimedFile, ExtractSequence, ParsedFile, PendingRun, QueueDecision, apply, check_releasable,
    file_name, judge, read_file,
};
use crate::lock::{Lock, PIPELINE_LOCK};
use crate::needs::end_needs;
use crate::progress::PipelineObserver;
use crate::retention::{Retention, retain, sweep};
use crate::settings::Settings;

/// The processing of extracts, from file to published deliveries.
///
/// Each step is one transaction and can be repeated: after a crash the next call continues. Only one process at a time
/// works on a data directory; others wait.
#[derive(Debug, Clone)]
pub struct Pipeline {
    pub(crate) store: Arc<Store>,
    pub(crate) files: Arc<DataFiles>,
    pub(crate) clock: Clock,
    pub(crate) settings: Arc<Settings>,
}

/// A file that was just recorded, kept in memory: if it came alone, it is probably the next to be applied.
type PrefetchedFile = Option<(RunId, ParsedFile)>;

impl Pipeline {
    /// A pipeline over a store and files.
    pub fn new(store: Arc<Store>, files: Arc<DataFiles>, clock: Clock, settings: Settings) -> Self {
        Self { store, files, clock, settings: Arc::new(settings) }
    }

    /// Records all files, then processes them as far as possible: the chain of PRODDTO decides about their order. The
    /// files themselves are not moved.
    ///
    /// For each file, in the given order: its run, or why it could not be read.
    ///
    /// # Errors
    /// When the store fails. The next call continues with what was recorded.
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

    /// Records and processes files from the inbox, and removes each one once it is recorded. The id of a claimed file
    /// prevents that it is recorded a second time after a crash.
    ///
    /// Returns the files that could not be read or removed, with the reason.
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

    /// Whether there is pending work, which another process may have left.
    ///
    /// # Errors
    /// When the store fails.
    pub fn has_work(&self) -> Result<bool, PipelineError> {
        let undelivered = self.store.undelivered_runs(self.clock.now())?;
        Ok(!undelivered.is_empty() || self.judgement()? != QueueDecision::default())
    }

    /// Continues pending work, ends needs, expires what was kept long enough, and makes the folders agree with the ledger: missing
    /// files are written again, and files that the ledger does not show are deleted. Needs no hints and can be called
    /// at any time.
    ///
    /// # Errors
    /// When the store fails.
    pub fn reconcile(&self, progress: &dyn PipelineObserver) -> Result<(), PipelineError> {
        let (leased, _lock) = self.begin(progress)?;
        // The cause of an error may be gone, so failed deliveries are retried before their time.
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
        let ended = end_needs(store, now);
        let retained = retain(store, &files.archive, leased.settings.retention, now, progress);
        let shown = store.published_deliveries()?;
        let swept = sweep(store, files, &shown);
        // An error in deliveries or retention must not stop the repair of lost files.
        let repaired = repair(leased.publisher(), shown);
        delivered.and(advanced).and(repaired).and(ended).and(retained).and(swept)
    }

    /// Releases a held run despite its reason, and continues with the runs that waited for it.
    ///
    /// # Errors
    /// [`PipelineError::NotReleasable`] when releasing it cannot be right.
    pub fn release(
        &self,
        id: RunId,
        author: &Author,
        progress: &dyn PipelineObserver,
    ) -> Result<Run, PipelineError> {
        let (leased, _lock) = self.begin(progress)?;
        // The reason now, not the one that was last displayed.
        leased.judge()?;
        check_releasable(&leased.find(id)?)?;
        leased.decide(id, Decision::Release, author, progress)
    }

    /// Drops a held or waiting run, as if it had never come. Its file remains in the archive.
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

    /// Decides on a run as [`Pipeline::release`] and [`Pipeline::reject`] do, with a reason for the audit trail, and leaves the work
    /// that follows to the server's watcher: an answer cannot wait for it.
    ///
    /// # Errors
    /// As these.
    pub fn resolve_hold(
        &self,
        id: RunId,
        decision: Decision,
        reason: &AgreementText,
        author: &Author,
        progress: &dyn PipelineObserver,
    ) -> Result<Run, PipelineError> {
        let (leased, _lock) = self.begin(progress)?;
        if decision == Decision::Release {
            leased.judge()?;
            check_releasable(&leased.find(id)?)?;
        }
        leased.find(id)?;
        leased.note_decision(id, decision, Some(reason), author)?;
        leased.find(id)
    }

    /// How long deliveries are kept on this installation.
    pub fn retention(&self) -> Retention {
        self.settings.retention
    }

    pub(crate) fn publisher(&self) -> Publisher<'_> {
        Publisher { store: &self.store, files: &self.files, signer: &self.settings.signer }
    }

    /// The archive of extracts and loads.
    pub fn archive(&self) -> &Archive {
        &self.files.archive
    }

    /// The form of files that are written from the replica.
    pub fn load_form(&self) -> Form {
        self.settings.load_form
    }

    /// The store of this pipeline, with the limits of its calls.
    pub fn store(&self) -> &Store {
        &self.store
    }

    pub(crate) const fn clock(&self) -> &Clock {
        &self.clock
    }

    /// Waits until no other process works on extracts, and excludes others until the lock is dropped.
    pub(crate) fn lock(&self, progress: &dyn PipelineObserver) -> Result<Lock, PipelineError> {
        let lock = Lock::take(&self.settings.lock, PIPELINE_LOCK, progress)?;
        self.files.discard_unfinished()?;
        Ok(lock)
    }

    /// The same for work that writes. The returned pipeline has a lease: if another process takes over despite the
    /// lock, all its writes fail.
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

    /// Archives a file and records a run for it. If a run with the same bytes is in progress, as after a crash or when
    /// a file is sent twice, no second one is recorded.
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
                // The first name may have been of the wrong day.
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

    /// Drops runs that were held because their files were truncated and whose files are a beginning of this one, so
    /// that no operator has to reject them.
    fn supersede_beginnings(&self, intake: &ParsedFile, by: RunId) -> Result<(), PipelineError> {
        for run in self.store.pending_runs()? {
            if run.id != by && is_torn(&run) && intake.begins_with(&run) {
                let (decision, author) = (Decision::Reject, &Author::PLATFORM);
                self.store.resolve_hold(run.id, decision, None, author, self.clock.now())?;
                info!(event = "run.superseded", run = %run.id, %by, "the whole file has come of which this run has the beginning");
            }
        }
        Ok(())
    }

    /// The run of which this truncated file is the beginning: the file was sent again, and the transfer stalled this
    /// time.
    fn whole_of(
        &self,
        intake: &ParsedFile,
        file_name: &str,
    ) -> Result<Option<RunId>, PipelineError> {
        let pending = self.store.pending_runs()?.into_iter();
        let (others, day): (Vec<Run>, _) = match intake.torn_day() {
            Some(day) => (pending.chain(self.store.run_of_day(day)?).collect(), Some(day)),
            // The file is truncated within its start record, so only its name shows the day.
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

    /// The applied run whose damaged archived extract has the bytes of this file: then the file only repairs the
    /// archive.
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

    /// Does all pending work: first deliveries that a crash left, then run after run.
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
        // A day that cannot be delivered must not stop the next: the order of each agreement's deliveries is kept
        // separately.
        let mut is_checked = false;
        while let Some(id) = self.judge()? {
            if !std::mem::replace(&mut is_checked, true) {
                self.store.check_replica()?;
            }
            // The run is matched with the filters of this moment.
            end_needs(&self.store, self.clock.now())?;
            let run = self.find(id)?;
            let intake = self.intake(&run, &mut fresh)?;
            self.apply(&run, &intake, progress)?;
            self.deliver(&run, &intake, progress)?;
        }
        left
    }

    /// Delivers applied runs that a crash, or an error, left undelivered. An error in one must not stop the others.
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

    /// Updates the hold reason of each pending run, and returns the run that is next.
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

    /// The latest plausible PRODDTO; `None` where days do not pass by the clock.
    pub(crate) fn latest_day(&self) -> Option<Date> {
        let tomorrow = || danish_day(self.clock.now()).tomorrow().unwrap_or(Date::MAX);
        self.settings.days_pass_by_the_clock.then(tomorrow)
    }

    /// The run's extract, from memory or from the archive.
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
        let (run, of) = (run.id, (run.id, self.settings.brake));
        match deliver(&self.store, &self.files.folders, &source, of, now, progress)? {
            Delivered { failed: 0, held: 0 } => {
                info!(event = "run.delivered", %run, "extract delivered");
            }
            Delivered { failed, held } => {
                warn!(event = "run.delivered_in_part", %run, failed, held, "extract delivered in part");
            }
        }
        self.write_checkpoint();
        Ok(())
    }

    /// Signs where the disclosure ledger stands. The line is in the log, too: what collects logs keeps it elsewhere. A
    /// failure must not stop deliveries: the next day's checkpoint covers this one's entries.
    fn write_checkpoint(&self) {
        match write_checkpoint(&self.store, &self.settings.signer, self.clock.now()) {
            Ok(checkpoint) => {
                info!(
                    event = "ledger.checkpoint",
                    checkpoint, "checkpoint of the disclosure ledger"
                );
            }
            Err(error) => {
                let error = Report(&error).to_string();
                error!(
                    event = "ledger.checkpoint_failed",
                    error, "no checkpoint of the disclosure ledger"
                );
            }
        }
    }

    fn decide(
        &self,
        id: RunId,
        decision: Decision,
        author: &Author,
        progress: &dyn PipelineObserver,
    ) -> Result<Run, PipelineError> {
        self.note_decision(id, decision, None, author)?;
        self.advance(None, progress)?;
        self.find(id)
    }

    fn note_decision(
        &self,
        id: RunId,
        decision: Decision,
        reason: Option<&AgreementText>,
        author: &Author,
    ) -> Result<(), PipelineError> {
        self.store.resolve_hold(id, decision, reason, author, self.clock.now())?;
        info!(event = "run.decided", run = %id, who = %author.actor, decision = decision.as_str(), "decided on a run");
        Ok(())
    }

    pub(crate) fn find(&self, id: RunId) -> Result<Run, PipelineError> {
        self.store.run(id)?.ok_or(PipelineError::NoRun(id))
    }
}

/// Whether a run's file is truncated: before its end record, or in its start record.
fn is_torn(run: &Run) -> bool {
    let is_cut = |held: &Held| held.reason == HeldReason::Torn || run.header.is_none();
    run.held.as_ref().is_some_and(is_cut)
}

fn extract_of<'a>(run: &Run, intake: &'a ParsedFile) -> Result<&'a Extract, PipelineError> {
    intake.extract.as_ref().map_err(|_| PipelineError::Unreadable(run.id))
}
