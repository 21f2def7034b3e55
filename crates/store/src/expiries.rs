//! What is about to end, and who was told.

use jiff::Timestamp;
use jiff::civil::Date;

use crate::StoreError;
use crate::db::values;
use crate::model::{Expiry, ExpiryKind};
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

/// What is about to end.
impl Store {
    /// Agreements whose last day is among these days, and systems whose last certificate ends between the moments. `day`
    /// is that of a moment.
    pub fn expiries(
        &self,
        (first, last): (Date, Date),
        (from, to): (Timestamp, Timestamp),
        day: &dyn Fn(Timestamp) -> Date,
    ) -> Result<Vec<Expiry>, StoreError> {
        self.read(READING, |tx| {
            let mut expiries = tx.query(AGREEMENTS, &values![first, last], |row| {
                Ok(Expiry {
                    kind: ExpiryKind::Agreement,
                    subject: row.get("uuid")?,
                    system: row.get("name")?,
                    contact: row.get("contact")?,
                    last_day: row.get("valid_until")?,
                })
            })?;
            expiries.extend(tx.query(CERTIFICATES, &values![from, to], |row| {
                Ok(Expiry {
                    kind: ExpiryKind::Certificate,
                    subject: row.get("uuid")?,
                    system: row.get("name")?,
                    contact: None,
                    last_day: day(row.get("ends")?),
                })
            })?);
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
