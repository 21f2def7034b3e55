use civil::{AgreementUuid, Pnr};
use filters::Reason;
use jiff::Timestamp;
use jiff::civil::Date;
use uuid::Uuid;

use super::Store;
use crate::StoreError;
use crate::model::{
    AgreementId, AuditEntry, Author, ChainHead, Delivery, DeliveryId, DeliveryProblem,
    DeliveryQuery, FolderEntry, MatchInput, NewProblem, OtherDisclosures, Part, PublishedDelivery,
    PublishedFiles, Replay, Run, RunId, Sent, SftpUser, Sha256, SystemId, Trace, Uncollected,
};

/// The ledger of deliveries, and the audit trail.
impl Store {
    /// Everything that decides who receives whom in a run that was applied.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when the run is not applied.
    pub fn day(&self, run: RunId) -> Result<MatchInput, StoreError> {
        self.engine.day(run)
    }

    /// Tells the ledger that deliveries lie on the shelf, with the log of who was disclosed; the run is
    /// done with its last one. One transaction.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when another process was faster; nothing has changed then.
    pub fn publish(
        &self,
        run: RunId,
        publish: &[(DeliveryId, PublishedFiles)],
        at: Timestamp,
    ) -> Result<(), StoreError> {
        self.engine.publish(run, publish, at)
    }

