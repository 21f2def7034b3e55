use std::path::Path;

use civil::{AgreementUuid, Pnr};
use filters::{Difference, Filter, FilterKind, FilterSet, Reason};
use jiff::Timestamp;
use jiff::civil::Date;
use uuid::Uuid;

use crate::StoreError;
use crate::author::{AuditEntry, Author};
use crate::delivery::{DeliveriesOf, Delivery, DeliveryId, OnShelf, Part, Publish, ShelfFile};
use crate::party::{
    Agreement, AgreementId, Certificate, Fingerprint, NewAgreement, NewSystem, SftpUser, SshKey,
    System, SystemId,
};
use crate::replica::{Apply, Day, Person};
use crate::run::{Decision, Held, NewRun, Run, RunId};
use crate::sha256::Sha256;
use crate::sqlite::Sqlite;

/// The database behind everything: replica, parties, filters, runs, ledger, audit trail.
///
/// Calls block; servers make them on threads that may. What a call has answered is on disk, and every
/// later call, by whomever, sees it.
#[derive(Debug)]
pub enum Store {
    /// One SQLite file on this machine.
    Sqlite(Sqlite),
}

/// A change of a subscription's filters, carried out as one.
#[derive(Debug, Clone)]
pub enum FilterEdit {
    /// Puts these in.
    Add(Vec<Filter>),
    /// Takes these out.
    Remove(Vec<Filter>),
    /// Takes out all of a kind.
    RemoveKind(FilterKind),
    /// Makes the set this one.
    Set(FilterSet),
}

/// How much there is of what a person asks first.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Systems.
    pub systems: u64,
    /// Agreements, in force or not.
    pub agreements: u64,
    /// Persons in the replica.
    pub persons: u64,
    /// Deliveries that were published and neither fetched nor removed.
    pub uncollected: u64,
}

/// Hands each call to the backend.
macro_rules! on {
    ($store:expr, $db:ident => $call:expr) => {
        match $store {
            Store::Sqlite($db) => $call,
        }
    };
}

/// The parties.
impl Store {
    /// Opens the SQLite database at `path`, made anew if there is none.
    ///
    /// # Errors
    /// When it cannot be opened, or was written by a newer cprabo.
    pub fn sqlite(path: &Path) -> Result<Self, StoreError> {
        Sqlite::open(path).map(Self::Sqlite)
    }

    /// Adds a system with its first certificate and key.
    ///
    /// # Errors
    /// [`StoreError::Exists`] when UUID, name, account or certificate is taken.
    pub fn add_system(
        &self,
        new: &NewSystem,
        author: &Author,
        at: Timestamp,
    ) -> Result<SystemId, StoreError> {
        on!(self, db => db.add_system(new, author, at))
    }

    /// Registers another certificate for a system.
    ///
    /// # Errors
    /// [`StoreError::Exists`] when it is registered already, for whichever system.
    pub fn add_certificate(
        &self,
        system: SystemId,
        certificate: &Certificate,
        author: &Author,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        on!(self, db => db.add_certificate(system, certificate, author, at))
    }

    /// Registers another key for a system.
    ///
    /// # Errors
    /// [`StoreError::Exists`] when the system has it already.
    pub fn add_ssh_key(
        &self,
        system: SystemId,
        key: &SshKey,
        author: &Author,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        on!(self, db => db.add_ssh_key(system, key, author, at))
    }

    /// Revokes a certificate's registration; it stays known as revoked.
    ///
    /// # Errors
    /// [`StoreError::Missing`] when it is not registered.
    pub fn revoke_certificate(
        &self,
        fingerprint: Fingerprint,
        author: &Author,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        on!(self, db => db.revoke_certificate(fingerprint, author, at))
    }

    /// Revokes a key's registration; it stays known as revoked.
    ///
    /// # Errors
    /// [`StoreError::Missing`] when the system has no such key.
    pub fn revoke_ssh_key(
        &self,
        system: SystemId,
        fingerprint: &str,
        author: &Author,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        on!(self, db => db.revoke_ssh_key(system, fingerprint, author, at))
    }

