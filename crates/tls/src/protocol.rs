use net::RefusalKind;

/// What is spoken over TLS on a listener.
#[derive(Debug, Clone, Copy)]
pub struct Protocol {
    /// Its name in TLS (ALPN), if it has one.
    pub alpn: Option<&'static [u8]>,
    /// Whether clients are asked for a certificate, which they need not have.
    pub asks_for_certificate: bool,
    /// Whether a client that begins with these bytes, up to [`Protocol::BEGINNING`], speaks it without TLS.
    pub is_plain: fn(&[u8]) -> bool,
    /// The answer to such a client, that TLS is required.
    pub plain_answer: &'static [u8],
    /// What is recorded of such a client.
    pub plain_refusal: RefusalKind,
}

impl Protocol {
    /// How many bytes are looked at to see whether a client speaks it without TLS.
    pub const BEGINNING: usize = 5;

    /// HTTP/1.1. Clients of the last twenty years speak it; a second protocol would be a second attack surface.
    pub const HTTP: Self = Self {
        alpn: Some(b"http/1.1"),
        asks_for_certificate: true,
        is_plain: |beginning| beginning.first().is_some_and(u8::is_ascii_uppercase),
        plain_answer:
            b"HTTP/1.1 400 Bad Request\r\nContent-Type: text/plain\r\nContent-Length: 36\r\n\
            Connection: close\r\n\r\nThis port speaks HTTPS: use https://",
        plain_refusal: RefusalKind::TlsPlainHttp,
    };
}
