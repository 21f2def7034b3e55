use civil::AgreementUuid;
use clock::danish_day_end;
use jiff::Timestamp;
use jiff::civil::Date;
use store::{Agreement, AuditEntry, Author, LedgerEntry, LedgerTerms, Store, StoreError};

/// What was disclosed under an agreement, without persons.
#[derive(Debug, Clone)]
pub struct AgreementReport {
    /// The agreement.
    pub agreement: AgreementUuid,
    /// The first day, in Denmark.
    pub from: Date,
    /// The last day.
    pub to: Date,
    /// When the report was made.
    pub at: Timestamp,
    /// The entries of the ledger, oldest first, each with what the agreement said then.
    pub entries: Vec<(LedgerEntry, Option<LedgerTerms>)>,
}

/// Why there is no report.
#[derive(Debug, thiserror::Error)]
pub enum ReportError {
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// There is more than may be read at once.
    #[error("there are more than {at_most} entries: ask for fewer days")]
    TooManyEntries {
        /// So many may be read.
        at_most: u64,
    },
}

/// Reports what was disclosed under an agreement on some days. That somebody read it is recorded. A report that cannot be recorded is
/// not given.
///
/// # Errors
/// [`ReportError::TooManyEntries`].
pub fn report_agreement(
    store: &Store,
    agreement: &Agreement,
    (from, to): (Date, Date),
    at_most: u64,
    (author, at): (&Author, Timestamp),
) -> Result<AgreementReport, ReportError> {
    let times = (danish_day_end(from.yesterday().unwrap_or(from)), danish_day_end(to));
    let entries = store.ledger_of_agreement(agreement.id, times, at_most.saturating_add(1))?;
    let count = entries.len();
    if count as u64 > at_most {
        return Err(ReportError::TooManyEntries { at_most });
    }
    let uuid = agreement.uuid;
    let entry = AuditEntry {
        author: author.clone(),
        action: "report agreement".to_owned(),
        subject: format!("agreement {uuid}, {count} entries"),
        outcome: "done".to_owned(),
    };
    store.record_report(&entry, Some(agreement.id), &[], at)?;
    Ok(AgreementReport { agreement: uuid, from, to, at, entries })
}
