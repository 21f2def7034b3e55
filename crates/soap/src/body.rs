//! Bodies: requests within a limit, answers in chunks.

use std::convert::Infallible;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use http_body_util::BodyExt as _;
use hyper::body::{Body, Frame, SizeHint};
use soap_proto::{Fault, FaultCode, limits};
use tokio::time::Instant;

/// How long a client may take to send a request.
const DEADLINE: Duration = Duration::from_secs(30);

/// Reads a request's body whole.
///
/// A body that is too large is read to its end all the same, up to the deadline, and thrown away: a
/// client that is still sending does not read the fault that tells it why.
pub(crate) async fn read<B: Body<Data = Bytes> + Unpin>(mut body: B) -> Result<Vec<u8>, Fault> {
    let deadline = Instant::now() + DEADLINE;
    let mut bytes = Vec::new();
    let mut too_large = false;
    loop {
        let frame = tokio::time::timeout_at(deadline, body.frame()).await;
        let Ok(frame) = frame else {
            let late = if too_large { FaultCode::TooLarge } else { FaultCode::MalformedXml };
            return Err(late.into());
        };
        match frame {
            Some(Ok(frame)) => {
                let data = frame.into_data().unwrap_or_default();
                too_large |= bytes.len() + data.len() > limits::BODY;
                if !too_large {
                    bytes.extend_from_slice(&data);
                }
            }
            Some(Err(_)) => return Err(FaultCode::MalformedXml.into()),
            None if too_large => return Err(FaultCode::TooLarge.into()),
            None => return Ok(bytes),
        }
    }
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
    use http_body_util::Full;

    use super::*;

    #[tokio::test]
    async fn a_body_has_a_largest_size() {
        let body = |length: usize| Full::new(Bytes::from(vec![b' '; length]));
        assert_eq!(read(body(limits::BODY)).await.unwrap().len(), limits::BODY);
        let fault = read(body(limits::BODY + 1)).await.unwrap_err();
        assert_eq!(fault.code(), FaultCode::TooLarge);
    }
}
