//! The volume brake: days' deliveries that are held because they have many times the usual persons.

use civil::AgreementUuid;
use jiff::civil::Date;
use jiff::{Timestamp, ToSpan as _};

use crate::db::table::DELIVERY_HOLD;
use crate::db::{Row, Tx, checksums, values};
use crate::model::{
    AgreementId, Author, BrakeTerms, DeliveryHold, DeliveryId, NewDeliveryHold, RunId, VolumeBrake,
};
use crate::store::Store;
use crate::{StoreError, agreement_rows, audit, delivery_rows};

const READING: &str = "reading what is held";
const HOLDING: &str = "holding a delivery";

/// Not held at a moment, which is `?1`, of a delivery left-joined with its hold.
pub(crate) const IS_NOT_HELD: &str =
    "(hold.delivery IS NULL OR hold.released_at IS NOT NULL OR hold.held_until <= ?1)";

/// Held at a moment, which is `?1`, and still to be published.
const OPEN: &str = "delivery.published_at IS NULL AND delivery.id IN
    (SELECT delivery FROM delivery_hold WHERE released_at IS NULL AND held_until > ?1)";

/// The volume brake.
impl Store {
    /// What agreements' brakes have of their own. One whose row is damaged, which is reported, has nothing.
    pub fn own_brakes(&self) -> Result<Vec<(AgreementUuid, BrakeTerms)>, StoreError> {
        let found = self.read(READING, |tx| agreement_rows::with_brake(self, tx))?;
        Ok(found.into_iter().map(|agreement| (agreement.uuid, agreement.brake)).collect())
    }

    /// The persons of the agreement's days' deliveries in the days before a PRODDTO that say what is usual.
    pub fn persons_before(
        &self,
        agreement: AgreementUuid,
        proddto: Date,
    ) -> Result<Vec<u64>, StoreError> {
        let select = "SELECT delivery.persons
            FROM agreement JOIN delivery ON delivery.agreement = agreement.id
            JOIN run ON run.id = delivery.run
            WHERE agreement.uuid = ?1 AND delivery.kind = 'day' AND delivery.published_at IS NOT NULL
                AND run.proddto >= ?2 AND run.proddto < ?3";
        let first = proddto.saturating_sub(VolumeBrake::DAYS.days());
        let key = values![agreement.to_string(), first, proddto];
        self.read(READING, |tx| tx.query(select, &key, |row| row.get("persons")))
    }

    /// The greatest number of persons of the agreement's held days that somebody has released since a moment: so many are
    /// right.
    pub fn released_persons(
        &self,
        agreement: AgreementUuid,
        since: Timestamp,
    ) -> Result<Option<u64>, StoreError> {
        self.read(READING, |tx| {
            let Some(agreement) = agreement_rows::by_uuid(tx, agreement)? else { return Ok(None) };
            let holds = select(tx, "delivery.agreement = ?1", agreement.id.0)?;
            let released =
                holds.iter().filter(|hold| hold.released_at.is_some_and(|at| at >= since));
            Ok(released.map(|hold| hold.persons).max())
        })
    }

    /// Holds deliveries. One that is held already stays as it is.
    pub fn hold_deliveries(&self, holds: &[NewDeliveryHold]) -> Result<(), StoreError> {
        let insert = "INSERT INTO delivery_hold (delivery, persons, usual, held_at, held_until)
            VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT (delivery) DO NOTHING";
        if holds.is_empty() {
            return Ok(());
        }
        self.write(HOLDING, |tx| {
            holds.iter().try_for_each(|hold| {
                let NewDeliveryHold { delivery, persons, usual, at, until } = *hold;
                tx.execute(insert, &values![delivery, persons, usual, at, until]).map(|_| ())
            })
        })
    }

    /// The deliveries of a run that are held or were.
    pub fn holds_of(&self, run: RunId) -> Result<Vec<DeliveryHold>, StoreError> {
        self.read(READING, |tx| select(tx, "delivery.run = ?1", run.0))
    }

    /// The deliveries that are held at a moment, in the order in which they were planned.
    pub fn held_deliveries(&self, at: Timestamp) -> Result<Vec<DeliveryHold>, StoreError> {
        self.read(READING, |tx| select(tx, OPEN, at.as_millisecond()))
    }

