use civil::{AgreementUuid, Pnr};
use jiff::Timestamp;
use store::{Agreement, AuditEntry, Author, PersonDisclosure, Store, StoreError};

/// To whom a person was disclosed, by whichever way.
#[derive(Debug, Clone)]
pub struct PersonReport {
    /// Every number that the person has had, as the replica knows; the one that was asked for is first.
    pub numbers: Vec<Pnr>,
    /// The agreement whose disclosures it has alone; `None` when it has everybody's.
    pub agreement: Option<AgreementUuid>,
    /// When the report was made.
    pub at: Timestamp,
    /// The disclosures, oldest first.
    pub disclosures: Vec<PersonDisclosure>,
    /// Since when persons are kept: disclosures before that are reduced to counts.
    pub reduced_before: Option<Timestamp>,
}

/// Reports to whom a person was disclosed. That somebody read it is recorded, with the person in the disclosure ledger and
/// without in the audit trail. A report that cannot be recorded is not given.
///
/// # Errors
/// When the store fails, or an entry's persons are not those that it was made with.
pub fn report_person(
    store: &Store,
    numbers: Vec<Pnr>,
    reason: &str,
    author: &Author,
    at: Timestamp,
) -> Result<PersonReport, StoreError> {
    let disclosures = store.disclosures_of_person(&numbers)?;
    let reduced_before = store.ledger_reduced_before()?;
    let entry = AuditEntry {
        author: author.clone(),
        action: "report person".to_owned(),
        subject: format!("a person: {reason}"),
        outcome: "done".to_owned(),
    };
    store.record_report(&entry, None, &numbers, at)?;
    Ok(PersonReport { numbers, agreement: None, at, disclosures, reduced_before })
}

/// Reports what was disclosed of a person under one agreement, to its own system. Recorded like [`report_person`].
///
/// # Errors
/// As there.
pub fn report_person_under(
    store: &Store,
    agreement: &Agreement,
    numbers: Vec<Pnr>,
    reason: &str,
    (author, at): (&Author, Timestamp),
) -> Result<PersonReport, StoreError> {
    let disclosures = store.disclosures_of_person_under(agreement.id, &numbers)?;
    let reduced_before = store.ledger_reduced_before()?;
    let uuid = agreement.uuid;
    let entry = AuditEntry {
        author: author.clone(),
        action: "report person".to_owned(),
        subject: format!("agreement {uuid}, a person: {reason}"),
        outcome: "done".to_owned(),
    };
    store.record_report(&entry, Some(agreement.id), &numbers, at)?;
    Ok(PersonReport { numbers, agreement: Some(uuid), at, disclosures, reduced_before })
}
