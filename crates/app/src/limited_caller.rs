use access::Principal;
use store::{Agreement, SystemId, UserId};

use crate::request_context::RequestContext;

/// Whose guesses are counted: what one user types does not limit others, nor the system.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum LimitedCaller {
    /// The agreement's systems together.
    System(SystemId),
    /// A user of the pages.
    User(UserId),
}

impl LimitedCaller {
    /// Who calls under an agreement.
    pub(crate) const fn of(context: &RequestContext, agreement: &Agreement) -> Self {
        match context.principal {
            Principal::User(user) => Self::User(user.id),
            Principal::System(_) | Principal::Off4Account(_) | Principal::Operator => {
                Self::System(agreement.system)
            }
        }
    }
}
