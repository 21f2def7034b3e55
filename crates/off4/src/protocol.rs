use net::RefusalKind;
use tls::Protocol;

/// OFF4 over TLS. No client of it has a certificate. The answer without TLS has the form of OFF4, so that the client shows its
/// text: KUNDENR, token and user are blank, FEJLNR is 99.
pub const PROTOCOL: Protocol = Protocol {
    alpn: None,
    asks_for_certificate: false,
    is_plain: |beginning| matches!(beginning, b"OFF4," | b"PRIV,"),
    plain_answer: b"000090                990109Forbindelsen er ikke krypteret: brug TLS, og f\xe5 et nyt password, \
        for dette er set",
    plain_refusal: RefusalKind::TlsPlainOff4,
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answer_without_tls_has_the_length_that_it_says() {
        let answer = PROTOCOL.plain_answer;
        assert_eq!(&answer[22..28], format!("99{:04}", answer.len()).as_bytes());
        assert!(answer[28..].starts_with(b"Forbindelsen"));
    }
}
