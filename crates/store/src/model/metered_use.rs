use civil::{AgreementUuid, AuthorityUuid, Cvr};

use super::agreement_text::AgreementText;

/// What was used under an agreement by one service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MeteredUse {
    /// The agreement.
    pub agreement: AgreementUuid,
    /// Its authority.
    pub authority: AuthorityUuid,
    /// The authority's name, as the agreement says it now.
    pub authority_name: Option<AgreementText>,
    /// The authority's number in the business register.
    pub cvr: Option<Cvr>,
    /// The service; `None` of look-ups before the disclosure ledger.
    pub service: Option<String>,
    /// Answers with persons: look-ups and comparisons.
    pub calls: u64,
    /// Persons in answers and files, each as often as it was given.
    pub persons: u64,
    /// Records in files.
    pub records: u64,
    /// Bytes of data files.
    pub bytes: u64,
    /// Data files.
    pub files: u64,
}
