//! The machine's clock as it was last seen.

use jiff::Timestamp;

use crate::db::table::CLOCK;
use crate::db::{Row, Tx, checksums, values};
use crate::model::{Author, ClockJump, ClockState};
use crate::store::Store;
use crate::{StoreError, audit};

const NOTING: &str = "noting the clock";

/// The machine's clock, compared with the times in the ledger.
impl Store {
    /// The clock as it was last seen; `None` before the first time.
    pub fn clock_state(&self) -> Result<Option<ClockState>, StoreError> {
        self.read(NOTING, state)
    }

    /// Records the clock's time, and whether the clock has jumped.
    pub fn see_clock(&self, now: Timestamp) -> Result<ClockState, StoreError> {
        self.write(NOTING, |tx| {
            // Before the first time, the latest time in the ledger is the one to compare with.
            let known = match state(tx)? {
                Some(known) => known,
                None => ClockState { last_at: last_audited(tx)?.unwrap_or(now), jump: None },
            };
            let seen = known.seen_at(now);
            put(tx, &seen)?;
            Ok(seen)
        })
    }

    /// Confirms that a clock that has jumped is right, with an audit entry. What is due for
    /// deletion by the new time gets a warning period first.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when it has not jumped.
    pub fn confirm_clock(&self, author: &Author, now: Timestamp) -> Result<ClockJump, StoreError> {
        self.write(NOTING, |tx| {
            let seen = state(tx)?.map(|known| known.seen_at(now));
            let Some(jump) = seen.and_then(|seen| seen.jump) else {
                return Err(StoreError::Conflict(
                    "the clock has not jumped: there is nothing to confirm".into(),
                ));
            };
            put(tx, &ClockState { last_at: now, jump: None })?;
            // What is due now gets a warning period first, as after a change of the retention time.
            tx.execute("UPDATE retention SET since = ?1", &values![now])?;
            let subject = format!("{now:.0}; it had gone from {:.0} to {:.0}", jump.from, jump.to);
            audit::done(tx, author, now, "confirm clock", subject)?;
            Ok(jump)
        })
    }
}

fn state(tx: &Tx<'_>) -> Result<Option<ClockState>, StoreError> {
    Ok(checksums::rows(tx, &CLOCK, 0, read)?.into_iter().next())
}

fn read(row: &Row<'_>) -> Result<ClockState, StoreError> {
    let from: Option<Timestamp> = row.get("jumped_from")?;
    let to = row.get("jumped_to")?;
    let jump = from.zip(to).map(|(from, to)| ClockJump { from, to });
    Ok(ClockState { last_at: row.get("last_at")?, jump })
}

fn last_audited(tx: &Tx<'_>) -> Result<Option<Timestamp>, StoreError> {
    let select = "SELECT at FROM audit ORDER BY id DESC LIMIT 1";
    tx.query_opt(select, &[], |row| row.get("at"))
}

fn put(tx: &Tx<'_>, state: &ClockState) -> Result<(), StoreError> {
    let insert = "INSERT INTO clock (one, last_at, jumped_from, jumped_to) VALUES (1, ?1, ?2, ?3)
        ON CONFLICT (one) DO UPDATE SET last_at = excluded.last_at,
            jumped_from = excluded.jumped_from, jumped_to = excluded.jumped_to";
    let ClockState { last_at, jump } = state;
    let (from, to) = (jump.map(|jump| jump.from), jump.map(|jump| jump.to));
    tx.execute(insert, &values![*last_at, from, to]).map(|_| ())
}
