//! The user systems of agreements, besides the one that receives the files.

use std::collections::BTreeSet;

use civil::SystemUuid;
use jiff::Timestamp;

use crate::db::table::AGREEMENT_SYSTEM;
use crate::db::{Tx, checksums, values};
use crate::model::{AgreementId, Author, SystemId, system_list};
use crate::store::Store;
use crate::{StoreError, agreement_rows, audit, system_rows};

/// User systems of agreements.
impl Store {
    /// Changes the user systems of an agreement, besides the one that receives its files. Returns those that it has then.
    /// One transaction.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when there is no such agreement or system, [`StoreError::Conflict`] when the agreement is
    /// closed, or a system receives its files already.
    pub fn change_user_systems(
        &self,
        agreement: AgreementId,
        edit: &dyn Fn(&mut BTreeSet<SystemUuid>),
        author: &Author,
        at: Timestamp,
    ) -> Result<BTreeSet<SystemUuid>, StoreError> {
        self.write("changing an agreement's user systems", |tx| {
            agreement_rows::check_open(tx, agreement)?;
            let found = agreement_rows::existing(tx, agreement)?;
            let before = uuids(tx, agreement)?;
            let mut after = before.clone();
            edit(&mut after);
            if after != before {
                set(tx, (agreement, found.system_uuid), &after, at)?;
                agreement_rows::note_change(tx, agreement, author)?;
                let subject = format!("agreement {}: {}", found.uuid, system_list(&after));
                audit::done(tx, author, at, "set user systems", subject)?;
            }
            Ok(after)
        })
    }

    /// The user systems of an agreement, besides the one that receives its files.
    pub fn user_systems(&self, agreement: AgreementId) -> Result<BTreeSet<SystemUuid>, StoreError> {
        self.read("reading an agreement's user systems", |tx| uuids(tx, agreement))
    }
}

/// Gives an agreement these user systems and no others.
pub(crate) fn set(
    tx: &Tx<'_>,
    (agreement, receiver): (AgreementId, SystemUuid),
    systems: &BTreeSet<SystemUuid>,
    at: Timestamp,
) -> Result<(), StoreError> {
    let insert = "INSERT INTO agreement_system (agreement, system, added_at)
        SELECT ?1, id, ?3 FROM system WHERE uuid = ?2 AND removed_at IS NULL";
    let delete = "DELETE FROM agreement_system WHERE agreement = ?1
        AND system = (SELECT id FROM system WHERE uuid = ?2)";
    if systems.contains(&receiver) {
        return Err(StoreError::Conflict(format!(
            "system {receiver} receives the files of the agreement, and calls under it anyway"
        )));
    }
    let before = uuids(tx, agreement)?;
    for gone in before.difference(systems) {
        tx.execute(delete, &values![agreement, gone.to_string()])?;
    }
    for added in systems.difference(&before) {
        if tx.execute(insert, &values![agreement, added.to_string(), at])? == 0 {
            return Err(StoreError::NotFound(format!("system {added}")));
        }
    }
    Ok(())
}

/// The user systems of an agreement.
pub(crate) fn uuids(
    tx: &Tx<'_>,
    agreement: AgreementId,
) -> Result<BTreeSet<SystemUuid>, StoreError> {
    let systems = of(tx, agreement)?.into_iter();
    systems.map(|system| Ok(system_rows::by_id(tx, system)?.uuid)).collect()
}

/// Whether a system is a user system of an agreement.
pub(crate) fn is_user(
    tx: &Tx<'_>,
    agreement: AgreementId,
    system: SystemId,
) -> Result<bool, StoreError> {
    Ok(of(tx, agreement)?.contains(&system))
}

/// The agreements of which a system is a user system.
pub(crate) fn used_by(tx: &Tx<'_>, system: SystemId) -> Result<Vec<AgreementId>, StoreError> {
    let select = "SELECT agreement FROM agreement_system WHERE system = ?1 ORDER BY agreement";
    let found: Vec<AgreementId> = tx.query(select, &values![system], |row| row.get("agreement"))?;
    let mut used = Vec::with_capacity(found.len());
    for agreement in found {
        if is_user(tx, agreement, system)? {
            used.push(agreement);
        }
    }
    Ok(used)
}

/// Takes a system that is removed out of all agreements.
pub(crate) fn leave_all(tx: &Tx<'_>, system: SystemId) -> Result<(), StoreError> {
    tx.execute("DELETE FROM agreement_system WHERE system = ?1", &values![system]).map(|_| ())
}

fn of(tx: &Tx<'_>, agreement: AgreementId) -> Result<Vec<SystemId>, StoreError> {
    checksums::rows(tx, &AGREEMENT_SYSTEM, agreement.0, |row| row.get("system"))
}
