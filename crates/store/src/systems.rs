//! The systems.

use civil::AgreementUuid;
use jiff::Timestamp;

use crate::db::values;
use crate::model::{
    Agreement, Author, ClaimedAgreement, Fingerprint, MetadataRoot, NewSystem, SftpUser, System,
    SystemChange, SystemId,
};
use crate::store::Store;
use crate::{StoreError, agreement_rows, agreement_systems, audit, credentials, system_rows};

const READING: &str = "reading the systems";

/// The systems.
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
        let insert = "INSERT INTO system (uuid, name, sftp_user, metadata_root)
            VALUES (?1, ?2, ?3, ?4) RETURNING id";
        let taken = || StoreError::AlreadyExists("a system of that UUID, name or SFTP user".into());
        self.write("adding a system", |tx| {
            let root = new.metadata_root.element();
            let row = values![new.uuid.to_string(), &new.name, new.sftp_user.as_str(), root];
            let id = tx.insert(insert, &row).map_err(|error| error.if_taken(taken()))?;
            let id = SystemId(id);
            credentials::insert_certificate(tx, id, &new.certificate)?;
            credentials::insert_key(tx, id, &new.ssh_key)?;
            audit::done(tx, author, at, "add system", format!("system {}", new.uuid))?;
            Ok(id)
        })
    }

    /// Changes the attributes with which a system was added.
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
        let update = "UPDATE system SET name = coalesce(?2, name),
            metadata_root = coalesce(?3, metadata_root) WHERE id = ?1";
        let taken = || StoreError::AlreadyExists("a system of that name".into());
        let root = change.metadata_root.map(MetadataRoot::element);
        self.write("changing a system", |tx| {
            let key = values![system, change.name.as_deref(), root];
            tx.execute(update, &key).map_err(|error| error.if_taken(taken()))?;
            let named = change.name.as_ref().map(|name| format!("name {name:?}"));
            let rooted = root.map(|root| format!("metadata root {root}"));
            let what: Vec<String> = named.into_iter().chain(rooted).collect();
            let subject = system_rows::subject(tx, system, "settings", what.join(" and "))?;
            audit::done(tx, author, at, "change system", subject)
        })
    }

    /// Sets whether a system's `.metadata` files repeat the manifest, signed: from the next extract
    /// or load on.
    pub fn sign_metadata(
        &self,
        system: SystemId,
        is_signed: bool,
        author: &Author,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        let operation = "setting how a system's metadata are made";
        let update = "UPDATE system SET signed_metadata = ?2 WHERE id = ?1";
        self.write(operation, |tx| {
            tx.execute(update, &values![system, is_signed])?;
            let state = if is_signed { "on" } else { "off" };
            let subject = system_rows::subject(tx, system, "signed metadata", state)?;
            audit::done(tx, author, at, "sign metadata", subject)
        })
    }

    /// Suspends a system, which can do nothing then, or ends that. Deliveries to it wait in its
    /// folder.
    pub fn set_suspended(
        &self,
        system: SystemId,
        is_suspended: bool,
        author: &Author,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        let operation = "suspending a system or letting it in again";
        let update = "UPDATE system
            SET suspended_at = CASE WHEN ?2 = 1 THEN coalesce(suspended_at, ?3) END
            WHERE id = ?1";
        self.write(operation, |tx| {
            tx.execute(update, &values![system, is_suspended, at])?;
            let (state, action) =
                if is_suspended { ("off", "suspend system") } else { ("on", "resume system") };
            let subject = system_rows::subject(tx, system, "access", state)?;
            audit::done(tx, author, at, action, subject)
        })
    }

    /// All systems, by name.
    pub fn systems(&self) -> Result<Vec<System>, StoreError> {
        self.read(READING, |tx| {
            let mut systems =
                tx.query(&system_rows::select("ORDER BY name"), &[], system_rows::read)?;
            systems.iter_mut().try_for_each(|system| system_rows::complete(tx, system))?;
            Ok(systems)
        })
    }

    /// The system of an SFTP account.
    pub fn system_by_sftp_user(&self, user: &SftpUser) -> Result<Option<System>, StoreError> {
        self.read(READING, |tx| system_rows::find(tx, "sftp_user = ?1", user.as_str().into()))
    }

    /// The system for which a certificate is registered, revoked or not.
    pub fn system_by_certificate(
        &self,
        fingerprint: Fingerprint,
    ) -> Result<Option<System>, StoreError> {
        self.read(READING, |tx| system_rows::by_certificate(tx, fingerprint))
    }

    /// The system for which a certificate is registered, revoked or not, an agreement of any system, and whether the
    /// system is one of its parties, as receiver of its files or as user system: all as of one moment.
    pub fn system_and_agreement(
        &self,
        certificate: Fingerprint,
        agreement: Option<AgreementUuid>,
    ) -> Result<(Option<System>, Option<ClaimedAgreement>), StoreError> {
        self.read(READING, |tx| {
            let system = system_rows::by_certificate(tx, certificate)?;
            let agreement = agreement.map(|uuid| agreement_rows::by_uuid(tx, uuid)).transpose()?;
            let Some(agreement) = agreement.flatten() else { return Ok((system, None)) };
            let is_party = match &system {
                Some(system) if system.id == agreement.system => true,
                Some(system) => agreement_systems::is_user(tx, agreement.id, system.id)?,
                None => false,
            };
            Ok((system, Some(ClaimedAgreement { agreement, is_party })))
        })
    }

    /// The system for which a certificate is registered, revoked or not, and the agreements of which it is a party: its
    /// own in the order in which they were added, and behind them those of which it is a user system. All as of one moment.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] when the row of one of them is damaged.
    pub fn system_and_agreements(
        &self,
        certificate: Fingerprint,
    ) -> Result<(Option<System>, Vec<Agreement>), StoreError> {
        self.read(READING, |tx| {
            let Some(system) = system_rows::by_certificate(tx, certificate)? else {
                return Ok((None, Vec::new()));
            };
            let agreements = agreement_rows::of_system(self, tx, system.id)?;
            let agreements = agreements.into_iter();
            let agreements: Option<Vec<_>> = agreements.map(|(_, agreement)| agreement).collect();
            // Which of them counts is not known while one is damaged.
            let mut agreements = agreements.ok_or(StoreError::Corrupt("agreement"))?;
            for used in agreement_systems::used_by(tx, system.id)? {
                agreements.extend(agreement_rows::by_id(tx, used)?);
            }
            Ok((Some(system), agreements))
        })
    }
}
