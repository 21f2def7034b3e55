use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};

use civil::AgreementUuid;
use store::AccountingInfo;

/// What is known of a call for metering. Clones are of the same call, which is counted once.
#[derive(Debug, Clone, Default)]
pub struct CallMetering {
    accounting_info: Option<AccountingInfo>,
    state: Arc<State>,
}

#[derive(Debug, Default)]
struct State {
    /// The agreement for which the caller was authorized.
    agreement: OnceLock<AgreementUuid>,
    /// Whether it is counted, or somebody is about to.
    is_counted: AtomicBool,
}

impl CallMetering {
    /// Of a call whose caller has named an account (`AccountingInfo`).
    pub fn on(accounting_info: Option<AccountingInfo>) -> Self {
        Self { accounting_info, state: Arc::default() }
    }

    /// The caller was authorized for an agreement: the first one counts.
    pub(crate) fn authorized(&self, agreement: AgreementUuid) {
        self.state.agreement.get_or_init(|| agreement);
    }

    /// That agreement.
    pub(crate) fn agreement(&self) -> Option<AgreementUuid> {
        self.state.agreement.get().copied()
    }

    pub(crate) fn accounting_info(&self) -> Option<AccountingInfo> {
        self.accounting_info.clone()
    }

    /// Takes the right to count the call; `false` when it is taken.
    pub(crate) fn claim(&self) -> bool {
        !self.state.is_counted.swap(true, Ordering::AcqRel)
    }

    /// Gives it back: the call could not be counted.
    pub(crate) fn give_back(&self) {
        self.state.is_counted.store(false, Ordering::Release);
    }
}
