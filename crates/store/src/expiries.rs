//! What is about to end, and who was told.

use jiff::Timestamp;

use crate::StoreError;
use crate::db::{Tx, values};
use crate::model::{Expiry, ExpiryKind, ExpiryWindow};
use crate::store::Store;

const READING: &str = "looking at what is about to end";

const AGREEMENTS: &str = "
    SELECT agreement.uuid, system.name, contact, valid_until
    FROM agreement JOIN system ON system.id = agreement.system
    WHERE agreement.state = 'active' AND closed_at IS NULL AND valid_until >= ?1 AND valid_until <= ?2
    ORDER BY valid_until, agreement.id";

/// The last of each system that may call: when another is registered beside it that lasts longer, nothing is about to end.
const CERTIFICATES: &str = "
    SELECT system.uuid, system.name, max(not_after) AS ends
    FROM certificate JOIN system ON system.id = certificate.system
    WHERE revoked_at IS NULL AND suspended_at IS NULL AND removed_at IS NULL
    GROUP BY system.id, system.uuid, system.name
    HAVING max(not_after) >= ?1 AND max(not_after) <= ?2
    ORDER BY ends, system.uuid";

/// Set between the moments.
const PASSWORDS: &str = "
    SELECT off4_user, system.name, contact, password_set_at
    FROM off4_account
    JOIN agreement ON agreement.id = off4_account.agreement
    JOIN system ON system.id = agreement.system
    WHERE agreement.state = 'active' AND closed_at IS NULL AND suspended_at IS NULL
        AND password_set_at >= ?1 AND password_set_at <= ?2
    ORDER BY password_set_at, off4_user";

/// What is about to end.
impl Store {
    /// Agreements, the last certificates of systems, and passwords of OFF4 that end within the time.
    pub fn expiries(&self, window: &ExpiryWindow<'_>) -> Result<Vec<Expiry>, StoreError> {
        self.read(READING, |tx| {
            let mut expiries = agreements(tx, window)?;
            expiries.extend(certificates(tx, window)?);
            expiries.extend(passwords(tx, window)?);
            Ok(expiries)
        })
    }

    /// Whether a notice was given of an end, so many days before.
    pub fn is_noticed(&self, expiry: &Expiry, days: u32) -> Result<bool, StoreError> {
        let select = "SELECT 1 FROM notice
            WHERE kind = ?1 AND subject = ?2 AND last_day = ?3 AND days = ?4";
        let Expiry { kind, subject, last_day, .. } = expiry;
        self.read(READING, |tx| {
            tx.exists(select, &values![kind.as_str(), subject, *last_day, days])
        })
    }

    /// Records that a notice was given.
    pub fn note_notice(&self, expiry: &Expiry, days: u32, at: Timestamp) -> Result<(), StoreError> {
        let insert = "INSERT INTO notice (kind, subject, last_day, days, given_at)
            VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT DO NOTHING";
        let Expiry { kind, subject, last_day, .. } = expiry;
        self.write("recording a notice", |tx| {
            tx.execute(insert, &values![kind.as_str(), subject, *last_day, days, at]).map(|_| ())
        })
    }
}

fn agreements(tx: &Tx<'_>, window: &ExpiryWindow<'_>) -> Result<Vec<Expiry>, StoreError> {
    let (first, last) = window.days;
    tx.query(AGREEMENTS, &values![first, last], |row| {
        Ok(Expiry {
            kind: ExpiryKind::Agreement,
            subject: row.get("uuid")?,
            system: row.get("name")?,
            contact: row.get("contact")?,
            last_day: row.get("valid_until")?,
        })
    })
}

fn certificates(tx: &Tx<'_>, window: &ExpiryWindow<'_>) -> Result<Vec<Expiry>, StoreError> {
    let (from, to) = window.moments;
    tx.query(CERTIFICATES, &values![from, to], |row| {
        Ok(Expiry {
            kind: ExpiryKind::Certificate,
            subject: row.get("uuid")?,
            system: row.get("name")?,
            contact: None,
            last_day: (window.day)(row.get("ends")?),
        })
    })
}

fn passwords(tx: &Tx<'_>, window: &ExpiryWindow<'_>) -> Result<Vec<Expiry>, StoreError> {
    let (Some(last), (from, to)) = (window.passwords_last, window.moments) else {
        return Ok(Vec::new());
    };
    let before = |moment: Timestamp| moment.saturating_sub(last).unwrap_or(moment);
    tx.query(PASSWORDS, &values![before(from), before(to)], |row| {
        let set_at: Timestamp = row.get("password_set_at")?;
        Ok(Expiry {
            kind: ExpiryKind::Off4Password,
            subject: row.get("off4_user")?,
            system: row.get("name")?,
            contact: row.get("contact")?,
            last_day: (window.day)(set_at.saturating_add(last).unwrap_or(set_at)),
        })
    })
}
