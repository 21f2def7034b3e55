//! The service as it is measured by calls from outside.

use clock::{danish_day, danish_day_end};
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};

use crate::StoreError;
use crate::db::{Row, Tx, values};
use crate::model::{
    Downtime, Measurement, Period, ProbeKind, ProbeState, ResponseTimes, TimeCounts,
};
use crate::store::Store;

const WRITING: &str = "writing measurements";
const READING: &str = "reading measurements";
/// How long response times by the hour are kept: those by the day say the same of what is older.
const HOURS_KEPT: SignedDuration = SignedDuration::from_hours(3 * 24);

const LONGER: &str = "
    UPDATE downtime SET ends = ?4 WHERE kind = ?1 AND is_measured = ?2 AND ends = ?3
        AND begins = (SELECT max(last.begins) FROM downtime AS last WHERE last.kind = ?1)";

/// Measurements.
impl Store {
    /// Enters calls of the probe in the order in which they were made. What is older than `forget_before` is forgotten; `None`
    /// when the clock may be wrong. One transaction.
    ///
    /// Time between two calls for which none stands is down. Where the clock was set back, what was measured in a time that
    /// has not come is forgotten.
    pub fn note_measurements(
        &self,
        measurements: &[Measurement],
        forget_before: Option<Timestamp>,
    ) -> Result<(), StoreError> {
        self.write(WRITING, |tx| {
            measurements.iter().try_for_each(|measurement| enter(tx, measurement))?;
            forget_before.map_or(Ok(()), |since| forget(tx, since))
        })
    }

    /// How each kind stands that was ever measured.
    pub fn probe_states(&self) -> Result<Vec<ProbeState>, StoreError> {
        self.read(READING, |tx| tx.query("SELECT * FROM probe_state ORDER BY kind", &[], state))
    }

    /// Everything that was down after a moment, by kind and time.
    pub fn downtimes(&self, after: Timestamp) -> Result<Vec<Downtime>, StoreError> {
        let select = "SELECT * FROM downtime WHERE ends > ?1 ORDER BY kind, begins";
        self.read(READING, |tx| {
            tx.query(select, &values![after], |row| {
                Ok(Downtime {
                    kind: row.get("kind")?,
                    begins: row.get("begins")?,
                    ends: row.get("ends")?,
                    is_measured: row.get("is_measured")?,
                })
            })
        })
    }

    /// Response times of all periods that began at a moment or later, by kind and time.
    pub fn response_times(
        &self,
        period: Period,
        from: Timestamp,
    ) -> Result<Vec<ResponseTimes>, StoreError> {
        let select = "SELECT * FROM response_time WHERE period = ?1 AND begins >= ?2
            ORDER BY kind, begins";
        self.read(READING, |tx| {
            tx.query(select, &values![period.as_str(), from], |row| {
                let (kind, begins) = (row.get("kind")?, row.get("begins")?);
                Ok(ResponseTimes { kind, period, begins, counts: row.get("counts")? })
            })
        })
    }

    /// The days from one on whose extracts are in the replica, and when all of their files were delivered, if they are.
    pub fn delivered_days(&self, from: Date) -> Result<Vec<(Date, Option<Timestamp>)>, StoreError> {
        let select = "SELECT proddto, done_at FROM run
            WHERE proddto >= ?1 AND kind = 'day' AND state IN ('applied', 'done')
            ORDER BY proddto";
        self.read(READING, |tx| {
            tx.query(select, &values![from], |row| Ok((row.get("proddto")?, row.get("done_at")?)))
        })
    }

    /// The day of the first extract that is in the replica.
    pub fn first_day(&self) -> Result<Option<Date>, StoreError> {
        let select = "SELECT proddto FROM run
            WHERE state IN ('applied', 'done') AND proddto IS NOT NULL ORDER BY proddto LIMIT 1";
        self.read(READING, |tx| tx.query_opt(select, &[], |row| row.get("proddto")))
    }
}

fn enter(tx: &Tx<'_>, measurement: &Measurement) -> Result<(), StoreError> {
    let Measurement { kind, span, .. } = *measurement;
    let begins = span_start(measurement);
    let ends = begins.saturating_add(span).unwrap_or(Timestamp::MAX);
    let Some(before) = state_of(tx, kind)? else {
        if measurement.fault.is_some() {
            add_downtime(tx, kind, (begins, ends), true)?;
        }
        put_state(tx, measurement, (begins, ends), 0)?;
        return count_time(tx, measurement);
    };
    let is_set_back = before.until.duration_since(begins) > span.max(before.last.span);
    let until = if is_set_back { forget_future(tx, kind, begins)? } else { before.until };
    if begins > until {
        add_downtime(tx, kind, (until, begins), false)?;
    }
    let covered = (begins.max(until), ends);
    if measurement.fault.is_some() && covered.0 < covered.1 {
        add_downtime(tx, kind, covered, true)?;
    }
    put_state(tx, measurement, (before.since.min(begins), until.max(ends)), before.failures)?;
    count_time(tx, measurement)
}

/// The start of the span of time that a call stands for.
fn span_start(measurement: &Measurement) -> Timestamp {
    let span = i64::try_from(measurement.span.as_millis()).unwrap_or(i64::MAX).max(1);
    let at = measurement.at.as_millisecond();
    Timestamp::from_millisecond(at - at.rem_euclid(span)).unwrap_or(measurement.at)
}

