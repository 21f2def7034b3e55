//! Bodies: requests within a limit, answers in chunks.

use std::convert::Infallible;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use http_body_util::BodyExt as _;
use hyper::body::{Body, Frame, SizeHint};
use soap_proto::{Fault, FaultCode, limits};
use tokio::time::{Instant, timeout_at};

/// Reads a request's body whole, if it comes in time.
///
/// A body that is too large is read to its end all the same, as long as there is time, and thrown away: a
/// client that is still sending does not read the fault that tells it why.
pub(crate) async fn read<B: Body<Data = Bytes> + Unpin>(
    mut body: B,
    patience: Duration,
) -> Result<Vec<u8>, Fault> {
    let deadline = Instant::now() + patience;
    let mut bytes = Vec::new();
    let mut too_large = false;
    loop {
        match timeout_at(deadline, body.frame()).await {
            Ok(Some(Ok(frame))) => {
                let data = frame.into_data().unwrap_or_default();
                too_large |= bytes.len() + data.len() > limits::BODY;
                if !too_large {
                    bytes.extend_from_slice(&data);
                }
            }
            _ if too_large => return Err(FaultCode::TooLarge.into()),
            Ok(None) => return Ok(bytes),
            Ok(Some(Err(_))) => return Err(incomplete("the body ended too early")),
            Err(_) => return Err(incomplete("the body did not come in time")),
        }
    }
}

/// Reads a body that nobody wants, up to the size that one may have, and throws it away: for the same
/// reason.
pub(crate) async fn discard<B: Body<Data = Bytes> + Unpin>(mut body: B, patience: Duration) {
    let deadline = Instant::now() + patience;
    let mut left = limits::BODY;
    while let Ok(Some(Ok(frame))) = timeout_at(deadline, body.frame()).await {
        let length = frame.data_ref().map_or(0, Bytes::len);
        match left.checked_sub(length) {
            Some(rest) => left = rest,
            None => return,
        }
    }
}

fn incomplete(what: &'static str) -> Fault {
    Fault::with(FaultCode::MalformedXml, what)
}

/// An answer's body: whole, or chunk by chunk as it is asked for.
pub(crate) enum Answer {
    Whole(Option<Bytes>),
    Chunks(Box<dyn Iterator<Item = Vec<u8>> + Send>),
}

impl From<Vec<u8>> for Answer {
    fn from(bytes: Vec<u8>) -> Self {
        Self::Whole(Some(bytes.into()))
    }
}

impl Body for Answer {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        let chunk = match &mut *self {
            Self::Whole(bytes) => bytes.take(),
            Self::Chunks(chunks) => chunks.next().map(Bytes::from),
        };
        Poll::Ready(chunk.map(|chunk| Ok(Frame::data(chunk))))
    }

    fn size_hint(&self) -> SizeHint {
        match self {
            Self::Whole(bytes) => {
                SizeHint::with_exact(bytes.as_ref().map_or(0, |bytes| bytes.len() as u64))
            }
            Self::Chunks(_) => SizeHint::default(),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::VecDeque;

    use http_body_util::Full;

    use super::*;

    const PATIENCE: Duration = Duration::from_secs(30);

    /// A body in parts of so many bytes; after the last it is silent.
    struct Parts(VecDeque<usize>);

    impl Body for Parts {
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

    #[tokio::test]
    async fn a_body_has_a_largest_size() {
        let body = |length: usize| Full::new(Bytes::from(vec![b' '; length]));
        assert_eq!(read(body(limits::BODY), PATIENCE).await.unwrap().len(), limits::BODY);
        let fault = read(body(limits::BODY + 1), PATIENCE).await.unwrap_err();
        assert_eq!(fault.code(), FaultCode::TooLarge);
    }

    /// The clock stands still and jumps to the next timer when there is nothing else to do.
    #[tokio::test(start_paused = true)]
    async fn a_body_that_does_not_end_is_given_up() {
        let fault = read(Parts([5, 5].into()), PATIENCE).await.unwrap_err();
        assert_eq!(fault.code(), FaultCode::MalformedXml);
        assert!(fault.detail().unwrap().contains("in time"));
    }

    #[tokio::test(start_paused = true)]
    async fn a_body_that_is_too_large_is_read_on() {
        let mut body = Parts([limits::BODY, 1, limits::BODY].into());
        let fault = read(&mut body, PATIENCE).await.unwrap_err();
        assert_eq!((fault.code(), body.0.len()), (FaultCode::TooLarge, 0));
    }

    #[tokio::test(start_paused = true)]
    async fn a_body_that_nobody_wants_is_read_up_to_its_largest_size() {
        for (parts, left) in [([limits::BODY, 0, 0], 0), ([limits::BODY, 1, 0], 1)] {
            let mut body = Parts(parts.into());
            discard(&mut body, PATIENCE).await;
            assert_eq!(body.0.len(), left);
        }
    }
}
