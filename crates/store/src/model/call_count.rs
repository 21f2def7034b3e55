use civil::{AgreementUuid, Month, ServiceName};

use super::accounting_info::AccountingInfo;
use super::credentials::Fingerprint;

/// Calls to be counted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CallCount {
    /// What they have in common.
    pub key: CallKey,
    /// How many there are.
    pub calls: Calls,
}

/// What calls that are counted together have in common.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct CallKey {
    /// The agreement that they name. Those that name an unknown one are not counted.
    pub agreement: AgreementUuid,
    /// Who called.
    pub caller: CountedCaller,
    /// When, in Denmark.
    pub month: Month,
    /// The service that was called.
    pub service: ServiceName,
    /// The operation, as the protocol names it.
    pub operation: String,
    /// The caller's account, if it names one.
    pub accounting_info: Option<AccountingInfo>,
}

/// Who called.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CountedCaller {
    /// The system of the agreement.
    SystemOfAgreement,
    /// The system for which the certificate is registered, if it is.
    Certificate(Fingerprint),
    /// Nobody knows.
    Unknown,
}

/// How many calls, by how they ended.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Calls {
    /// Answered, also with that nobody was found.
    pub answered: u64,
    /// Not answered: refused, or failed.
    pub refused: u64,
    /// Persons whom the answers disclosed, each as often as it was given.
    pub persons: u64,
}

impl Calls {
    /// One answered call.
    pub const ANSWERED: Self = Self { answered: 1, refused: 0, persons: 0 };
    /// One refused call.
    pub const REFUSED: Self = Self { answered: 0, refused: 1, persons: 0 };

    /// These and others.
    #[must_use]
    pub const fn plus(self, other: Self) -> Self {
        Self {
            answered: self.answered.saturating_add(other.answered),
            refused: self.refused.saturating_add(other.refused),
            persons: self.persons.saturating_add(other.persons),
        }
    }
}
