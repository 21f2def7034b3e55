use extract::Minimisation;
use jiff::Timestamp;

use super::author::Author;

/// A change of what is left out of an agreement's deliveries: who made it, and when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TermsChange {
    /// Its number within the agreement, counted from 1.
    pub number: u64,
    /// When.
    pub at: Timestamp,
    /// Who.
    pub author: Author,
    /// What is left out since then.
    pub minimisation: Minimisation,
}