fn state_of(tx: &Tx<'_>, kind: ProbeKind) -> Result<Option<ProbeState>, StoreError> {
    tx.query_opt("SELECT * FROM probe_state WHERE kind = ?1", &values![kind.as_str()], state)
}

fn state(row: &Row<'_>) -> Result<ProbeState, StoreError> {
    let millis = |column| row.get(column).map(SignedDuration::from_millis);
    let last = Measurement {
        kind: row.get("kind")?,
        at: row.get("at")?,
        span: millis("span")?,
        took: millis("took")?,
        fault: row.get("fault")?,
    };
    let (since, until) = (row.get("since")?, row.get("until")?);
    Ok(ProbeState { since, until, last, failures: row.get("failures")? })
}

fn put_state(
    tx: &Tx<'_>,
    measurement: &Measurement,
    (since, until): (Timestamp, Timestamp),
    failures: u32,
) -> Result<(), StoreError> {
    let insert = "INSERT INTO probe_state (kind, since, until, span, at, took, fault, failures)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
        ON CONFLICT (kind) DO UPDATE SET since = excluded.since, until = excluded.until,
            span = excluded.span, at = excluded.at, took = excluded.took,
            fault = excluded.fault, failures = excluded.failures";
    let Measurement { kind, at, span, took, fault } = *measurement;
    let millis = |time: SignedDuration| i64::try_from(time.as_millis()).unwrap_or(i64::MAX);
    let failures = if fault.is_some() { failures.saturating_add(1) } else { 0 };
    let row = values![
        kind.as_str(),
        since,
        until,
        millis(span),
        at,
        millis(took),
        fault.map(crate::model::ProbeFault::as_str),
        failures,
    ];
    tx.execute(insert, &row).map(|_| ())
}

/// Adds a time to what was down right before it, or else for itself.
fn add_downtime(
    tx: &Tx<'_>,
    kind: ProbeKind,
    (begins, ends): (Timestamp, Timestamp),
    is_measured: bool,
) -> Result<(), StoreError> {
    let insert = "INSERT INTO downtime (kind, begins, ends, is_measured) VALUES (?1, ?2, ?3, ?4)
        ON CONFLICT (kind, begins) DO UPDATE SET ends = excluded.ends";
    let kind = kind.as_str();
    if tx.execute(LONGER, &values![kind, is_measured, begins, ends])? > 0 {
        return Ok(());
    }
    tx.execute(insert, &values![kind, begins, ends, is_measured]).map(|_| ())
}

/// Forgets what was down after a moment. Returns the moment.
fn forget_future(tx: &Tx<'_>, kind: ProbeKind, now: Timestamp) -> Result<Timestamp, StoreError> {
    let delete = "DELETE FROM downtime WHERE kind = ?1 AND begins >= ?2";
    let shorten = "UPDATE downtime SET ends = ?2 WHERE kind = ?1 AND ends > ?2";
    let key = values![kind.as_str(), now];
    tx.execute(delete, &key)?;
    tx.execute(shorten, &key)?;
    Ok(now)
}

/// Counts how long a right answer took.
fn count_time(tx: &Tx<'_>, measurement: &Measurement) -> Result<(), StoreError> {
    let select = "SELECT counts FROM response_time
        WHERE kind = ?1 AND period = ?2 AND begins = ?3";
    let insert = "INSERT INTO response_time (kind, period, begins, counts) VALUES (?1, ?2, ?3, ?4)
        ON CONFLICT (kind, period, begins) DO UPDATE SET counts = excluded.counts";
    if measurement.fault.is_some() {
        return Ok(());
    }
    let kind = measurement.kind.as_str();
    for period in Period::ALL {
        let (period, begins) = (period.as_str(), period_start(period, measurement.at));
        let counts = tx.query_opt(select, &values![kind, period, begins], |row| row.get("counts"));
        let mut counts: TimeCounts = counts?.unwrap_or_default();
        counts.add(measurement.took);
        tx.execute(insert, &values![kind, period, begins, counts.stored()])?;
    }
    Ok(())
}

fn period_start(period: Period, at: Timestamp) -> Timestamp {
    match period {
        Period::Hour => {
            let second = at.as_second();
            Timestamp::from_second(second - second.rem_euclid(3600)).unwrap_or(at)
        }
        // Where the day before ends.
        Period::Day => danish_day(at).yesterday().map_or(at, danish_day_end),
    }
}

fn forget(tx: &Tx<'_>, since: Timestamp) -> Result<(), StoreError> {
    let downtimes = "DELETE FROM downtime WHERE kind = ?1 AND begins < ?2 AND ends < ?2";
    let times = "DELETE FROM response_time WHERE kind = ?1 AND period = ?2 AND begins < ?3";
    let update = "UPDATE probe_state SET since = ?2 WHERE kind = ?1 AND since < ?2";
    for kind in ProbeKind::ALL {
        let name = kind.as_str();
        tx.execute(downtimes, &values![name, since])?;
        tx.execute(times, &values![name, Period::Day.as_str(), since])?;
        tx.execute(update, &values![name, since])?;
        if let Some(state) = state_of(tx, kind)? {
            let hours = state.until.checked_sub(HOURS_KEPT).unwrap_or(since);
            tx.execute(times, &values![name, Period::Hour.as_str(), hours])?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::db::testing;

    /// It is written each minute.
    #[test]
    fn statement_uses_an_index() {
        let plan = testing::plan(LONGER);
        assert!(plan.iter().all(|step| !step.starts_with("SCAN")), "{plan:?}");
    }
}
