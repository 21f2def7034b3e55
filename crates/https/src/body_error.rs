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
