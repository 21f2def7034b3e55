use std::time::Duration;

/// What a client may use in time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// For the TLS handshake.
    pub handshake: Duration,
    /// For sending the request.
    pub request: Duration,
    /// For taking the answer.
    pub answer: Duration,
    /// For closing the connection behind the answer.
    pub closing: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            handshake: Duration::from_secs(10),
            request: Duration::from_secs(10),
            answer: Duration::from_secs(30),
            closing: Duration::from_secs(2),
        }
    }
}
