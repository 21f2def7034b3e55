use std::convert::Infallible;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use hyper::body::{Body, Frame};

/// An answer's body in chunks that are made on demand.
pub(crate) struct Chunks(Box<dyn Iterator<Item = Vec<u8>> + Send>);

impl Chunks {
    pub(crate) fn new(chunks: impl Iterator<Item = Vec<u8>> + Send + 'static) -> Self {
        Self(Box::new(chunks))
    }
}

impl Body for Chunks {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        Poll::Ready(self.0.next().map(|chunk| Ok(Frame::data(chunk.into()))))
    }
}