    /// Notes why deliveries could not be written, and when to try again.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub fn note_problems(&self, problems: &[NewProblem]) -> Result<(), StoreError> {
        self.engine.note_problems(problems)
    }

    /// Whether persons, filters and those whose they are can be found where they stand: a page that is damaged may hide
    /// a row, and a person who is not found has lived nowhere. To be asked before an extract is applied. Reads the replica.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] when not; when the database cannot be read.
    pub fn check_replica(&self) -> Result<(), StoreError> {
        self.engine.check_replica()
    }

    /// Whether what says which files are kept is as it was written. To be asked before files are deleted that it says
    /// nothing of. Reads the whole ledger.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] when it is not; when the database cannot be read.
    pub fn check_ledger(&self) -> Result<(), StoreError> {
        self.engine.check_ledger()
    }

    /// Has deliveries that could not be written tried again at once, since what kept them may be mended.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub fn retry_problems(&self, at: Timestamp) -> Result<(), StoreError> {
        self.engine.retry_problems(at)
    }

    /// Deliveries that could not be written and are not published since, in the order in which they were planned.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn problems(&self) -> Result<Vec<DeliveryProblem>, StoreError> {
        self.engine.problems()
    }

    /// How often writing a delivery has failed.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn attempts(&self, delivery: DeliveryId) -> Result<u32, StoreError> {
        self.engine.attempts(delivery)
    }

    /// The runs that are applied and of which something can be delivered at a moment: a delivery has its turn, and is
    /// not to be tried later. By PRODDTO.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn undelivered_runs(&self, at: Timestamp) -> Result<Vec<Run>, StoreError> {
        self.engine.undelivered_runs(at)
    }

    /// Whether a delivery of an agreement is planned and not published: nothing else may go out to it before.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn is_anything_unpublished(&self, agreement: AgreementId) -> Result<bool, StoreError> {
        self.engine.is_anything_unpublished(agreement)
    }

    /// Notes what a delivery's `.metadata` file holds now: one that an older cprabo wrote, or that was made again under
    /// another key.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub fn note_metadata(&self, delivery: DeliveryId, sha256: &Sha256) -> Result<(), StoreError> {
        self.engine.note_metadata(delivery, sha256)
    }

    /// How many deliveries a run has, published or not.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn count_deliveries(&self, run: RunId) -> Result<u64, StoreError> {
        self.engine.count_deliveries(run)
    }

    /// The deliveries of an agreement or a run, oldest first.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn deliveries(&self, of: DeliveryQuery) -> Result<Vec<Delivery>, StoreError> {
        self.engine.deliveries(of)
    }

    /// What was delivered for an agreement of the extracts with these PRODDTOs, both included, in order;
    /// without what was delivered once more.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn delivered_between(
        &self,
        agreement: AgreementId,
        from: Date,
        to: Date,
    ) -> Result<Vec<PublishedDelivery>, StoreError> {
        self.engine.delivered_between(agreement, from, to)
    }

    /// Whether a load's file with these bytes was delivered to anyone.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn is_load_delivered(&self, sha256: &Sha256) -> Result<bool, StoreError> {
        self.engine.is_load_delivered(sha256)
    }

    /// Where the chain of an agreement's deliveries ends. Only the one process that delivers may go by it.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn chain_head(&self, agreement: AgreementUuid) -> Result<ChainHead, StoreError> {
        self.engine.chain_head(agreement)
    }

    /// Whether a data file in an account's folder has this name, or had it ever.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn is_name_taken(&self, user: &SftpUser, name: &str) -> Result<bool, StoreError> {
        self.engine.is_name_taken(user, name)
    }

    /// How often a delivery was delivered once more.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn replays_of(&self, delivery: DeliveryId) -> Result<u64, StoreError> {
        self.engine.replays_of(delivery)
    }

    /// Tells the ledger that deliveries lie on the shelf once more, with the log of who was disclosed and lines
    /// in the audit trail. One transaction.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub fn publish_replays(
        &self,
        replays: &[Replay],
        author: &Author,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        self.engine.publish_replays(replays, author, at)
    }

    /// Who was disclosed with a delivery, and why, in rising order of number.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn disclosed(&self, delivery: DeliveryId) -> Result<Vec<(Pnr, Reason)>, StoreError> {
        self.engine.disclosed(delivery)
    }

    /// What decided whether an agreement received a person in a run that was applied, and what became of
    /// the delivery. Costs look-ups, however large the run.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when the run is not applied, [`StoreError::NotFound`] when there is none.
    pub fn trace(&self, run: RunId, agreement: AgreementId, pnr: Pnr) -> Result<Trace, StoreError> {
        self.engine.trace(run, agreement, pnr)
    }

    /// How an agreement's system came to know of a person as of a run, beside its deliveries: by loads, and by answers.
    /// Costs look-ups.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn other_disclosures(
        &self,
        run: RunId,
        agreement: AgreementId,
        pnr: Pnr,
    ) -> Result<OtherDisclosures, StoreError> {
        self.engine.other_disclosures(run, agreement, pnr)
    }

    /// The files that a system finds in its `IN` folder on a day, oldest first, each pair's metadata before its
    /// data: those of agreements that are in force.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn shelf_files(&self, system: SystemId, day: Date) -> Result<Vec<FolderEntry>, StoreError> {
        self.engine.shelf_files(system, day)
    }

    /// One file in a system's `IN` folder on a day by its name.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn shelf_file(
        &self,
        system: SystemId,
        name: &str,
        day: Date,
    ) -> Result<Option<FolderEntry>, StoreError> {
        self.engine.shelf_file(system, name, day)
    }

    /// Every pair that should lie on the shelf, by run.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn published_deliveries(&self) -> Result<Vec<PublishedDelivery>, StoreError> {
        self.engine.published_deliveries()
    }

    /// A pair, if it should lie on the shelf.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn shown(&self, delivery: DeliveryId) -> Result<Option<PublishedDelivery>, StoreError> {
        self.engine.shown(delivery)
    }

    /// Numbers of a subscription's set that were replaced, each with the run that said so and the number that
    /// came into the set: old, then new.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn followed(&self, agreement: AgreementId) -> Result<Vec<(RunId, Pnr, Pnr)>, StoreError> {
        self.engine.followed(agreement)
    }

    /// Deliveries under agreements that are not over on a day which were published before a moment and neither fetched
    /// nor removed, by agreement, the oldest first.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn uncollected(
        &self,
        before: Timestamp,
        day: Date,
    ) -> Result<Vec<Uncollected>, StoreError> {
        self.engine.uncollected(before, day)
    }

    /// Notes that a system removed a file: it is listed no more. Whether both files of the pair are gone now.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub fn remove_file(
        &self,
        delivery: DeliveryId,
        part: Part,
        at: Timestamp,
    ) -> Result<bool, StoreError> {
        self.engine.remove_file(delivery, part, at)
    }

    /// Whether the ledger has a delivery: those of a run that was taken back are gone.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn has_delivery(&self, delivery: DeliveryId) -> Result<bool, StoreError> {
        self.engine.has_delivery(delivery)
    }

    /// Notes that the last byte of a delivery's data file was handed out to a key.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub fn collect(
        &self,
        delivery: DeliveryId,
        ssh_key: &str,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        self.engine.collect(delivery, ssh_key, at)
    }

    /// Notes which bytes of deliveries' files went out. A delivery is collected when all did: to one key, or the first
    /// time to several together. Tells of each whether it is collected by that. One transaction.
    ///
    /// # Errors
    /// When the database cannot be written: then none is noted.
    pub fn note_sent(&self, sent: &[Sent]) -> Result<Vec<bool>, StoreError> {
        self.engine.note_sent(sent)
    }

    /// Writes a line of the audit trail.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub fn audit(&self, entry: &AuditEntry, at: Timestamp) -> Result<(), StoreError> {
        self.engine.audit(entry, at)
    }

    /// Writes a line of the audit trail about an answer that tells an agreement's system of persons as of a run, with
    /// the log of whom it tells and why, in rising order of number. One transaction.
    ///
    /// # Errors
    /// When the database cannot be written: then nothing may be told.
    pub fn record_answer(
        &self,
        entry: &AuditEntry,
        of: (AgreementId, RunId),
        persons: &[(Pnr, Reason)],
        at: Timestamp,
    ) -> Result<(), StoreError> {
        self.engine.record_answer(entry, of, persons, at)
    }

    /// Of whom answers under one correlation id told an agreement's system, and why.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn disclosed_by_answer(&self, correlation: Uuid) -> Result<Vec<(Pnr, Reason)>, StoreError> {
        self.engine.disclosed_by_answer(correlation)
    }

    /// The audit trail, or what it has under one correlation id, oldest first.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn audit_trail(
        &self,
        correlation: Option<Uuid>,
    ) -> Result<Vec<(Timestamp, AuditEntry)>, StoreError> {
        self.engine.audit_trail(correlation)
    }
}
