//! Request bodies, limited in time and size.

use std::error::Error;

use axum::body::Body;
use axum::extract::Request;
use bytes::Bytes;
use http_body_util::BodyExt as _;

use crate::blocking::blocking;
use crate::body_error::BodyError;
use crate::coding::Coding;
use crate::timeout_body::BodyTimeout;

/// The supported content codings, as in a response's `Accept-Encoding` (RFC 9110, 12.5.3).
pub const CODINGS: &str = "gzip, deflate";

/// Reads a request's whole body, and decompresses it by its `Content-Encoding`: [`CODINGS`].
///
/// The body and its decompressed form have the same largest size, so a compressed body uses at most twice the memory of
/// one that is not.
///
/// A body that is too large is read to its end and thrown away, as long as there is time: a client that is still
/// sending does not read the error response.
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

/// Reads and throws away a body, up to the size that a body may have, for the same reason.
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

#[cfg(test)]
mod tests {
    use std::collections::VecDeque;
    use std::convert::Infallible;
    use std::pin::Pin;
    use std::task::{Context, Poll};
    use std::time::Duration;

    use hyper::body::Frame;

    use super::*;
    use crate::timeout_body::TimeoutBody;

    const AT_MOST: usize = 1000;

    /// A body in parts of so many bytes; after the last it stays open.
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
    async fn discarded_body_is_read_up_to_its_largest_size() {
        use tokio::time::Instant;
        for (parts, waits) in [([AT_MOST, 0, 0], true), ([AT_MOST, 1, 0], false)] {
            let begun = Instant::now();
            discard(silent_after(parts), AT_MOST).await;
            assert_eq!(begun.elapsed() > Duration::ZERO, waits);
        }
    }

    #[tokio::test]
    async fn body_in_an_unknown_coding_is_an_error() {
        let request = Request::builder().header("content-encoding", "br").body("x".into()).unwrap();
        assert_eq!(read(request, AT_MOST).await, Err(BodyError::UnknownCoding));
        let request =
            Request::builder().header("content-encoding", "gzip").body("x".into()).unwrap();
        assert_eq!(read(request, AT_MOST).await, Err(BodyError::Torn));
        let request = Request::builder().body("x".into()).unwrap();
        assert_eq!(read(request, AT_MOST).await, Ok(b"x".to_vec()));
    }
}
