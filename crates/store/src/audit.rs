//! The audit trail.

use jiff::Timestamp;
use uuid::Uuid;

use crate::StoreError;
use crate::db::{Row, Tx, values};
use crate::model::{AuditEntry, Author};
use crate::store::Store;

const WRITING: &str = "writing the audit trail";
const READING: &str = "reading the audit trail";

/// The audit trail.
impl Store {
    /// Writes an audit entry.
    pub fn audit(&self, entry: &AuditEntry, at: Timestamp) -> Result<(), StoreError> {
        self.write(WRITING, |tx| write(tx, entry, at).map(|_| ()))
    }

    /// The audit trail, or its entries under one correlation id, oldest first.
    pub fn audit_trail(
        &self,
        correlation: Option<Uuid>,
    ) -> Result<Vec<(Timestamp, AuditEntry)>, StoreError> {
        self.read(READING, |tx| {
            let all = "SELECT * FROM audit ORDER BY id";
            let under_one = "SELECT * FROM audit WHERE correlation = ?1 ORDER BY id";
            match correlation {
                Some(correlation) => {
                    tx.query(under_one, &values![correlation.to_string()], read_entry)
                }
                None => tx.query(all, &[], read_entry),
            }
        })
    }
}

/// Writes an entry. Returns its number.
pub(crate) fn write(tx: &Tx<'_>, entry: &AuditEntry, at: Timestamp) -> Result<i64, StoreError> {
    let insert =
        "INSERT INTO audit (at, correlation, actor, on_behalf_of, action, subject, outcome)
                  VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) RETURNING id";
    let AuditEntry { author: Author { actor, on_behalf_of, correlation }, .. } = entry;
    let (actor, correlation) = (actor.to_string(), correlation.to_string());
    let AuditEntry { action, subject, outcome, .. } = entry;
    let row = values![at, correlation, actor, on_behalf_of.as_deref(), action, subject, outcome];
    tx.insert(insert, &row)
}

/// Writes the entry of an action in the action's own transaction.
pub(crate) fn done(
    tx: &Tx<'_>,
    author: &Author,
    at: Timestamp,
    action: &str,
    subject: String,
) -> Result<(), StoreError> {
    let (author, action) = (author.clone(), action.to_owned());
    write(tx, &AuditEntry { author, action, subject, outcome: "done".to_owned() }, at).map(|_| ())
}

fn read_entry(row: &Row<'_>) -> Result<(Timestamp, AuditEntry), StoreError> {
    let author = Author {
        actor: row.get("actor")?,
        on_behalf_of: row.get("on_behalf_of")?,
        correlation: row.get("correlation")?,
    };
    let (action, subject) = (row.get("action")?, row.get("subject")?);
    let outcome = row.get("outcome")?;
    Ok((row.get("at")?, AuditEntry { author, action, subject, outcome }))
}