    /// All systems, by name.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn systems(&self) -> Result<Vec<System>, StoreError> {
        on!(self, db => db.systems())
    }

    /// The system of an SFTP account.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn account(&self, user: &SftpUser) -> Result<Option<System>, StoreError> {
        on!(self, db => db.account(user))
    }

    /// The system for which a certificate is registered, revoked or not.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn certificate_holder(
        &self,
        fingerprint: Fingerprint,
    ) -> Result<Option<System>, StoreError> {
        on!(self, db => db.certificate_holder(fingerprint))
    }

    /// Adds an agreement.
    ///
    /// # Errors
    /// [`StoreError::Exists`] when its UUID is taken, [`StoreError::Missing`] when there is no such
    /// system.
    pub fn add_agreement(
        &self,
        new: &NewAgreement,
        author: &Author,
        at: Timestamp,
    ) -> Result<AgreementId, StoreError> {
        on!(self, db => db.add_agreement(new, author, at))
    }

    /// All agreements, in the order in which they were added.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn agreements(&self) -> Result<Vec<Agreement>, StoreError> {
        on!(self, db => db.agreements())
    }

    /// An agreement by its UUID.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn agreement(&self, uuid: AgreementUuid) -> Result<Option<Agreement>, StoreError> {
        on!(self, db => db.agreement(uuid))
    }
}

/// The filters.
impl Store {
    /// Changes a subscription's filters in one transaction, and tells what changed.
    ///
    /// # Errors
    /// When the database cannot be written; then nothing has changed.
    pub fn edit_filters(
        &self,
        agreement: AgreementId,
        edit: &FilterEdit,
        author: &Author,
        at: Timestamp,
    ) -> Result<Difference, StoreError> {
        on!(self, db => db.edit_filters(agreement, edit, author, at))
    }

    /// A subscription's filters in force.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn filters(&self, agreement: AgreementId) -> Result<FilterSet, StoreError> {
        on!(self, db => db.filters(agreement))
    }
}

/// The runs and the replica.
impl Store {
    /// Records an extract that was archived: held if its content calls for it, else seen.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub fn add_run(&self, new: &NewRun<'_>) -> Result<RunId, StoreError> {
        on!(self, db => db.add_run(new))
    }

    /// Notes that a file taken from the inbox has the bytes of a run that is under way.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub fn join_run(&self, run: RunId, intake: Uuid) -> Result<(), StoreError> {
        on!(self, db => db.join_run(run, intake))
    }

    /// The run as which a file taken from the inbox was recorded.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn run_of_intake(&self, intake: Uuid) -> Result<Option<RunId>, StoreError> {
        on!(self, db => db.run_of_intake(intake))
    }

    /// All runs, in the order in which they were seen.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn runs(&self) -> Result<Vec<Run>, StoreError> {
        on!(self, db => db.runs())
    }

    /// A run by its number.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn run(&self, id: RunId) -> Result<Option<Run>, StoreError> {
        on!(self, db => db.run(id))
    }

    /// The runs that are seen or held, by PRODDTO; before all others those that have none.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn pending_runs(&self) -> Result<Vec<Run>, StoreError> {
        on!(self, db => db.pending_runs())
    }

    /// The runs that are applied and not yet delivered, by PRODDTO.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn applied_runs(&self) -> Result<Vec<Run>, StoreError> {
        on!(self, db => db.applied_runs())
    }

    /// The runs of a file with these bytes, in whatever state.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn runs_with_bytes(&self, sha256: &Sha256) -> Result<Vec<Run>, StoreError> {
        on!(self, db => db.runs_with_bytes(sha256))
    }

    /// A run with this PRODDTO that is in the replica.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn run_of_day(&self, proddto: Date) -> Result<Option<Run>, StoreError> {
        on!(self, db => db.run_of_day(proddto))
    }

    /// The run with the last PRODDTO that is in the replica.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn last_applied(&self) -> Result<Option<Run>, StoreError> {
        on!(self, db => db.last_applied())
    }

    /// The PRODDTOs of rejected runs.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn rejected_days(&self) -> Result<Vec<Date>, StoreError> {
        on!(self, db => db.rejected_days())
    }

    /// Says what a pending run is held for now, or that it is not.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub fn label_run(&self, id: RunId, held: Option<&Held>) -> Result<(), StoreError> {
        on!(self, db => db.label_run(id, held))
    }

    /// Releases a held run from what it is held for, or rejects a pending one, with a line in the audit
    /// trail. One transaction.
    ///
    /// # Errors
    /// [`StoreError::NotNow`] when the run is in another state, or cannot be released.
    pub fn decide_run(
        &self,
        id: RunId,
        decision: Decision,
        author: &Author,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        on!(self, db => db.decide_run(id, decision, author, at))
    }

    /// Takes a run into the replica and plans its deliveries, in one transaction.
    ///
    /// # Errors
    /// [`StoreError::NotNow`] when another process was faster; nothing has changed then.
    pub fn apply(&self, apply: Apply<'_>) -> Result<(), StoreError> {
        on!(self, db => db.apply(apply))
    }

    /// A person as the replica has it.
    ///
    /// # Errors
    /// When the database cannot be read, or the records are damaged.
    pub fn person(&self, pnr: Pnr) -> Result<Option<Person>, StoreError> {
        on!(self, db => db.person(pnr))
    }

    /// Visits every person in the replica, in rising order of number.
    ///
    /// # Errors
    /// When the database cannot be read, or records are damaged.
    pub fn for_each_person(&self, visit: &mut dyn FnMut(Person)) -> Result<(), StoreError> {
        on!(self, db => db.for_each_person(visit))
    }
}

