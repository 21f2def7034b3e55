use net::RejectionReason;

use crate::channel::ChannelError;

/// Why a connection ends. It is sent to the client.
#[derive(Debug, thiserror::Error)]
pub(crate) enum DisconnectReason {
    #[error(transparent)]
    Ssh(#[from] russh::Error),
    #[error(transparent)]
    Channel(#[from] ChannelError),
    #[error("no group of {min} to {max} bits: there are some of 2048 to 4096")]
    NoGroup { min: usize, max: usize },
    #[error("login took too long")]
    Late,
    #[error("the connection made room for others ({0})")]
    Evicted(String),
    #[error("{0}")]
    TooMany(RejectionReason),
    #[error("the connection is cut off")]
    CutOff,
    #[error("the server is stopping")]
    Stopping,
}

impl DisconnectReason {
    /// Whether there is time to send it to the client.
    pub(crate) const fn is_announced(&self) -> bool {
        !matches!(self, Self::Evicted(_))
    }
}
