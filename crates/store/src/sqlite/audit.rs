use jiff::Timestamp;
use rusqlite::params;

use super::Sqlite;
use super::columns::{self, execute, get, rows, time};
use crate::StoreError;
use crate::author::{AuditEntry, Author};

impl Sqlite {
    pub(crate) fn audit(&self, entry: &AuditEntry, at: Timestamp) -> Result<(), StoreError> {
        let doing = "writing the audit trail";
        let insert =
            "INSERT INTO audit (at, correlation, who, on_behalf_of, action, subject, outcome)
                      VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
        let AuditEntry { author, action, subject, outcome } = entry;
        let correlation = author.correlation.to_string();
        let (who, on_behalf_of) = (&author.who, &author.on_behalf_of);
        let row = params![time(at), correlation, who, on_behalf_of, action, subject, outcome];
        self.write(doing, |tx| execute(tx, doing, insert, row).map(|_| ()))
    }

    pub(crate) fn audit_trail(&self) -> Result<Vec<(Timestamp, AuditEntry)>, StoreError> {
        let doing = "reading the audit trail";
        self.read(doing, |tx| {
            rows(tx, doing, "SELECT * FROM audit ORDER BY id", [], |row| {
                let author = Author {
                    who: get(row, "who")?,
                    on_behalf_of: get(row, "on_behalf_of")?,
                    correlation: columns::parsed(row, "correlation")?,
                };
                let (action, subject) = (get(row, "action")?, get(row, "subject")?);
                let outcome = get(row, "outcome")?;
                Ok((columns::time_of(row, "at")?, AuditEntry { author, action, subject, outcome }))
            })
        })
    }
}
