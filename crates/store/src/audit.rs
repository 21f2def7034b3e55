//! The audit trail.

use jiff::Timestamp;
use uuid::Uuid;

use crate::StoreError;
use crate::db::{Row, Tx, values};
use crate::model::{AuditEntry, AuditPage, AuditQuery, Author};
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

/// Searching the trail.
impl Store {
    /// The next page of entries as asked for. At most [`AuditPage::LOOKED_THROUGH`] are looked through.
    pub fn search_audit(&self, query: &AuditQuery) -> Result<AuditPage, StoreError> {
        let select = "SELECT * FROM audit
            WHERE id < ?1 AND id >= ?2
                AND (?3 IS NULL OR at >= ?3) AND (?4 IS NULL OR at < ?4)
                AND (?5 IS NULL OR lower(actor) LIKE ?5 ESCAPE '~')
                AND (?6 IS NULL OR lower(action) LIKE ?6 ESCAPE '~')
                AND (?7 IS NULL OR (outcome = 'done') = (?7 = 1))
                AND (?8 IS NULL OR subject LIKE ?8 ESCAPE '~')
                AND (?9 IS NULL OR correlation = ?9)
            ORDER BY id DESC LIMIT ?10";
        let (actor, action) = (pattern(query.actor.as_deref()), pattern(query.action.as_deref()));
        let agreement = query.agreement.map(|uuid| uuid.to_string());
        let agreement = pattern(agreement.as_deref());
        let correlation = query.correlation.map(|id| id.to_string());
        self.read(READING, |tx| {
            let end = match query.before {
                Some(before) => before,
                None => last_id(tx)? + 1,
            };
            let looked = i64::try_from(AuditPage::LOOKED_THROUGH).unwrap_or(i64::MAX);
            let start = (end - looked).max(0);
            let is_done = query.is_done.map(i64::from);
            let key = values![
                end,
                start,
                query.from,
                query.until,
                actor.as_deref(),
                action.as_deref(),
                is_done,
                agreement.as_deref(),
                correlation.as_deref(),
                AuditPage::SIZE + 1
            ];
            let found: Vec<(i64, (Timestamp, AuditEntry))> =
                tx.query(select, &key, |row| Ok((row.get("id")?, read_entry(row)?)))?;
            let has_more = found.len() as u64 > AuditPage::SIZE;
            let size = usize::try_from(AuditPage::SIZE).unwrap_or(usize::MAX);
            let last = found.iter().take(size).next_back().map(|(id, _)| *id);
            let next = if has_more { last } else { (start > 1).then_some(start) };
            let entries = found.into_iter().take(size).map(|(_, entry)| entry).collect();
            Ok(AuditPage { entries, next })
        })
    }
}

fn last_id(tx: &Tx<'_>) -> Result<i64, StoreError> {
    let last = tx.query_opt("SELECT max(id) AS last FROM audit", &[], |row| {
        row.get::<Option<i64>>("last")
    })?;
    Ok(last.flatten().unwrap_or_default())
}

/// A pattern of what has a part, in small letters.
fn pattern(part: Option<&str>) -> Option<String> {
    let escape = |letter: char| match letter {
        '%' | '_' | '~' => format!("~{letter}"),
        _ => letter.to_lowercase().to_string(),
    };
    part.map(|part| format!("%{}%", part.chars().map(escape).collect::<String>()))
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
