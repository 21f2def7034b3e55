use tokio_util::sync::CancellationToken;

/// Whether the server is about to stop: a call that only waits should end, so that it is answered.
#[derive(Debug, Clone, Default)]
pub struct ShutdownSignal(CancellationToken);

impl ShutdownSignal {
    /// Whether it is.
    pub fn has_begun(&self) -> bool {
        self.0.is_cancelled()
    }
}

impl From<CancellationToken> for ShutdownSignal {
    fn from(close: CancellationToken) -> Self {
        Self(close)
    }
}
