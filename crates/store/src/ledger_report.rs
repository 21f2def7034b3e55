//! To whom a person was disclosed, and what was disclosed under an agreement, as the disclosure ledger has it.

use civil::Pnr;
use filters::Reason;
use jiff::Timestamp;

use crate::db::{Row, Tx, values};
use crate::encoding::commitment::SealedPersons;
use crate::encoding::disclosures;
use crate::ledger_rows::{self, PersonsIn};
use crate::model::{
    AgreementId, AuditEntry, Collection, LedgerEntry, LedgerTerms, LedgerWay, NewLedgerEntry,
    PersonDisclosure, Sha256,
};
use crate::store::Store;
use crate::{StoreError, acting_system, audit, ledger, ledger_persons, ledger_terms};

const READING: &str = "reading to whom a person was disclosed";

/// In no order: all persons of all disclosures would go through a sorter. What is found is sorted afterwards.
/// Of the agreement `?1`, or of all.
const FILES: &str = "
    SELECT ledger.*, disclosure.entries FROM ledger
    JOIN disclosure ON disclosure.delivery = ledger.subject
    WHERE ledger.way IN ('delivery', 'load', 'replay')
        AND (CAST(?1 AS BIGINT) IS NULL OR ledger.agreement = ?1)";

const ANSWERS: &str = "
    SELECT ledger.*, answer_disclosure.entries FROM ledger
    JOIN answer_disclosure ON answer_disclosure.audit = ledger.subject
    WHERE ledger.way = 'api-answer'
        AND (CAST(?1 AS BIGINT) IS NULL OR ledger.agreement = ?1)";

const REPORTS: &str = "
    SELECT ledger.*, ledger_opening.entries FROM ledger
    JOIN ledger_opening ON ledger_opening.entry = ledger.number
    WHERE ledger.way = 'report' AND ledger_opening.entries IS NOT NULL
        AND (CAST(?1 AS BIGINT) IS NULL OR ledger.agreement = ?1)";

const LOOKUPS: &str = "
    SELECT ledger.* FROM lookup_disclosure
    JOIN ledger ON ledger.way = 'look-up' AND ledger.subject = lookup_disclosure.audit
    WHERE lookup_disclosure.pnr = ?1
        AND (CAST(?2 AS BIGINT) IS NULL OR ledger.agreement = ?2) ORDER BY ledger.number";

/// Reports.
impl Store {
    /// Every disclosure of a person that is in the ledger, under any of these numbers, oldest first. Each was held against
    /// its commitment. Reads everything that was disclosed by files.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] when the persons of an entry are not those that it was made with.
    pub fn disclosures_of_person(&self, pnrs: &[Pnr]) -> Result<Vec<PersonDisclosure>, StoreError> {
        self.disclosures(pnrs, None)
    }

    /// The same under one agreement.
    ///
    /// # Errors
    /// As [`disclosures_of_person`](Self::disclosures_of_person).
    pub fn disclosures_of_person_under(
        &self,
        agreement: AgreementId,
        pnrs: &[Pnr],
    ) -> Result<Vec<PersonDisclosure>, StoreError> {
        self.disclosures(pnrs, Some(agreement))
    }

    fn disclosures(
        &self,
        pnrs: &[Pnr],
        agreement: Option<AgreementId>,
    ) -> Result<Vec<PersonDisclosure>, StoreError> {
        self.read(READING, |tx| {
            let mut found = Vec::new();
            for select in [FILES, ANSWERS, REPORTS] {
                find_in_entries(tx, select, (pnrs, agreement), &mut found)?;
            }
            for pnr in pnrs {
                tx.for_each(LOOKUPS, &values![pnr.to_integer(), agreement], |row| {
                    found.push((ledger_rows::read(row)?, *pnr, Reason::NONE));
                    Ok(())
                })?;
            }
            found.sort_by_key(|((entry, _), pnr, _)| (entry.number, pnr.to_integer()));
            found.into_iter().map(|found| complete(tx, found)).collect()
        })
    }

    /// The entries of an agreement from one moment until before another, each with the terms of the time, oldest first; not
    /// more than so many.
    pub fn ledger_of_agreement(
        &self,
        agreement: AgreementId,
        (from, until): (Timestamp, Timestamp),
        at_most: u64,
    ) -> Result<Vec<(LedgerEntry, Option<LedgerTerms>)>, StoreError> {
        let select = "SELECT * FROM ledger
            WHERE agreement = ?1 AND at >= ?2 AND at < ?3 ORDER BY number LIMIT ?4";
        self.read("reading what was disclosed under an agreement", |tx| {
            let key = values![agreement, from, until, at_most];
            let entries = tx.query(select, &key, |row| sound(ledger_rows::read(row)?))?;
            entries.into_iter().map(|entry| Ok((terms(tx, &entry)?, entry))).map(swap).collect()
        })
    }

    /// Since when the persons of disclosures are kept: those before were reduced to counts. `None` when all are.
    pub fn ledger_reduced_before(&self) -> Result<Option<Timestamp>, StoreError> {
        let select = "SELECT max(subject) AS before FROM ledger
            WHERE way = 'reduction' AND subject > 0";
        self.read(READING, |tx| {
            let before = tx.query_opt(select, &[], |row| row.get::<Option<Timestamp>>("before"))?;
            Ok(before.flatten())
        })
    }

