use tokio::net::TcpStream;
use tokio_rustls::server::TlsStream;
use tracing::debug;

/// A stream over a TCP connection.
pub(crate) trait OnTcp {
    /// The connection.
    fn tcp(&self) -> &TcpStream;
}

impl OnTcp for TcpStream {
    fn tcp(&self) -> &TcpStream {
        self
    }
}

impl OnTcp for TlsStream<TcpStream> {
    fn tcp(&self) -> &TcpStream {
        self.get_ref().0
    }
}

/// A socket that can be aborted: closed without the bytes that the kernel has not sent yet. That can be megabytes,
/// which a slow client would keep fetching for long.
pub(crate) struct Socket<S: OnTcp> {
    pub(crate) stream: S,
    /// Whether dropping it aborts it.
    pub(crate) is_aborted: bool,
}

impl<S: OnTcp> Socket<S> {
    pub(crate) const fn new(stream: S) -> Self {
        Self { stream, is_aborted: false }
    }
}

impl<S: OnTcp> Drop for Socket<S> {
    fn drop(&mut self) {
        if self.is_aborted
            && let Err(error) = self.stream.tcp().set_zero_linger()
        {
            debug!(%error, "a socket cannot be aborted, and is closed");
        }
    }
}
