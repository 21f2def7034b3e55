use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

use civil::Pnr;
use clock::Clock;
use extract::Extract;
use jiff::civil::Date;
use store::{
    Agreement, AuditEntry, Author, Decision, LoadId, NewLoad, Run, RunId, RunState, Shelf, Store,
};
use tracing::{info, warn};
use uuid::Uuid;

use crate::delivery::{Source, deliver, repair, replay};
use crate::drift::{Drift, drift};
use crate::error::PipelineError;
use crate::ingest::{
    Chain, Intake, Judgement, Seat, Taken, apply, check_releasable, file_name, judge, read_file,
};
use crate::load::{self, Loading};
use crate::lock::Lock;
use crate::progress::Progress;
use crate::seed::seed;
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

/// An extract that is in memory from being recorded: when it came alone, it is the next to be applied.
type Fresh = Option<(RunId, Intake)>;

impl Pipeline {
    /// The pipeline over a store and a shelf.
    pub fn new(store: Arc<Store>, shelf: Arc<Shelf>, clock: Clock, settings: Settings) -> Self {
        Self { store, shelf, clock, settings: Arc::new(settings) }
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
        progress: &dyn Progress,
    ) -> Result<Vec<Result<Run, PipelineError>>, PipelineError> {
        let _lock = self.begin(progress)?;
        let mut fresh = Fresh::None;
        let mut recorded = Vec::with_capacity(paths.len());
        for path in paths {
            let path = path.as_ref();
            match self.record(path, &file_name(path), None, progress) {
                Ok((id, intake)) => {
                    recorded.push(Ok(id));
                    fresh = (paths.len() == 1).then_some((id, intake));
                }
                Err(error) if error.is_about_a_file() => recorded.push(Err(error)),
                Err(error) => return Err(error),
            }
        }
        self.advance(fresh, progress)?;
        let mut runs = Vec::with_capacity(recorded.len());
        for id in recorded {
            runs.push(match id {
                Ok(id) => Ok(self.find(id)?),
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
        taken: &'a [Taken],
        progress: &dyn Progress,
    ) -> Result<Vec<(&'a Taken, PipelineError)>, PipelineError> {
        let _lock = self.begin(progress)?;
        let mut fresh = Fresh::None;
        let mut failed = Vec::new();
        for file in taken {
            match self.record_taken(file, progress) {
                Ok(recorded) => fresh = recorded.filter(|_| taken.len() == 1),
                Err(error) if error.is_about_a_file() => failed.push((file, error)),
                Err(error) => return Err(error),
            }
        }
        self.advance(fresh, progress)?;
        Ok(failed)
    }

    /// Fills an empty replica from a full extract, U12170-P or the status extract U12180-P, of any size. The
    /// next day's extract follows its PRODDTO. Nothing is delivered.
    ///
    /// # Errors
    /// [`PipelineError::NotASeed`] when the file has errors; [`store::StoreError::NotNow`] when the replica is
    /// in use. Nothing has changed then.
    pub fn seed(&self, path: &Path, progress: &dyn Progress) -> Result<Run, PipelineError> {
        let _lock = self.begin(progress)?;
        let id = seed(&self.store, &self.shelf, path, &self.clock, progress)?;
        let run = self.find(id)?;
        info!(run = %id, persons = run.persons, "replica seeded");
        Ok(run)
    }

    /// Delivers once more what was delivered of the extracts with PRODDTOs from one to another, both included:
    /// the same bytes, from the archive, under new names. The names of the data files.
    ///
    /// # Errors
    /// [`PipelineError::NothingToReplay`]; [`PipelineError::Inconsistent`] when the archive does not give the
    /// bytes that the ledger says. Nothing is delivered then.
    pub fn replay(
        &self,
        agreement: &Agreement,
        days: (Date, Date),
        author: &Author,
        progress: &dyn Progress,
    ) -> Result<Vec<String>, PipelineError> {
        let _lock = self.begin(progress)?;
        let now = self.clock.now();
        if !agreement.is_in_force(clock::danish_day(now)) {
            return Err(PipelineError::NotInForce(agreement.uuid));
        }
        let names = replay(&self.store, &self.shelf, agreement, days, author, now)?;
        let (agreement, who) = (agreement.uuid, &author.actor);
        info!(%agreement, deliveries = names.len(), %who, "delivered once more");
        Ok(names)
    }

    /// Compares the numbers that a system holds with whom the filters of its subscription choose now. A line in
    /// the audit trail says who asked.
    ///
    /// # Errors
    /// [`PipelineError::NoLoad`] when the filters choose nobody, [`PipelineError::NobodyThere`].
    pub fn drift(
        &self,
        agreement: &Agreement,
        held: &BTreeSet<Pnr>,
        author: &Author,
    ) -> Result<Drift, PipelineError> {
        let entry = AuditEntry {
            author: author.clone(),
            action: "drift".to_owned(),
            subject: format!("agreement {}, {} persons held", agreement.uuid, held.len()),
            outcome: "done".to_owned(),
        };
        self.store.audit(&entry, self.clock.now())?;
        drift(&self.store, agreement, held)
    }

    /// Orders a load for an agreement; [`Pipeline::write_loads`] writes it, here or in the server.
    ///
    /// # Errors
    /// [`PipelineError::NoLoad`] when the subscription's filters choose nobody,
    /// [`PipelineError::NotInForce`], and [`store::StoreError::NotNow`] when one is under way or nobody is in
    /// the replica.
    pub fn order_load(
        &self,
        agreement: &Agreement,
        new: &NewLoad,
        author: &Author,
    ) -> Result<LoadId, PipelineError> {
        let now = self.clock.now();
        if !agreement.is_in_force(clock::danish_day(now)) {
            return Err(PipelineError::NotInForce(agreement.uuid));
        }
        load::check(&self.store.filters(agreement.id)?, new.kinds)?;
        if self.store.last_applied()?.is_none() {
            return Err(PipelineError::NobodyThere);
        }
        let id = self.store.order_load(new, author, now)?;
        info!(load = %id, agreement = %agreement.uuid, who = %author.actor, "load ordered");
        Ok(id)
    }

    /// Writes and delivers all loads that are ordered, from wherever they stopped. Extracts go first.
    ///
    /// # Errors
    /// When the store or the shelf does not do its part; the next call goes on from there.
    pub fn write_loads(&self, progress: &dyn Progress) -> Result<(), PipelineError> {
        let now = self.clock.now();
        for load in self.store.order_first_data(clock::danish_day(now), now)? {
            info!(%load, "first data ordered");
        }
        if self.store.open_loads()?.is_empty() && self.shelf.stagings()?.is_empty() {
            return Ok(());
        }
        let _turn = Lock::take(&self.settings.load_lock, progress)?;
        load::discard_leftovers(&self.store, &self.shelf)?;
        let (store, shelf, clock) = (&*self.store, &*self.shelf, &self.clock);
        let loading = Loading { store, shelf, clock, settings: &self.settings, progress };
        self.store.open_loads()?.into_iter().try_for_each(|id| loading.run(id))
    }

    /// Whether there is something to go on with, as another process may have left it.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn has_work(&self) -> Result<bool, PipelineError> {
        Ok(!self.store.applied_runs()?.is_empty() || self.judgement()? != Judgement::default())
    }

    /// Goes on with whatever waits, and writes again what is missing on the shelf. Takes no hints: run
    /// it as often as you like.
    ///
    /// # Errors
    /// When the store does not do its part.
    pub fn reconcile(&self, progress: &dyn Progress) -> Result<(), PipelineError> {
        let _lock = self.begin(progress)?;
        self.advance(None, progress)?;
        repair(&self.store, &self.shelf)
    }

    /// Lets a held run go on in spite of what it is held for, and everything that waited for it.
    ///
    /// # Errors
    /// [`PipelineError::NotReleasable`] when that could not be right whatever a person says.
    pub fn release(
        &self,
        id: RunId,
        author: &Author,
        progress: &dyn Progress,
    ) -> Result<Run, PipelineError> {
        let _lock = self.begin(progress)?;
        // What it is held for at this moment, not when somebody last looked.
        self.judge()?;
        check_releasable(&self.find(id)?)?;
        self.decide(id, Decision::Release, author, progress)
    }

    /// Drops a run that is held or waits, as if it had never come. Its file stays in the archive.
    ///
    /// # Errors
    /// [`store::StoreError::NotNow`] when the run is neither held nor waiting.
    pub fn reject(
        &self,
        id: RunId,
        author: &Author,
        progress: &dyn Progress,
    ) -> Result<Run, PipelineError> {
        let _lock = self.begin(progress)?;
        self.find(id)?;
        self.decide(id, Decision::Reject, author, progress)
    }

    pub(crate) const fn clock(&self) -> &Clock {
        &self.clock
    }

    fn begin(&self, progress: &dyn Progress) -> Result<Lock, PipelineError> {
        let lock = Lock::take(&self.settings.lock, progress)?;
        self.shelf.discard_unfinished()?;
        Ok(lock)
    }

    fn record_taken(&self, taken: &Taken, progress: &dyn Progress) -> Result<Fresh, PipelineError> {
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
        progress: &dyn Progress,
    ) -> Result<(RunId, Intake), PipelineError> {
        let file = read_file(path, self.settings.max_bytes, progress)?;
        let intake = Intake::new(file);
        if let Some(run) = self.under_way(&intake)? {
            info!(%run, file_name, "the same bytes as a run that is under way");
            if let Some(taking) = taking {
                self.store.join_run(run, taking)?;
            }
            return Ok((run, intake));
        }
        let now = self.clock.now();
        let id = intake.record(&self.store, &self.shelf, file_name, taking, now, progress)?;
        Ok((id, intake))
    }

    fn under_way(&self, intake: &Intake) -> Result<Option<RunId>, PipelineError> {
        let same = self.store.runs_with_bytes(&intake.sha256)?;
        let is_under_way = |run: &&Run| run.state.is_pending() || run.state == RunState::Applied;
        Ok(same.iter().find(is_under_way).map(|run| run.id))
    }

    /// Does everything that can be done now: first what a crash left undelivered, then run after run.
    fn advance(&self, mut fresh: Fresh, progress: &dyn Progress) -> Result<(), PipelineError> {
        for run in self.store.applied_runs()? {
            let intake = self.intake(&run, &mut fresh)?;
            self.deliver(&run, &intake, progress)?;
        }
        while let Some(id) = self.judge()? {
            let run = self.find(id)?;
            let intake = self.intake(&run, &mut fresh)?;
            self.apply(&run, &intake, progress)?;
            self.deliver(&run, &intake, progress)?;
        }
        Ok(())
    }

    /// Says of every pending run what it is held for now, and tells which is next.
    fn judge(&self) -> Result<Option<RunId>, PipelineError> {
        let judgement = self.judgement()?;
        for (run, held) in &judgement.labels {
            match held {
                Some(held) => {
                    warn!(%run, reason = held.reason.word(), detail = held.detail, "extract held");
                }
                None => info!(%run, "extract held no more"),
            }
            self.store.label_run(*run, held.as_ref())?;
        }
        Ok(judgement.next)
    }

    fn judgement(&self) -> Result<Judgement, PipelineError> {
        let pending = self.store.pending_runs()?;
        let seats: Vec<Seat<'_>> = pending
            .iter()
            .map(|run| Ok(Seat { run, same_bytes: self.applied_with_bytes_of(run)? }))
            .collect::<Result<_, PipelineError>>()?;
        Ok(judge(&seats, &self.chain()?))
    }

    fn applied_with_bytes_of(&self, run: &Run) -> Result<Option<RunId>, PipelineError> {
        let same = self.store.runs_with_bytes(&run.sha256)?;
        Ok(same.iter().find(|other| other.state.is_applied()).map(|other| other.id))
    }

    fn chain(&self) -> Result<Chain, PipelineError> {
        let last = self.store.last_applied()?;
        let last = last.and_then(|run| Some((run.header?.proddto, run.id)));
        let rejected = if last.is_none() { self.store.rejected_days()? } else { Vec::new() };
        Ok(Chain { last, rejected })
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
        let source = Source::new(&intake.file, extract, run);
        let now = self.clock.now();
        deliver(&self.store, &self.shelf, &source, run.id, now, progress)?;
        info!(run = %run.id, "extract delivered");
        Ok(())
    }

    fn decide(
        &self,
        id: RunId,
        decision: Decision,
        author: &Author,
        progress: &dyn Progress,
    ) -> Result<Run, PipelineError> {
        self.store.decide_run(id, decision, author, self.clock.now())?;
        info!(run = %id, who = %author.actor, decision = decision.word(), "decided on a run");
        self.advance(None, progress)?;
        self.find(id)
    }

    fn find(&self, id: RunId) -> Result<Run, PipelineError> {
        self.store.run(id)?.ok_or(PipelineError::NoRun(id))
    }
}

fn extract_of<'a>(run: &Run, intake: &'a Intake) -> Result<&'a Extract, PipelineError> {
    intake.extract.as_ref().map_err(|_| PipelineError::Unreadable(run.id))
}
