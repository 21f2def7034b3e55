use std::sync::OnceLock;

use tokio_util::sync::{CancellationToken, WaitForCancellationFuture};

use crate::reason::EvictionReason;

/// Whether a connection has been evicted, and why.
#[derive(Debug, Default)]
pub(crate) struct Eviction {
    reason: OnceLock<EvictionReason>,
    token: CancellationToken,
}

impl Eviction {
    /// Evicts the connection. A second call has no effect.
    pub(crate) fn evict(&self, reason: EvictionReason) {
        self.reason.get_or_init(|| reason);
        self.token.cancel();
    }

    pub(crate) fn reason(&self) -> Option<EvictionReason> {
        self.reason.get().copied()
    }

    pub(crate) fn evicted(&self) -> WaitForCancellationFuture<'_> {
        self.token.cancelled()
    }
}
