//! Detects how far a client has come before SSH is encrypted, from its bytes.
//!
//! russh's first callback comes when a client asks to log in. Without this, a client could stop anywhere before, or
//! send bytes one by one, and look like one that makes progress.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use net::Admission;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

use crate::handshake_parser::HandshakeParser;
use crate::stage::Progress;

/// The reason for refusing a client that announces a packet that is too long.
const TOO_LONG: &str = "a packet of more than 35,000 bytes before the login";

/// A stream that records how far the client at its other end has come.
pub(crate) struct Watched<S> {
    stream: S,
    parser: HandshakeParser,
    admission: Arc<Admission>,
    progress: Progress,
}

impl<S> Watched<S> {
    pub(crate) fn new(stream: S, admission: Arc<Admission>, progress: Progress) -> Self {
        Self { stream, parser: HandshakeParser::new(), admission, progress }
    }

    fn note(&mut self, bytes: &[u8]) {
        let before = self.parser.stage;
        self.parser.read(bytes);
        let stage = self.parser.stage;
        // Each of them, also for a client that sends everything at once: it must not stay at the step where others wait
        // for answers.
        for _ in before as u8..stage as u8 {
            self.admission.note_step();
        }
        self.progress.note(stage);
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Watched<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        let read = ready!(Pin::new(&mut self.stream).poll_read(context, buffer));
        match buffer.filled().get(before..) {
            Some([]) if read.is_ok() && buffer.remaining() > 0 => self.progress.note_hang_up(),
            Some(new) => self.note(new),
            None => {}
        }
        if self.parser.is_too_long {
            return Poll::Ready(Err(io::Error::new(io::ErrorKind::InvalidData, TOO_LONG)));
        }
        Poll::Ready(read)
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Watched<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}
