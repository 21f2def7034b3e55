//! Answers of the interface that disclosed persons to a system.

use civil::Pnr;
use filters::Reason;
use jiff::Timestamp;
use uuid::Uuid;

use crate::db::values;
use crate::encoding::commitment::SealedPersons;
use crate::encoding::disclosures;
use crate::ledger_rows::PersonsIn;
use crate::model::{AgreementId, AuditEntry, LedgerWay, RunId};
use crate::store::Store;
use crate::{StoreError, audit, ledger, ledger_subjects};

/// Answers that disclosed persons.
impl Store {
    /// Writes the audit entry of an answer and the log of the persons it disclosed, with the
    /// reasons, in rising order of number. One transaction.
    pub fn record_answer(
        &self,
        entry: &AuditEntry,
        (agreement, as_of): (AgreementId, RunId),
        disclosed: &[(Pnr, Reason)],
        at: Timestamp,
    ) -> Result<(), StoreError> {
        let insert = "INSERT INTO answer_disclosure (audit, agreement, run, entries)
            VALUES (?1, ?2, ?3, ?4)";
        let sealed = SealedPersons::seal(disclosed)?;
        self.write("recording an answer", |tx| {
            ledger::begin_if_new(tx, at)?;
            let line = audit::write(tx, entry, at)?;
            tx.execute(insert, &values![line, agreement, as_of, &sealed.entries])?;
            let (way, service) =
                ((LedgerWay::ApiAnswer, line), Some(ledger_subjects::SUBSCRIPTION));
            let entry = ledger_subjects::answer(tx, way, Some(agreement), service, at)?;
            ledger::append(tx, &entry, Some((&sealed, PersonsIn::Disclosure))).map(|_| ())
        })
    }

    /// The persons that answers under one correlation id disclosed to an agreement's system, and
    /// why.
    pub fn disclosed_by_answer(&self, correlation: Uuid) -> Result<Vec<(Pnr, Reason)>, StoreError> {
        let select = "SELECT entries FROM answer_disclosure
            JOIN audit ON audit.id = answer_disclosure.audit
            WHERE audit.correlation = ?1 ORDER BY audit.id";
        let disclosed = self.read("reading what answers disclosed", |tx| {
            tx.query(select, &values![correlation.to_string()], |row| {
                disclosures::decode(&row.get::<Vec<u8>>("entries")?)
            })
        })?;
        Ok(disclosed.into_iter().flatten().collect())
    }
}
