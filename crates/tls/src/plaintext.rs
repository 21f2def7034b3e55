use net::RefusalKind;

/// The protocol of a listener, as a client speaks it that does not use TLS.
#[derive(Debug, Clone, Copy)]
pub struct Plaintext {
    /// The protocol's name in TLS (ALPN), if it has one.
    pub alpn: Option<&'static [u8]>,
    /// The answer, in the client's protocol, that TLS is required.
    pub answer: &'static [u8],
    /// What is recorded of such a client.
    pub refusal: RefusalKind,
}

impl Plaintext {
    /// HTTP/1.1. Clients of the last twenty years speak it; a second protocol would be a second attack surface.
    pub const HTTP: Self = Self {
        alpn: Some(b"http/1.1"),
        answer: b"HTTP/1.1 400 Bad Request\r\nContent-Type: text/plain\r\nContent-Length: 36\r\n\
            Connection: close\r\n\r\nThis port speaks HTTPS: use https://",
        refusal: RefusalKind::TlsPlainHttp,
    };
}