    /// Releases the delivery of an agreement that is held at a moment, with an audit entry. Returns it.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when none is.
    pub fn release_delivery(
        &self,
        agreement: AgreementId,
        author: &Author,
        at: Timestamp,
    ) -> Result<DeliveryHold, StoreError> {
        let update = "UPDATE delivery_hold SET released_at = ?2 WHERE delivery = ?1";
        self.write("releasing a delivery", |tx| {
            let held = open(tx, agreement, at)?;
            let held = held.ok_or_else(|| {
                StoreError::Conflict("no delivery of the agreement is held".into())
            })?;
            tx.execute(update, &values![held.delivery, at])?;
            let DeliveryHold { seq, persons, usual, pair, .. } = &held;
            let subject = format!(
                "delivery {seq} of agreement {}: {persons} persons, usual are {usual}",
                pair.agreement
            );
            audit::done(tx, author, at, "release delivery", subject)?;
            Ok(held)
        })
    }

    /// Sets what an agreement's volume brake has of its own, with an audit entry where that changes anything.
    pub fn set_brake(
        &self,
        agreement: AgreementId,
        brake: BrakeTerms,
        author: &Author,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        let update = "UPDATE agreement SET brake_times = ?2, brake_least = ?3 WHERE id = ?1";
        self.write("setting an agreement's brake", |tx| {
            agreement_rows::check_open(tx, agreement)?;
            let before = agreement_rows::existing(tx, agreement)?;
            if before.brake == brake {
                return Ok(());
            }
            agreement_rows::note_change(tx, agreement, author)?;
            let BrakeTerms { times, least } = brake;
            tx.execute(update, &values![agreement, times, least])?;
            let uuid = before.uuid;
            let number = |number: Option<u32>| number.map_or("default".into(), |it| it.to_string());
            let subject =
                format!("agreement {uuid}: times {}, least {}", number(times), number(least));
            audit::done(tx, author, at, "set brake", subject)
        })
    }
}

/// The delivery of an agreement that is held at a moment: others wait behind it.
pub(crate) fn open(
    tx: &Tx<'_>,
    agreement: AgreementId,
    at: Timestamp,
) -> Result<Option<DeliveryHold>, StoreError> {
    let held =
        select(tx, "delivery.agreement = ?1 AND delivery.published_at IS NULL", agreement.0)?;
    Ok(held.into_iter().find(|hold| hold.is_open(at)))
}

fn select(tx: &Tx<'_>, condition: &str, key: i64) -> Result<Vec<DeliveryHold>, StoreError> {
    let all = delivery_rows::SELECT;
    let select = format!(
        "{all} WHERE {condition} AND EXISTS
            (SELECT 1 FROM delivery_hold WHERE delivery = delivery.id)
         ORDER BY delivery.id"
    );
    let deliveries: Vec<(DeliveryId, Held)> = tx.query(&select, &values![key], |row| {
        delivery_rows::check(row)?;
        let pair = delivery_rows::read_terms(row)?;
        let held =
            Held { pair, run: row.get("run")?, proddto: row.get("proddto")?, seq: row.get("seq")? };
        Ok((row.get("id")?, held))
    })?;
    let mut found = Vec::with_capacity(deliveries.len());
    for (delivery, held) in deliveries {
        let hold = |row: &Row<'_>| held.with(delivery, row);
        found.extend(checksums::rows(tx, &DELIVERY_HOLD, delivery.0, hold)?);
    }
    Ok(found)
}

/// What the delivery's own row says of a hold.
struct Held {
    pair: crate::model::DeliveryTerms,
    run: RunId,
    proddto: Date,
    seq: u64,
}

impl Held {
    fn with(&self, delivery: DeliveryId, row: &Row<'_>) -> Result<DeliveryHold, StoreError> {
        let Self { pair, run, proddto, seq } = self;
        Ok(DeliveryHold {
            delivery,
            run: *run,
            proddto: *proddto,
            seq: *seq,
            pair: pair.clone(),
            persons: row.get("persons")?,
            usual: row.get("usual")?,
            held_at: row.get("held_at")?,
            held_until: row.get("held_until")?,
            released_at: row.get("released_at")?,
        })
    }
}