    /// Records that somebody read a report: the line of the audit trail, which says no number, and an entry in the ledger: on
    /// the agreement whose disclosures it has, and the system that read it; of none for an operator who read all. Of a report on
    /// an agreement there are no persons.
    pub fn record_report(
        &self,
        entry: &AuditEntry,
        agreement: Option<AgreementId>,
        pnrs: &[Pnr],
        at: Timestamp,
    ) -> Result<(), StoreError> {
        let mut persons: Vec<_> = pnrs.iter().map(|pnr| (*pnr, Reason::NONE)).collect();
        persons.sort_by_key(|(pnr, _)| pnr.to_integer());
        let sealed = SealedPersons::seal(&persons)?;
        self.write("recording a report", |tx| {
            let line = audit::write(tx, entry, at)?;
            let new = NewLedgerEntry {
                agreement,
                system: acting_system::of(tx, &entry.author.actor)?,
                subject: Some(line),
                ..NewLedgerEntry::of(LedgerWay::Report, at)
            };
            ledger::append(tx, &new, Some((&sealed, PersonsIn::Opening))).map(|_| ())
        })
    }
}

/// A row of the ledger with its stored hash, and the person in it.
type Found = ((LedgerEntry, Sha256), Pnr, Reason);

fn find_in_entries(
    tx: &Tx<'_>,
    select: &str,
    (pnrs, agreement): (&[Pnr], Option<AgreementId>),
    found: &mut Vec<Found>,
) -> Result<(), StoreError> {
    tx.for_each(select, &values![agreement], |row| {
        let entries: Vec<u8> = row.get("entries")?;
        for pnr in pnrs {
            if let Some(reason) = disclosures::find(&entries, *pnr)? {
                found.push((ledger_rows::read(row)?, *pnr, reason));
            }
        }
        Ok(())
    })
}

/// Checks what was found, and reads what belongs to it.
fn complete(tx: &Tx<'_>, (read, pnr, reason): Found) -> Result<PersonDisclosure, StoreError> {
    let entry = sound(read)?;
    let persons = ledger_persons::of(tx, &entry)?;
    let opened = persons.and_then(|it| it.opening.commitment(&it.entries));
    if opened.is_none() || opened != entry.commitment {
        return Err(StoreError::Corrupt("persons in the disclosure ledger"));
    }
    Ok(PersonDisclosure {
        pnr,
        reason,
        terms: terms(tx, &entry)?,
        file: if entry.way.is_file() { file(tx, &entry)? } else { None },
        action: if entry.way.is_file() { None } else { action(tx, &entry)? },
        collections: collections(tx, &entry)?,
        entry,
    })
}

fn sound((entry, hash): (LedgerEntry, Sha256)) -> Result<LedgerEntry, StoreError> {
    if entry.hash() == hash { Ok(entry) } else { Err(StoreError::Corrupt("disclosure ledger")) }
}

fn swap<A, B>(pair: Result<(A, B), StoreError>) -> Result<(B, A), StoreError> {
    pair.map(|(one, other)| (other, one))
}

fn terms(tx: &Tx<'_>, entry: &LedgerEntry) -> Result<Option<LedgerTerms>, StoreError> {
    let Some(digest) = entry.terms else { return Ok(None) };
    let select = "SELECT * FROM ledger_terms WHERE digest = ?1";
    let found = tx.query_opt(select, &values![&digest], ledger_terms::read)?;
    match found {
        Some((_, terms)) if terms.digest() == digest => Ok(Some(terms)),
        _ => Err(StoreError::Corrupt("terms in the disclosure ledger")),
    }
}

fn file(tx: &Tx<'_>, entry: &LedgerEntry) -> Result<Option<String>, StoreError> {
    let select = "SELECT name FROM delivery WHERE id = ?1";
    tx.query_opt(select, &values![entry.subject], |row| row.get("name"))
}

fn action(tx: &Tx<'_>, entry: &LedgerEntry) -> Result<Option<String>, StoreError> {
    let select = "SELECT action FROM audit WHERE id = ?1";
    tx.query_opt(select, &values![entry.subject], |row| row.get("action"))
}

fn collections(tx: &Tx<'_>, entry: &LedgerEntry) -> Result<Vec<Collection>, StoreError> {
    if !entry.way.is_file() {
        return Ok(Vec::new());
    }
    let select = "SELECT detail, at FROM ledger
        WHERE way = 'collection' AND subject = ?1 ORDER BY number";
    tx.query(select, &values![entry.subject], |row: &Row<'_>| {
        Ok(Collection { ssh_key: row.get("detail")?, at: row.get("at")? })
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::db::testing;

    #[test]
    fn persons_of_disclosures_go_through_no_sorter() {
        for select in [FILES, ANSWERS, REPORTS] {
            let plan = testing::plan(select);
            assert!(!plan.iter().any(|step| step.contains("B-TREE")), "{plan:?}");
        }
    }
}
