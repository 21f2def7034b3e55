//! Deliveries that could not be written, while others of their run could.

use jiff::Timestamp;
use rusqlite::{Row, Transaction, params};

use super::columns::{self, execute, get, parsed, rows, time, time_of};
use super::{Sqlite, runs};
use crate::StoreError;
use crate::model::{AgreementId, DeliveryId, DeliveryProblem, NewProblem, Run, RunId};

const DOING: &str = "noting what cannot be delivered";

/// A delivery that is planned and not published, and before which none of its agreement waits.
pub(super) const HAS_ITS_TURN: &str = "delivery.published_at IS NULL AND NOT EXISTS (
    SELECT 1 FROM delivery AS earlier
    WHERE earlier.agreement = delivery.agreement AND earlier.seq < delivery.seq
        AND earlier.published_at IS NULL)";

impl Sqlite {
    pub(crate) fn note_problems(&self, problems: &[NewProblem]) -> Result<(), StoreError> {
        let put = "INSERT INTO delivery_problem (delivery, what, attempts, since, retry_at)
            VALUES (?1, ?2, 1, ?3, ?4) ON CONFLICT (delivery) DO UPDATE
            SET what = excluded.what, attempts = delivery_problem.attempts + 1,
                retry_at = excluded.retry_at";
        self.write(DOING, |tx| {
            problems.iter().try_for_each(|NewProblem { delivery, what, at, retry_at }| {
                let row = params![delivery.0, what, time(*at), time(*retry_at)];
                execute(tx, DOING, put, row).map(|_| ())
            })
        })
    }

    pub(crate) fn retry_problems(&self, at: Timestamp) -> Result<(), StoreError> {
        let update = "UPDATE delivery_problem SET retry_at = ?1 WHERE retry_at > ?1";
        self.write(DOING, |tx| execute(tx, DOING, update, [time(at)]).map(|_| ()))
    }

    pub(crate) fn problems(&self) -> Result<Vec<DeliveryProblem>, StoreError> {
        let select = "SELECT delivery_problem.*, delivery.run, delivery.seq, agreement.uuid,
                system.sftp_user, run.proddto
            FROM delivery_problem JOIN delivery ON delivery.id = delivery_problem.delivery
            JOIN agreement ON agreement.id = delivery.agreement
            JOIN system ON system.id = delivery.system
            JOIN run ON run.id = delivery.run
            ORDER BY delivery_problem.delivery";
        self.read(DOING, |tx| rows(tx, DOING, select, [], read))
    }

    pub(crate) fn attempts(&self, delivery: DeliveryId) -> Result<u32, StoreError> {
        let select = "SELECT attempts FROM delivery_problem WHERE delivery = ?1";
        let read = |row: &Row<'_>| get(row, "attempts");
        let found = self.read(DOING, |tx| columns::row(tx, DOING, select, [delivery.0], read))?;
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
        self.read(DOING, |tx| rows(tx, DOING, &select, [time(at)], runs::read))
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
    tx: &Transaction<'_>,
    agreement: AgreementId,
) -> Result<bool, StoreError> {
    let select = "SELECT 1 FROM delivery WHERE agreement = ?1 AND published_at IS NULL LIMIT 1";
    Ok(!rows(tx, DOING, select, [agreement.0], |_| Ok(()))?.is_empty())
}

/// What was wrong with a delivery is over.
pub(super) fn delete(tx: &Transaction<'_>, delivery: DeliveryId) -> Result<(), StoreError> {
    execute(tx, DOING, "DELETE FROM delivery_problem WHERE delivery = ?1", [delivery.0]).map(|_| ())
}

fn read(row: &Row<'_>) -> Result<DeliveryProblem, StoreError> {
    Ok(DeliveryProblem {
        delivery: DeliveryId(get(row, "delivery")?),
        run: RunId(get(row, "run")?),
        proddto: parsed(row, "proddto")?,
        agreement: parsed(row, "uuid")?,
        seq: get(row, "seq")?,
        sftp_user: parsed(row, "sftp_user")?,
        what: get(row, "what")?,
        attempts: get(row, "attempts")?,
        since: time_of(row, "since")?,
        retry_at: time_of(row, "retry_at")?,
    })
}
