use russh::ChannelWriteHalf;
use russh::server::Msg;
use tokio::sync::OwnedSemaphorePermit;
use tokio_util::sync::CancellationToken;

use crate::channel::RequestQueueSender;

/// A channel of a connection, as the connection sees it.
pub(crate) enum OpenChannel {
    /// Nothing was requested on it yet.
    Idle {
        writer: ChannelWriteHalf<Msg>,
        /// Its permit among the channels that may be open.
        place: OwnedSemaphorePermit,
    },
    /// Speaks SFTP.
    Sftp {
        /// `None` when the client has ended its side.
        inlet: Option<RequestQueueSender>,
        /// Cancelled when either side has closed the channel.
        over: CancellationToken,
    },
}

impl OpenChannel {
    pub(crate) fn is_over(&self) -> bool {
        matches!(self, Self::Sftp { over, .. } if over.is_cancelled())
    }
}
