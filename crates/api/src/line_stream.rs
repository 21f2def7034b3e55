use std::convert::Infallible;
use std::pin::Pin;
use std::task::{Context, Poll};

use axum::body::Bytes;
use hyper::body::{Body, Frame};
use tokio::sync::mpsc::Receiver;

/// A body of lines that are made while the client reads.
pub(crate) struct LineStream {
    first: Option<Vec<u8>>,
    rest: Receiver<Vec<u8>>,
}

impl LineStream {
    pub(crate) const fn new(first: Option<Vec<u8>>, rest: Receiver<Vec<u8>>) -> Self {
        Self { first, rest }
    }
}

impl Body for LineStream {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        if let Some(first) = self.first.take() {
            return Poll::Ready(Some(Ok(Frame::data(first.into()))));
        }
        self.rest.poll_recv(context).map(|line| line.map(|line| Ok(Frame::data(line.into()))))
    }
}
