use net::RefusalKind;
use tls::Plaintext;

/// OFF4 without TLS. The answer has the form of OFF4, so that the client shows its text: KUNDENR, token and user are blank,
/// FEJLNR is 99.
pub const PLAINTEXT: Plaintext = Plaintext {
    alpn: None,
    answer: b"000090                990109Forbindelsen er ikke krypteret: brug TLS, og f\xe5 et nyt password, \
        for dette er set",
    refusal: RefusalKind::TlsPlainOff4,
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answer_without_tls_has_the_length_that_it_says() {
        let answer = PLAINTEXT.answer;
        assert_eq!(&answer[22..28], format!("99{:04}", answer.len()).as_bytes());
        assert!(answer[28..].starts_with(b"Forbindelsen"));
    }
}
