use civil::Pnr;
use jiff::Timestamp;
use jiff::civil::Date;
use uuid::Uuid;

use super::Store;
use crate::StoreError;
use crate::model::{
    Apply, Author, DaySize, Decision, Held, NearestDays, NewRun, NotUndoable, Person, Run, RunId,
    Sha256, Undone,
};

/// The runs and the replica.
impl Store {
    /// Records an extract that was archived: held if its content calls for it, else seen.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub fn add_run(&self, new: &NewRun<'_>) -> Result<RunId, StoreError> {
        self.engine.add_run(new)
    }

    /// Notes that a file taken from the inbox has the bytes of a run that is under way.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub fn link_intake(&self, run: RunId, intake: Uuid) -> Result<(), StoreError> {
        self.engine.link_intake(run, intake)
    }

    /// Gives a pending run the name under which its bytes came again.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub fn name_run(&self, run: RunId, file_name: &str) -> Result<(), StoreError> {
        self.engine.name_run(run, file_name)
    }

    /// The run as which a file taken from the inbox was recorded.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn run_of_intake(&self, intake: Uuid) -> Result<Option<RunId>, StoreError> {
        self.engine.run_of_intake(intake)
    }

    /// All runs, in the order in which they were seen; without those whose row is damaged ([`Store::damage`] tells then).
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn runs(&self) -> Result<Vec<Run>, StoreError> {
        self.engine.runs()
    }

    /// What the largest of the last ten days needed.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn largest_day(&self) -> Result<DaySize, StoreError> {
        self.engine.largest_day()
    }

    /// Takes back the last run that was applied: replica, filters that followed, deliveries, loads, with a line in the
    /// audit trail. One transaction.
    ///
    /// # Errors
    /// When the database cannot be written. Inside, why the run cannot be taken back: nothing has changed then.
    pub fn undo_run(
        &self,
        run: RunId,
        author: &Author,
        at: Timestamp,
    ) -> Result<Result<Undone, NotUndoable>, StoreError> {
        self.engine.undo_run(run, author, at)
    }

    /// Whether any extract was ever recorded.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn has_runs(&self) -> Result<bool, StoreError> {
        self.engine.has_runs()
    }

    /// A run by its number.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn run(&self, id: RunId) -> Result<Option<Run>, StoreError> {
        self.engine.run(id)
    }

    /// The runs that are seen or held, by PRODDTO; before all others those that have none.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn pending_runs(&self) -> Result<Vec<Run>, StoreError> {
        self.engine.pending_runs()
    }

    /// The runs that are applied and not yet delivered, by PRODDTO.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn applied_runs(&self) -> Result<Vec<Run>, StoreError> {
        self.engine.applied_runs()
    }

    /// The runs of a file with these bytes, in whatever state.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn runs_with_bytes(&self, sha256: &Sha256) -> Result<Vec<Run>, StoreError> {
        self.engine.runs_with_bytes(sha256)
    }

    /// A run with this PRODDTO that is in the replica.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn run_of_day(&self, proddto: Date) -> Result<Option<Run>, StoreError> {
        self.engine.run_of_day(proddto)
    }

    /// All runs with this PRODDTO, in whatever state, in the order in which they were seen.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn runs_of_day(&self, proddto: Date) -> Result<Vec<Run>, StoreError> {
        self.engine.runs_of_day(proddto)
    }

    /// The days before and after a day of which a run is known, in whatever state.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn nearest_days(&self, proddto: Date) -> Result<NearestDays, StoreError> {
        self.engine.nearest_days(proddto)
    }

    /// The run with the last PRODDTO that is in the replica.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn last_applied(&self) -> Result<Option<Run>, StoreError> {
        self.engine.last_applied()
    }

    /// The PRODDTOs of rejected runs.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn rejected_days(&self) -> Result<Vec<Date>, StoreError> {
        self.engine.rejected_days()
    }

    /// Says what a pending run is held for now, or that it is not.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub fn set_hold(&self, id: RunId, held: Option<&Held>) -> Result<(), StoreError> {
        self.engine.set_hold(id, held)
    }

    /// Releases a held run from what it is held for, or rejects a pending one, with a line in the audit
    /// trail. One transaction.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when the run is in another state, or cannot be released.
    pub fn resolve_hold(
        &self,
        id: RunId,
        decision: Decision,
        author: &Author,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        self.engine.resolve_hold(id, decision, author, at)
    }

    /// Takes a run into the replica and plans its deliveries, in one transaction.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when another process was faster; nothing has changed then.
    pub fn apply(&self, apply: Apply<'_>) -> Result<(), StoreError> {
        self.engine.apply(apply)
    }

    /// A person as the replica has it.
    ///
    /// # Errors
    /// When the database cannot be read, or the records are damaged.
    pub fn person(&self, pnr: Pnr) -> Result<Option<Person>, StoreError> {
        self.engine.person(pnr)
    }

    /// Visits every person in the replica, in rising order of number.
    ///
    /// # Errors
    /// When the database cannot be read, or records are damaged.
    pub fn for_each_person(&self, visit: &mut dyn FnMut(Person)) -> Result<(), StoreError> {
        self.engine.for_each_person(visit)
    }
}