/// The ledger of deliveries, and the audit trail.
impl Store {
    /// Everything that decides who receives whom in a run that was applied.
    ///
    /// # Errors
    /// [`StoreError::NotNow`] when the run is not applied.
    pub fn day(&self, run: RunId) -> Result<Day, StoreError> {
        on!(self, db => db.day(run))
    }

    /// Tells the ledger that deliveries lie on the shelf, with the log of who was disclosed; the run is
    /// done with its last one. One transaction.
    ///
    /// # Errors
    /// [`StoreError::NotNow`] when another process was faster; nothing has changed then.
    pub fn publish(
        &self,
        run: RunId,
        publish: &[Publish],
        at: Timestamp,
    ) -> Result<(), StoreError> {
        on!(self, db => db.publish(run, publish, at))
    }

    /// How many deliveries a run has, published or not.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn count_deliveries(&self, run: RunId) -> Result<u64, StoreError> {
        on!(self, db => db.count_deliveries(run))
    }

    /// How much there is of what a person asks first.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn counts(&self) -> Result<Counts, StoreError> {
        on!(self, db => db.counts())
    }

    /// The deliveries of an agreement or a run, oldest first.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn deliveries(&self, of: DeliveriesOf) -> Result<Vec<Delivery>, StoreError> {
        on!(self, db => db.deliveries(of))
    }

    /// Who was disclosed with a delivery, and why, in rising order of number.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn disclosed(&self, delivery: DeliveryId) -> Result<Vec<(Pnr, Reason)>, StoreError> {
        on!(self, db => db.disclosed(delivery))
    }

    /// The files that a system finds in its `IN` folder, oldest first, each pair's metadata before its
    /// data.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn shelf_files(&self, system: SystemId) -> Result<Vec<ShelfFile>, StoreError> {
        on!(self, db => db.shelf_files(system))
    }

    /// One file in a system's `IN` folder by its name.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn shelf_file(
        &self,
        system: SystemId,
        name: &str,
    ) -> Result<Option<ShelfFile>, StoreError> {
        on!(self, db => db.shelf_file(system, name))
    }

    /// Every pair that should lie on the shelf, by run.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn on_shelf(&self) -> Result<Vec<OnShelf>, StoreError> {
        on!(self, db => db.on_shelf())
    }

    /// Notes that a system removed a file: it is listed no more.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub fn remove_file(
        &self,
        delivery: DeliveryId,
        part: Part,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        on!(self, db => db.remove_file(delivery, part, at))
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
        on!(self, db => db.collect(delivery, ssh_key, at))
    }

    /// Writes a line of the audit trail.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub fn audit(&self, entry: &AuditEntry, at: Timestamp) -> Result<(), StoreError> {
        on!(self, db => db.audit(entry, at))
    }

    /// The audit trail, or what it has under one correlation id, oldest first.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn audit_trail(
        &self,
        correlation: Option<Uuid>,
    ) -> Result<Vec<(Timestamp, AuditEntry)>, StoreError> {
        on!(self, db => db.audit_trail(correlation))
    }
}
