use civil::Pnr;
use filters::Reason;

use super::ledger_entry::{LedgerEntry, LedgerTerms};
use super::trace::Collection;

/// A disclosure of a person, as the disclosure ledger has it.
#[derive(Debug, Clone)]
pub struct PersonDisclosure {
    /// The entry.
    pub entry: LedgerEntry,
    /// The number under which the person was disclosed.
    pub pnr: Pnr,
    /// Which filters chose the person; none in a look-up.
    pub reason: Reason,
    /// What the agreement said then; `None` for the operator.
    pub terms: Option<LedgerTerms>,
    /// The name of the file, if it was one.
    pub file: Option<String>,
    /// The operation of an answer.
    pub action: Option<String>,
    /// The keys that read the file to its end.
    pub collections: Vec<Collection>,
}
