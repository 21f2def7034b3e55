//! The ends of the chains of deliveries, which each agreement's own row has.
//!
//! Whoever gives a number or publishes changes that row in the same transaction. On an engine with
//! several writers others wait for it, and who comes late finds another end and changes nothing.

use crate::StoreError;
use crate::db::table::DELIVERY_HEAD;
use crate::db::{Tx, checksums, values};
use crate::model::{AgreementId, RunId, Sha256};

/// Gives the next number to a planned delivery.
pub(crate) fn next_seq(tx: &Tx<'_>, agreement: AgreementId) -> Result<u64, StoreError> {
    checksums::check(tx, &DELIVERY_HEAD, agreement.0)?;
    let update = "UPDATE delivery_head SET last_seq = last_seq + 1 WHERE agreement = ?1
        RETURNING last_seq";
    let seq = tx.query_opt(update, &values![agreement], |row| row.get("last_seq"))?;
    seq.ok_or(StoreError::Corrupt("end of the deliveries"))
}

/// Takes the number with which a delivery's files were written.
///
/// # Errors
/// [`StoreError::Conflict`] when it is not the next one: another process delivered meanwhile.
pub(crate) fn take_seq(tx: &Tx<'_>, agreement: AgreementId, seq: u64) -> Result<(), StoreError> {
    let update =
        "UPDATE delivery_head SET last_seq = ?2 WHERE agreement = ?1 AND last_seq = ?2 - 1";
    check(tx.execute(update, &values![agreement, seq])?)
}

/// Moves the published end on by one delivery.
///
/// # Errors
/// [`StoreError::Conflict`] when an earlier delivery is not published, or this one is already.
pub(crate) fn publish(
    tx: &Tx<'_>,
    agreement: AgreementId,
    seq: u64,
    sha256: &Sha256,
) -> Result<(), StoreError> {
    let update = "UPDATE delivery_head SET published_seq = ?2, published_sha256 = ?3
        WHERE agreement = ?1 AND published_seq = ?2 - 1";
    check(tx.execute(update, &values![agreement, seq, sha256])?)
}

/// Moves the ends back to before the deliveries of a run, which are then deleted. They are the last
/// ones.
pub(crate) fn withdraw(tx: &Tx<'_>, run: RunId) -> Result<(), StoreError> {
    let select = "SELECT agreement, min(seq) - 1 AS seq FROM delivery WHERE run = ?1
        GROUP BY agreement ORDER BY agreement";
    let last = "SELECT sha256 FROM delivery WHERE agreement = ?1 AND seq = ?2";
    let planned = "UPDATE delivery_head SET last_seq = ?2 WHERE agreement = ?1";
    // An earlier delivery may still wait to be published: then the published end is there already.
    let published = "UPDATE delivery_head SET published_seq = ?2, published_sha256 = ?3
        WHERE agreement = ?1 AND published_seq > ?2";
    let ends: Vec<(AgreementId, u64)> =
        tx.query(select, &values![run], |row| Ok((row.get("agreement")?, row.get("seq")?)))?;
    for (agreement, seq) in ends {
        let sha256: Option<Option<Sha256>> =
            tx.query_opt(last, &values![agreement, seq], |row| row.get("sha256"))?;
        tx.execute(planned, &values![agreement, seq])?;
        tx.execute(published, &values![agreement, seq, sha256.flatten().as_ref()])?;
    }
    Ok(())
}

fn check(changed: u64) -> Result<(), StoreError> {
    match changed {
        1 => Ok(()),
        _ => Err(StoreError::Conflict("another process delivered meanwhile: try again".into())),
    }
}
