use civil::{Pnr, ServiceName};
use filters::Filter;
use jiff::Timestamp;

use super::author::{Actor, AuditEntry};
use super::ids::{AgreementId, RunId};

/// How far related persons are looked up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// Those whom the person's records name.
    Next,
    /// Those whom their records name too, and so on.
    All,
}

/// A look-up that disclosed persons.
#[derive(Debug)]
pub struct NewLookup<'a> {
    /// The line of the audit trail. It names nobody.
    pub entry: &'a AuditEntry,
    /// The agreement under which it was asked; `None` for the operator.
    pub agreement: Option<AgreementId>,
    /// The service by which it was asked; `None` for the operator.
    pub service: Option<ServiceName>,
    /// The run as of which the answer is.
    pub run: RunId,
    /// The persons disclosed, each once.
    pub disclosed: &'a [Pnr],
    /// The caller's own name of the call (`CallersServiceCallIdentifier`).
    pub callers_id: Option<&'a str>,
}

/// A look-up that disclosed a person to a system.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LookupDisclosure {
    /// When.
    pub at: Timestamp,
    /// The caller.
    pub who: Actor,
    /// For whom it called, as it says.
    pub on_behalf_of: Option<String>,
    /// The operation, as in the audit trail.
    pub action: String,
    /// The caller's own name of the call.
    pub callers_id: Option<String>,
}

/// The filters of a subscription by which it can be decided whether they choose a person.
#[derive(Debug, Clone, Default)]
pub struct FiltersOnPerson {
    /// All filters, but of those on numbers only the person's own.
    pub filters: Vec<Filter>,
    /// Whether there is any filter on a number.
    pub has_pnrs: bool,
}
