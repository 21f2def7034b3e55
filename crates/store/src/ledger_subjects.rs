//! What is entered into the disclosure ledger of a delivery or a file from another system.

use civil::ServiceName;
use jiff::Timestamp;

use crate::StoreError;
use crate::db::{Tx, values};
use crate::model::{
    Actor, AgreementId, DeliveryId, DeliveryKind, ForwardedFileId, LedgerWay, NewLedgerEntry,
    SystemId, TransferId,
};

/// The service of deliveries, and of what they are compared with.
pub(crate) const SUBSCRIPTION: &str = ServiceName::Subscription.as_str();

/// The entry of a published delivery.
pub(crate) fn delivery(tx: &Tx<'_>, id: DeliveryId) -> Result<NewLedgerEntry<'static>, StoreError> {
    let select = "SELECT delivery.kind, delivery.agreement, delivery.system, delivery.sha256,
            delivery.published_at,
            coalesce(load_order.filter_version, run_filters.version) AS filter_version
        FROM delivery
        LEFT JOIN load_order ON load_order.id = delivery.load_order
        LEFT JOIN run_filters ON run_filters.run = delivery.run
            AND run_filters.agreement = delivery.agreement
        WHERE delivery.id = ?1 AND delivery.published_at IS NOT NULL";
    let found = tx.query_opt(select, &values![id], |row| {
        Ok(NewLedgerEntry {
            agreement: Some(row.get("agreement")?),
            system: Some(row.get("system")?),
            subject: Some(id.0),
            service: Some(SUBSCRIPTION),
            filter_version: row.get("filter_version")?,
            content: row.get("sha256")?,
            ..NewLedgerEntry::of(way(row.get("kind")?), row.get("published_at")?)
        })
    })?;
    found.ok_or(StoreError::Corrupt("delivery"))
}

const fn way(kind: DeliveryKind) -> LedgerWay {
    match kind {
        DeliveryKind::Day => LedgerWay::Delivery,
        DeliveryKind::Load => LedgerWay::Load,
        DeliveryKind::Replay => LedgerWay::Replay,
    }
}

/// The entry of a collection of a delivery by a key.
pub(crate) fn collection<'a>(
    tx: &Tx<'_>,
    id: DeliveryId,
    ssh_key: &'a str,
    at: Timestamp,
) -> Result<NewLedgerEntry<'a>, StoreError> {
    let select = "SELECT agreement, system FROM delivery WHERE id = ?1";
    let found: Option<(AgreementId, SystemId)> =
        tx.query_opt(select, &values![id], |row| Ok((row.get("agreement")?, row.get("system")?)))?;
    let (agreement, system) = found.ok_or(StoreError::Corrupt("delivery"))?;
    Ok(NewLedgerEntry {
        agreement: Some(agreement),
        system: Some(system),
        subject: Some(id.0),
        service: Some(SUBSCRIPTION),
        detail: Some(ssh_key),
        ..NewLedgerEntry::of(LedgerWay::Collection, at)
    })
}

/// The entry of a file that was put into a recipient's folder.
pub(crate) fn transfer(
    tx: &Tx<'_>,
    transfer: TransferId,
    recipient: SystemId,
    at: Timestamp,
) -> Result<NewLedgerEntry<'static>, StoreError> {
    let select = "SELECT sha256 FROM transfer WHERE id = ?1";
    let content = tx.query_opt(select, &values![transfer], |row| row.get("sha256"))?;
    Ok(NewLedgerEntry {
        system: Some(recipient),
        subject: Some(transfer.0),
        content: content.flatten(),
        ..NewLedgerEntry::of(LedgerWay::Transfer, at)
    })
}

/// The entry of a collection of such a file.
pub(crate) fn transfer_collection<'a>(
    tx: &Tx<'_>,
    file: ForwardedFileId,
    ssh_key: &'a str,
    at: Timestamp,
) -> Result<NewLedgerEntry<'a>, StoreError> {
    let select = "SELECT transfer, recipient FROM forwarded_file WHERE id = ?1";
    let found: Option<(i64, SystemId)> = tx.query_opt(select, &values![file], |row| {
        Ok((row.get("transfer")?, row.get("recipient")?))
    })?;
    let (transfer, recipient) = found.ok_or(StoreError::Corrupt("forwarded file"))?;
    Ok(NewLedgerEntry {
        system: Some(recipient),
        subject: Some(transfer),
        detail: Some(ssh_key),
        ..NewLedgerEntry::of(LedgerWay::TransferCollection, at)
    })
}

/// The entry of an answer that a line of the audit trail records. It went to the system that called: the agreement's, or
/// one of its user systems.
pub(crate) fn answer<'a>(
    tx: &Tx<'_>,
    (way, line): (LedgerWay, i64),
    agreement: Option<AgreementId>,
    service: Option<&'a str>,
    at: Timestamp,
) -> Result<NewLedgerEntry<'a>, StoreError> {
    let select = "SELECT agreement.system, filter_head.version FROM agreement
        LEFT JOIN filter_head ON filter_head.agreement = agreement.id WHERE agreement.id = ?1";
    let found: Option<(SystemId, Option<i64>)> = match agreement {
        None => None,
        Some(id) => {
            tx.query_opt(select, &values![id], |row| Ok((row.get("system")?, row.get("version")?)))?
        }
    };
    let caller = if found.is_some() { caller(tx, line)? } else { None };
    Ok(NewLedgerEntry {
        agreement,
        system: caller.or(found.map(|(system, _)| system)),
        subject: Some(line),
        service,
        filter_version: found.and_then(|(_, version)| version),
        ..NewLedgerEntry::of(way, at)
    })
}

/// The system whose certificate a line of the audit trail names. `None` for accounts of OFF4, which have the
/// agreement's system.
fn caller(tx: &Tx<'_>, line: i64) -> Result<Option<SystemId>, StoreError> {
    let select = "SELECT actor FROM audit WHERE id = ?1";
    let Some(Actor::Certificate(fingerprint)) =
        tx.query_opt(select, &values![line], |row| row.get("actor"))?
    else {
        return Ok(None);
    };
    let select = "SELECT system FROM certificate WHERE sha256 = ?1";
    tx.query_opt(select, &values![&fingerprint.0], |row| row.get("system"))
}
