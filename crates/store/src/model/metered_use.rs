use civil::{AgreementUuid, AuthorityUuid, Cvr, SystemUuid};

use super::agreement_text::AgreementText;
use super::call_count::Calls;

/// Who uses the platform, and pays for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MeteredAuthority {
    /// The authority.
    pub authority: AuthorityUuid,
    /// Its name, as an agreement says it now.
    pub name: Option<AgreementText>,
    /// Its number in the business register.
    pub cvr: Option<Cvr>,
}

/// What was used under an agreement by one service in a month.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MeteredUse {
    /// The agreement.
    pub agreement: AgreementUuid,
    /// Its authority.
    pub authority: MeteredAuthority,
    /// The service; `None` of look-ups before the disclosure ledger.
    pub service: Option<String>,
    /// Calls that were answered, whether or not anybody was found. None of before they were counted (schema 11).
    pub calls: u64,
    /// Calls that were refused, or failed. Likewise.
    pub refused: u64,
    /// Answers with persons: look-ups and comparisons, as the disclosure ledger has them. A look-up of many numbers is one for
    /// each hundred.
    pub disclosing: u64,
    /// Persons in answers and files, each as often as it was given.
    pub persons: u64,
    /// Records in files.
    pub records: u64,
    /// Bytes of data files.
    pub bytes: u64,
    /// Data files.
    pub files: u64,
}

/// Calls under an agreement in a month that have everything in common that is counted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MeteredCalls {
    /// The agreement.
    pub agreement: AgreementUuid,
    /// Its authority.
    pub authority: MeteredAuthority,
    /// Who called; `None` where no system has the certificate.
    pub system: Option<SystemUuid>,
    /// The service.
    pub service: String,
    /// The operation, as the protocol names it.
    pub operation: String,
    /// The caller's account: `None` where it named none, or once that is forgotten.
    pub accounting_info: Option<String>,
    /// How many.
    pub calls: Calls,
}
