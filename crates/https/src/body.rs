//! Requests' bodies: in time, and up to a size.

use std::error::Error;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::BoxError;
use axum::body::Body;
use axum::extract::Request;
use bytes::Bytes;
use http_body_util::BodyExt as _;
use hyper::body::{Frame, SizeHint};
use tokio::time::{Sleep, sleep};

use crate::blocking::blocking;
use crate::coding::Coding;

/// What bodies may be packed in, as a response's `Accept-Encoding` says it (RFC 9110, 12.5.3).
pub const CODINGS: &str = "gzip, deflate";

/// Why a body could not be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BodyError {
    /// It is larger than it may be.
    #[error("the body is too large")]
    TooLarge,
    /// It did not come in time.
    #[error("the body did not come in time")]
    TimedOut,
    /// The connection ended before it did.
    #[error("the body ended too early")]
    CutOff,
    /// Its `Content-Encoding` is none that is read here.
    #[error("the Content-Encoding is not read here: send gzip, deflate, or none")]
    UnknownCoding,
    /// It is not what its `Content-Encoding` says, or not whole.
    #[error("the body is not what its Content-Encoding says, or not whole")]
    Torn,
}

/// Reads a request's body whole, and unpacks it as its `Content-Encoding` says: [`CODINGS`].
///
/// What comes in and what it unpacks to have the same largest size, so that no more memory is taken than for a body
/// that is not packed, and as much again.
///
/// A body that is too large is read to its end all the same, as long as there is time, and thrown away: a
/// client that is still sending does not read the answer that tells it why.
///
/// # Errors
/// [`BodyError`].
pub async fn read(request: Request, at_most: usize) -> Result<Vec<u8>, BodyError> {
    let coding = match Coding::of(request.headers()) {
        Ok(coding) => coding,
        Err(unknown) => {
            discard(request.into_body(), at_most).await;
            return Err(unknown);
        }
    };
    let body = whole(request.into_body(), at_most).await?;
    if coding == Coding::Plain {
        return Ok(body);
    }
    blocking(move || coding.unpack(body, at_most)).await.unwrap_or(Err(BodyError::Torn))
}

async fn whole(mut body: Body, at_most: usize) -> Result<Vec<u8>, BodyError> {
    let mut bytes = Vec::new();
    let mut too_large = false;
    loop {
        match body.frame().await {
            Some(Ok(frame)) => {
                let data = frame.into_data().unwrap_or_default();
                too_large |= bytes.len() + data.len() > at_most;
                if !too_large {
                    bytes.extend_from_slice(&data);
                }
            }
            _ if too_large => return Err(BodyError::TooLarge),
            None => return Ok(bytes),
            Some(Err(error)) if is_late(&error) => return Err(BodyError::TimedOut),
            Some(Err(_)) => return Err(BodyError::CutOff),
        }
    }
}

/// Reads a body that nobody wants, up to the size that one may have, and throws it away: for the same
/// reason.
pub async fn discard(mut body: Body, at_most: usize) {
    let mut left = at_most;
    while let Some(Ok(frame)) = body.frame().await {
        let length = frame.data_ref().map_or(0, Bytes::len);
        match left.checked_sub(length) {
            Some(rest) => left = rest,
            None => return,
        }
    }
}

fn is_late(error: &axum::Error) -> bool {
    error.source().is_some_and(<dyn Error>::is::<BodyTimeout>)
}

/// A body that ends in an error when it has not come in time.
pub(crate) struct TimeoutBody<B> {
    body: B,
    deadline: Pin<Box<Sleep>>,
}

/// It has not come in time.
#[derive(Debug, thiserror::Error)]
#[error("the body did not come in time")]
struct BodyTimeout;

impl<B> TimeoutBody<B> {
    /// From now on it has so long.
    pub(crate) fn new(body: B, patience: Duration) -> Self {
        Self { body, deadline: Box::pin(sleep(patience)) }
    }
}

impl<B> hyper::body::Body for TimeoutBody<B>
where
    B: hyper::body::Body<Data = Bytes, Error: Into<BoxError>> + Unpin,
{
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        match Pin::new(&mut self.body).poll_frame(context) {
            Poll::Ready(frame) => Poll::Ready(frame.map(|frame| frame.map_err(Into::into))),
            Poll::Pending => {
                self.deadline.as_mut().poll(context).map(|()| Some(Err(BodyTimeout.into())))
            }
        }
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::VecDeque;
    use std::convert::Infallible;

    use super::*;

    const AT_MOST: usize = 1000;

    /// A body in parts of so many bytes; after the last it is silent.
    struct Parts(VecDeque<usize>);

    impl hyper::body::Body for Parts {
        type Data = Bytes;
        type Error = Infallible;

        fn poll_frame(
            mut self: Pin<&mut Self>,
            _: &mut Context<'_>,
        ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
            match self.0.pop_front() {
                Some(length) => Poll::Ready(Some(Ok(Frame::data(vec![b' '; length].into())))),
                None => Poll::Pending,
            }
        }
    }

    fn silent_after<const N: usize>(parts: [usize; N]) -> Body {
        Body::new(TimeoutBody::new(Parts(parts.into()), Duration::from_secs(30)))
    }

    #[tokio::test]
    async fn a_body_has_a_largest_size() {
        let body = |length: usize| Body::from(vec![b' '; length]);
        assert_eq!(whole(body(AT_MOST), AT_MOST).await.map(|bytes| bytes.len()), Ok(AT_MOST));
        assert_eq!(whole(body(AT_MOST + 1), AT_MOST).await, Err(BodyError::TooLarge));
    }

    /// The clock stands still and jumps to the next timer when there is nothing else to do.
    #[tokio::test(start_paused = true)]
    async fn a_body_that_does_not_end_is_given_up() {
        assert_eq!(whole(silent_after([5, 5]), AT_MOST).await, Err(BodyError::TimedOut));
    }

    #[tokio::test(start_paused = true)]
    async fn a_body_that_is_too_large_is_read_on() {
        let body = silent_after([AT_MOST, 1, AT_MOST]);
        assert_eq!(whole(body, AT_MOST).await, Err(BodyError::TooLarge));
    }

    #[tokio::test(start_paused = true)]
    async fn a_body_that_nobody_wants_is_read_up_to_its_largest_size() {
        use tokio::time::Instant;
        for (parts, waits) in [([AT_MOST, 0, 0], true), ([AT_MOST, 1, 0], false)] {
            let begun = Instant::now();
            discard(silent_after(parts), AT_MOST).await;
            assert_eq!(begun.elapsed() > Duration::ZERO, waits);
        }
    }

    #[tokio::test]
    async fn body_in_an_unknown_coding_is_told() {
        let request = Request::builder().header("content-encoding", "br").body("x".into()).unwrap();
        assert_eq!(read(request, AT_MOST).await, Err(BodyError::UnknownCoding));
        let request =
            Request::builder().header("content-encoding", "gzip").body("x".into()).unwrap();
        assert_eq!(read(request, AT_MOST).await, Err(BodyError::Torn));
        let request = Request::builder().body("x".into()).unwrap();
        assert_eq!(read(request, AT_MOST).await, Ok(b"x".to_vec()));
    }
}
