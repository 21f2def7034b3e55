//! How far a client has come before SSH is encrypted, told from the bytes that it sends.
//!
//! russh tells of a client for the first time when it asks for something to log in with. Until then a client could
//! stop anywhere, or send bytes one by one, and look like one that gets on.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use net::Admission;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

use crate::handshake_parser::HandshakeParser;
use crate::stage::Progress;

/// What is said of a client that announces a packet that may not be.
const TOO_LONG: &str = "a packet of more than 35,000 bytes before the login";

/// A stream on which it is noted how far the client at its other end has come.
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
        // Each of them, also of one who sends all at once: it must not stand where others are who wait for answers.
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
