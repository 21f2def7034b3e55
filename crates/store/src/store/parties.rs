use civil::AgreementUuid;
use jiff::Timestamp;
use jiff::civil::Date;

use super::{Store, on};
use crate::StoreError;
use crate::author::{AuditEntry, Author};
use crate::party::{
    Agreement, AgreementId, Certificate, Fingerprint, LegacyAccount, NewAgreement, NewSystem,
    SftpUser, SshKey, System, SystemChange, SystemId,
};
use crate::refusal::SystemRefusals;

/// The parties.
impl Store {
    /// Adds a system with its first certificate and key.
    ///
    /// # Errors
    /// [`StoreError::AlreadyExists`] when UUID, name, account or certificate is taken.
    pub fn add_system(
        &self,
        new: &NewSystem,
        author: &Author,
        at: Timestamp,
    ) -> Result<SystemId, StoreError> {
        on!(self, db => db.add_system(new, author, at))
    }

    /// Changes what a system was added with.
    ///
    /// # Errors
    /// [`StoreError::AlreadyExists`] when the name is taken.
    pub fn change_system(
        &self,
        system: SystemId,
        change: &SystemChange,
        author: &Author,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        on!(self, db => db.change_system(system, change, author, at))
    }

    /// Takes a system out whose agreements are all closed: its certificates and keys are revoked. One that never had an
    /// agreement is forgotten, which is told; of others the ledger keeps what they received.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when an agreement of it is not closed.
    pub fn remove_system(
        &self,
        system: SystemId,
        author: &Author,
        at: Timestamp,
    ) -> Result<bool, StoreError> {
        on!(self, db => db.remove_system(system, author, at))
    }

    /// Closes an agreement for good: its filters go, and what lies in `IN` and was collected.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when something is outstanding: a file that nobody has collected, a load.
    pub fn close_agreement(
        &self,
        agreement: AgreementId,
        last_day: Date,
        author: &Author,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        on!(self, db => db.close_agreement(agreement, last_day, author, at))
    }

    /// Registers another certificate for a system.
    ///
    /// # Errors
    /// [`StoreError::AlreadyExists`] when it is registered already, for whichever system.
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
    /// [`StoreError::AlreadyExists`] when the system has it already.
    pub fn add_ssh_key(
        &self,
        system: SystemId,
        key: &SshKey,
        author: &Author,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        on!(self, db => db.add_ssh_key(system, key, author, at))
    }

    /// Sets whether a system's `.metadata` files say, signed, what the manifest says of the delivery: from the next
    /// extract or load on.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub fn sign_metadata(
        &self,
        system: SystemId,
        is_signed: bool,
        author: &Author,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        on!(self, db => db.sign_metadata(system, is_signed, author, at))
    }

    /// Suspends a system, which may do nothing then, or lets it in again. What is delivered to it waits in its folder.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub fn set_suspended(
        &self,
        system: SystemId,
        is_suspended: bool,
        author: &Author,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        on!(self, db => db.set_suspended(system, is_suspended, author, at))
    }

    /// Sets whether a system may come in by the listener for old SSH clients.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub fn set_legacy_ssh(
        &self,
        system: SystemId,
        is_on: bool,
        author: &Author,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        on!(self, db => db.set_legacy_ssh(system, is_on, author, at))
    }

    /// Counts a login of a system by the listener for old SSH clients, with its line in the audit trail. One
    /// transaction.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub fn note_legacy_login(
        &self,
        system: SystemId,
        entry: &AuditEntry,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        on!(self, db => db.note_legacy_login(system, entry, at))
    }

    /// Accounts that may come in by the listener for old SSH clients, or have, by name of their systems.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn legacy_accounts(&self) -> Result<Vec<LegacyAccount>, StoreError> {
        on!(self, db => db.legacy_accounts())
    }

    /// Notes connections that came to nothing, beside their systems: one entry for each system and kind. One
    /// transaction.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub fn note_refusals(&self, refusals: &[SystemRefusals]) -> Result<(), StoreError> {
        on!(self, db => db.note_refusals(refusals))
    }

    /// Connections of systems that came to nothing, the latest first.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn refusals(&self) -> Result<Vec<SystemRefusals>, StoreError> {
        on!(self, db => db.refusals())
    }

    /// Revokes a certificate's registration; it stays known as revoked.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when it is not registered.
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
    /// [`StoreError::NotFound`] when the system has no such key.
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
    pub fn system_by_sftp_user(&self, user: &SftpUser) -> Result<Option<System>, StoreError> {
        on!(self, db => db.system_by_sftp_user(user))
    }

    /// The system for which a certificate is registered, revoked or not, and an agreement, whoever's: both as they were
    /// at one moment.
    pub fn system_and_agreement(
        &self,
        certificate: Fingerprint,
        agreement: Option<AgreementUuid>,
    ) -> Result<(Option<System>, Option<Agreement>), StoreError> {
        on!(self, db => db.system_and_agreement(certificate, agreement))
    }

    /// The system for which a certificate is registered, revoked or not.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn system_by_certificate(
        &self,
        fingerprint: Fingerprint,
    ) -> Result<Option<System>, StoreError> {
        on!(self, db => db.system_by_certificate(fingerprint))
    }

    /// Adds an agreement.
    ///
    /// # Errors
    /// [`StoreError::AlreadyExists`] when its UUID is taken, [`StoreError::NotFound`] when there is no such
    /// system.
    pub fn add_agreement(
        &self,
        new: &NewAgreement,
        author: &Author,
        at: Timestamp,
    ) -> Result<AgreementId, StoreError> {
        on!(self, db => db.add_agreement(new, author, at))
    }

    /// Says whether whom newly added filters choose comes whole, behind the next day's file.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when there is no such agreement.
    pub fn set_first_data(
        &self,
        agreement: AgreementId,
        is_on: bool,
        author: &Author,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        on!(self, db => db.set_first_data(agreement, is_on, author, at))
    }

    /// Sets the last day on which an agreement is in force. What came under it can be fetched up to that day.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when there is no such agreement.
    pub fn end_agreement(
        &self,
        agreement: AgreementId,
        last_day: Date,
        author: &Author,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        on!(self, db => db.end_agreement(agreement, last_day, author, at))
    }

    /// All agreements, in the order in which they were added.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn agreements(&self) -> Result<Vec<Agreement>, StoreError> {
        on!(self, db => db.agreements())
    }

    /// Those of a system; `None` for one whose row is damaged.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn agreements_of(
        &self,
        system: SystemId,
    ) -> Result<Vec<(AgreementId, Option<Agreement>)>, StoreError> {
        on!(self, db => db.agreements_of(system))
    }

    /// An agreement by its UUID.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn agreement(&self, uuid: AgreementUuid) -> Result<Option<Agreement>, StoreError> {
        on!(self, db => db.agreement(uuid))
    }
}
