use std::time::Duration;

/// Limits of a client. The size of a body is limited by its reader.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// For a TLS handshake.
    pub handshake: Duration,
    /// For the look-up of a certificate; the caller is served afterwards, known or not.
    pub identify: Duration,
    /// For silence before a request, and for its head.
    pub head: Duration,
    /// Bytes of a request's head.
    pub head_bytes: usize,
    /// The same for an unauthenticated caller, of which there can be thousands.
    pub unauthenticated_head_bytes: usize,
    /// For a request's body.
    pub body: Duration,
    /// For a connection, whatever it does: it also ends a client that reads an answer byte by byte.
    pub connection: Duration,
    /// For a connection of an unauthenticated caller.
    pub unauthenticated: Duration,
    /// For a request in progress when its connection must end. Longer than the listener's grace, which decides when the
    /// server stops.
    pub shutdown_grace: Duration,
    /// For the same when the connection is cut because its caller's right has ended.
    pub cut: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            handshake: Duration::from_secs(10),
            identify: Duration::from_secs(2),
            head: Duration::from_secs(30),
            head_bytes: 64 * 1024,
            unauthenticated_head_bytes: 16 * 1024,
            body: Duration::from_secs(30),
            connection: Duration::from_secs(60 * 60),
            unauthenticated: Duration::from_secs(2 * 60),
            shutdown_grace: Duration::from_secs(30),
            cut: Duration::from_secs(2),
        }
    }
}
