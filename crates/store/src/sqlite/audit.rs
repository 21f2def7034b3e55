use civil::Pnr;
use filters::Reason;
use jiff::Timestamp;
use rusqlite::{Transaction, params};
use uuid::Uuid;

use super::columns::{self, execute, get, parsed, rows, time};
use super::{Sqlite, disclosed};
use crate::StoreError;
use crate::model::{AgreementId, AuditEntry, Author, RunId};

const WRITING: &str = "writing the audit trail";
const READING: &str = "reading the audit trail";

impl Sqlite {
    pub(crate) fn audit(&self, entry: &AuditEntry, at: Timestamp) -> Result<(), StoreError> {
        self.write(WRITING, |tx| write(tx, entry, at))
    }

    pub(crate) fn record_answer(
        &self,
        entry: &AuditEntry,
        (agreement, as_of): (AgreementId, RunId),
        told: &[(Pnr, Reason)],
        at: Timestamp,
    ) -> Result<(), StoreError> {
        let insert = "INSERT INTO told (audit, agreement, run, entries) VALUES (?1, ?2, ?3, ?4)";
        self.write(WRITING, |tx| {
            write(tx, entry, at)?;
            let entries = disclosed::encode(told);
            let row = params![tx.last_insert_rowid(), agreement.0, as_of.0, entries];
            execute(tx, WRITING, insert, row).map(|_| ())
        })
    }

    pub(crate) fn disclosed_by_answer(
        &self,
        correlation: Uuid,
    ) -> Result<Vec<(Pnr, Reason)>, StoreError> {
        let select = "SELECT entries FROM told JOIN audit ON audit.id = told.audit
                      WHERE audit.correlation = ?1 ORDER BY audit.id";
        let told = self.read(READING, |tx| {
            rows(tx, READING, select, [correlation.to_string()], |row| {
                disclosed::decode(&get::<Vec<u8>>(row, "entries")?)
            })
        })?;
        Ok(told.into_iter().flatten().collect())
    }

    pub(crate) fn audit_trail(
        &self,
        correlation: Option<Uuid>,
    ) -> Result<Vec<(Timestamp, AuditEntry)>, StoreError> {
        self.read(READING, |tx| {
            let select = "SELECT * FROM audit WHERE ?1 IS NULL OR correlation = ?1 ORDER BY id";
            let key = [correlation.map(|correlation| correlation.to_string())];
            rows(tx, READING, select, key, |row| {
                let author = Author {
                    actor: parsed(row, "who")?,
                    on_behalf_of: get(row, "on_behalf_of")?,
                    correlation: parsed(row, "correlation")?,
                };
                let (action, subject) = (get(row, "action")?, get(row, "subject")?);
                let outcome = get(row, "outcome")?;
                Ok((columns::time_of(row, "at")?, AuditEntry { author, action, subject, outcome }))
            })
        })
    }
}

pub(super) fn write(
    tx: &Transaction<'_>,
    entry: &AuditEntry,
    at: Timestamp,
) -> Result<(), StoreError> {
    let insert = "INSERT INTO audit (at, correlation, who, on_behalf_of, action, subject, outcome)
                  VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
    let AuditEntry { author: Author { actor, on_behalf_of, correlation }, .. } = entry;
    let (who, correlation) = (actor.to_string(), correlation.to_string());
    let AuditEntry { action, subject, outcome, .. } = entry;
    let row = params![time(at), correlation, who, on_behalf_of, action, subject, outcome];
    execute(tx, WRITING, insert, row).map(|_| ())
}

/// Something that was done, told in the transaction that does it.
pub(super) fn done(
    tx: &Transaction<'_>,
    author: &Author,
    at: Timestamp,
    action: &str,
    subject: String,
) -> Result<(), StoreError> {
    let (author, action) = (author.clone(), action.to_owned());
    write(tx, &AuditEntry { author, action, subject, outcome: "done".to_owned() }, at)
}
