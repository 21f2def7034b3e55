//! Deliveries that could not be written, while others of their run could.

use jiff::Timestamp;

use super::runs;
use crate::StoreError;
use crate::db::{Engine, Row, Tx, values};
use crate::model::{AgreementId, DeliveryId, DeliveryProblem, NewProblem, Run};

const DOING: &str = "noting what cannot be delivered";

/// A delivery that is planned and not published, and before which none of its agreement waits.
pub(super) const HAS_ITS_TURN: &str = "delivery.published_at IS NULL AND NOT EXISTS (
    SELECT 1 FROM delivery AS earlier
    WHERE earlier.agreement = delivery.agreement AND earlier.seq < delivery.seq
        AND earlier.published_at IS NULL)";

impl Engine {
    pub(crate) fn note_problems(&self, problems: &[NewProblem]) -> Result<(), StoreError> {
        let put = "INSERT INTO delivery_problem (delivery, what, attempts, since, retry_at)
            VALUES (?1, ?2, 1, ?3, ?4) ON CONFLICT (delivery) DO UPDATE
            SET what = excluded.what, attempts = delivery_problem.attempts + 1,
                retry_at = excluded.retry_at";
        self.write(DOING, |tx| {
            problems.iter().try_for_each(|NewProblem { delivery, what, at, retry_at }| {
                let row = values![*delivery, what, *at, *retry_at];
                tx.execute(put, &row).map(|_| ())
            })
        })
    }

    pub(crate) fn retry_problems(&self, at: Timestamp) -> Result<(), StoreError> {
        let update = "UPDATE delivery_problem SET retry_at = ?1 WHERE retry_at > ?1";
        self.write(DOING, |tx| tx.execute(update, &values![at]).map(|_| ()))
    }

    pub(crate) fn problems(&self) -> Result<Vec<DeliveryProblem>, StoreError> {
        let select = "SELECT delivery_problem.*, delivery.run, delivery.seq, agreement.uuid,
                system.sftp_user, run.proddto
            FROM delivery_problem JOIN delivery ON delivery.id = delivery_problem.delivery
            JOIN agreement ON agreement.id = delivery.agreement
            JOIN system ON system.id = delivery.system
            JOIN run ON run.id = delivery.run
            ORDER BY delivery_problem.delivery";
        self.read(DOING, |tx| tx.query(select, &[], read))
    }

    pub(crate) fn attempts(&self, delivery: DeliveryId) -> Result<u32, StoreError> {
        let select = "SELECT attempts FROM delivery_problem WHERE delivery = ?1";
        let read = |row: &Row<'_>| row.get("attempts");
        let found = self.read(DOING, |tx| tx.query_opt(select, &values![delivery], read))?;
        Ok(found.unwrap_or_default())
    }

    pub(crate) fn undelivered_runs(&self, at: Timestamp) -> Result<Vec<Run>, StoreError> {
        let select = runs::select(&format!(
            "WHERE run.state = 'applied' AND (
                NOT EXISTS (SELECT 1 FROM delivery
                    WHERE delivery.run = run.id AND delivery.published_at IS NULL)
                OR EXISTS (SELECT 1 FROM delivery
                    LEFT JOIN delivery_problem AS problem ON problem.delivery = delivery.id
                    WHERE delivery.run = run.id AND {HAS_ITS_TURN}
                        AND (problem.delivery IS NULL OR problem.retry_at <= ?1)))
            ORDER BY run.proddto, run.id"
        ));
        self.read(DOING, |tx| tx.query(&select, &values![at], runs::read))
    }

    pub(crate) fn is_anything_unpublished(
        &self,
        agreement: AgreementId,
    ) -> Result<bool, StoreError> {
        self.read(DOING, |tx| is_anything_unpublished(tx, agreement))
    }
}

/// Whether a delivery of an agreement is planned and not published.
pub(super) fn is_anything_unpublished(
    tx: &Tx<'_>,
    agreement: AgreementId,
) -> Result<bool, StoreError> {
    let select = "SELECT 1 FROM delivery WHERE agreement = ?1 AND published_at IS NULL LIMIT 1";
    tx.exists(select, &values![agreement])
}

/// What was wrong with a delivery is over.
pub(super) fn delete(tx: &Tx<'_>, delivery: DeliveryId) -> Result<(), StoreError> {
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
