use std::time::Duration;

/// What a client may ask of the server. How large a body may be is for who reads it to say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// For a TLS handshake.
    pub handshake: Duration,
    /// For finding out whose a certificate is; who calls is served afterwards, known or not.
    pub identify: Duration,
    /// Without a word before a request, and for its head.
    pub head: Duration,
    /// Bytes of a request's head.
    pub head_bytes: usize,
    /// The same of a caller who has not proven who it is, and of whom there can be thousands.
    pub unauthenticated_head_bytes: usize,
    /// For a request's body.
    pub body: Duration,
    /// For a connection, whatever it does: who takes an answer byte by byte ends here too.
    pub connection: Duration,
    /// For a connection whose caller has not proven who it is.
    pub unauthenticated: Duration,
    /// For a call that is under way when its connection must end. Longer than the listener's grace when
    /// the server stops, which then decides.
    pub shutdown_grace: Duration,
    /// For the same when the connection is cut, because its caller's right has ended.
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
