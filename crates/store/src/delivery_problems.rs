//! Deliveries that could not be written, while others of their run could.

use jiff::Timestamp;

use crate::db::{Row, Tx, values};
use crate::delivery_holds::IS_NOT_HELD;
use crate::model::{AgreementId, DeliveryId, DeliveryProblem, NewProblem, Run};
use crate::store::Store;
use crate::{StoreError, run_rows};

const NOTING: &str = "noting what cannot be delivered";
const READING: &str = "reading what cannot be delivered";

/// A delivery that is planned and not published, and that no earlier delivery of its agreement
/// blocks.
pub(crate) const HAS_ITS_TURN: &str = "delivery.published_at IS NULL AND NOT EXISTS (
    SELECT 1 FROM delivery AS earlier
    WHERE earlier.agreement = delivery.agreement AND earlier.seq < delivery.seq
        AND earlier.published_at IS NULL)";

/// Deliveries that could not be written.
impl Store {
    /// Records why deliveries could not be written, and when to try again.
    pub fn note_problems(&self, problems: &[NewProblem]) -> Result<(), StoreError> {
        let put = "INSERT INTO delivery_problem (delivery, what, attempts, since, retry_at)
            VALUES (?1, ?2, 1, ?3, ?4) ON CONFLICT (delivery) DO UPDATE
            SET what = excluded.what, attempts = delivery_problem.attempts + 1,
                retry_at = excluded.retry_at";
        self.write(NOTING, |tx| {
            problems.iter().try_for_each(|NewProblem { delivery, what, at, retry_at }| {
                let row = values![*delivery, what, *at, *retry_at];
                tx.execute(put, &row).map(|_| ())
            })
        })
    }

    /// Lets deliveries that could not be written be tried again at once: the cause may be repaired.
    pub fn retry_problems(&self, at: Timestamp) -> Result<(), StoreError> {
        let update = "UPDATE delivery_problem SET retry_at = ?1 WHERE retry_at > ?1";
        self.write(NOTING, |tx| tx.execute(update, &values![at]).map(|_| ()))
    }

    /// Deliveries that could not be written and are still not published, in the order in which they
    /// were planned.
    pub fn problems(&self) -> Result<Vec<DeliveryProblem>, StoreError> {
        let select = "SELECT delivery_problem.*, delivery.run, delivery.seq, agreement.uuid,
                system.sftp_user, run.proddto
            FROM delivery_problem JOIN delivery ON delivery.id = delivery_problem.delivery
            JOIN agreement ON agreement.id = delivery.agreement
            JOIN system ON system.id = delivery.system
            JOIN run ON run.id = delivery.run
            ORDER BY delivery_problem.delivery";
        self.read(READING, |tx| tx.query(select, &[], read))
    }

    /// How often writing a delivery has failed.
    pub fn attempts(&self, delivery: DeliveryId) -> Result<u32, StoreError> {
        let select = "SELECT attempts FROM delivery_problem WHERE delivery = ?1";
        let found = self.read(READING, |tx| {
            tx.query_opt(select, &values![delivery], |row| row.get("attempts"))
        })?;
        Ok(found.unwrap_or_default())
    }

    /// The applied runs of which at least one delivery can be written at a moment: no earlier
    /// delivery blocks it, it is not held, and it does not wait for a later try. By PRODDTO.
    pub fn undelivered_runs(&self, at: Timestamp) -> Result<Vec<Run>, StoreError> {
        let select = run_rows::select(&format!(
            "WHERE run.state = 'applied' AND (
                NOT EXISTS (SELECT 1 FROM delivery
                    WHERE delivery.run = run.id AND delivery.published_at IS NULL)
                OR EXISTS (SELECT 1 FROM delivery
                    LEFT JOIN delivery_problem AS problem ON problem.delivery = delivery.id
                    LEFT JOIN delivery_hold AS hold ON hold.delivery = delivery.id
                    WHERE delivery.run = run.id AND {HAS_ITS_TURN}
                        AND (problem.delivery IS NULL OR problem.retry_at <= ?1)
                        AND {IS_NOT_HELD}))
            ORDER BY run.proddto, run.id"
        ));
        self.read(READING, |tx| tx.query(&select, &values![at], run_rows::read))
    }

    /// Whether a delivery of an agreement is planned and not published. Nothing else may be
    /// delivered to it before.
    pub fn is_anything_unpublished(&self, agreement: AgreementId) -> Result<bool, StoreError> {
        self.read(READING, |tx| is_anything_unpublished(tx, agreement))
    }
}

/// Whether a delivery of an agreement is planned and not published.
pub(crate) fn is_anything_unpublished(
    tx: &Tx<'_>,
    agreement: AgreementId,
) -> Result<bool, StoreError> {
    let select = "SELECT 1 FROM delivery WHERE agreement = ?1 AND published_at IS NULL LIMIT 1";
    tx.exists(select, &values![agreement])
}

/// Clears a delivery's problem.
pub(crate) fn delete(tx: &Tx<'_>, delivery: DeliveryId) -> Result<(), StoreError> {
    tx.execute("DELETE FROM delivery_problem WHERE delivery = ?1", &values![delivery]).map(|_| ())
}

fn read(row: &Row<'_>) -> Result<DeliveryProblem, StoreError> {
    Ok(DeliveryProblem {
        delivery: row.get("delivery")?,
        run: row.get("run")?,
        proddto: row.get("proddto")?,
        agreement: row.get("uuid")?,
        seq: row.get("seq")?,
        sftp_user: row.get("sftp_user")?,
        what: row.get("what")?,
        attempts: row.get("attempts")?,
        since: row.get("since")?,
        retry_at: row.get("retry_at")?,
    })
}
