/// Why a body could not be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BodyError {
    /// It is larger than allowed.
    #[error("the body is too large")]
    TooLarge,
    /// It did not come in time.
    #[error("the body did not come in time")]
    TimedOut,
    /// The connection ended before the body.
    #[error("the body ended too early")]
    CutOff,
    /// Its `Content-Encoding` is not supported.
    #[error("the Content-Encoding is not read here: send gzip, deflate, or none")]
    UnknownCoding,
    /// It is not valid in its `Content-Encoding`, or truncated.
    #[error("the body is not what its Content-Encoding says, or not whole")]
    Torn,
}
