use crate::ask::{ABON_TYPE, Ask, TOKEN_AT};
use crate::fejlnr::Fejlnr;
use crate::head::Head;
use crate::secret::Secret;

/// An answer: KUNDENR(4) `ABON_TYPE`(1) `DATA_TYPE`(1) TOKEN(8) user(8) FEJLNR(2) length(4), and behind these 28 bytes the
/// records or the text of an error. The length is that of the whole.
#[derive(Clone)]
pub struct Answer<'a> {
    head: Head,
    token: [u8; 8],
    fejlnr: Fejlnr,
    text: &'a str,
    records: &'a [u8],
}

impl<'a> Answer<'a> {
    /// The answer to a logon that succeeded.
    pub fn logged_on(request: &[u8], token: &Secret) -> Self {
        let head = Head::of(request, user_at(request));
        Self { head, token: *token.reveal(), fejlnr: Fejlnr::DONE, text: "", records: &[] }
    }

    /// The answer to an ask that succeeded, with the person's records if they were asked for.
    pub fn found(request: &[u8], records: &'a [u8]) -> Self {
        Self { records, ..Self::refused(request, Fejlnr::DONE, "") }
    }

    /// The answer to a request that did not succeed, whatever was sent. A character of the text that ISO-8859-1 does not have
    /// becomes a question mark.
    pub fn refused(request: &[u8], fejlnr: Fejlnr, text: &'a str) -> Self {
        let user_at = user_at(request);
        let head = Head::of(request, user_at);
        let token = request.get(TOKEN_AT..Ask::USER_AT).filter(|_| user_at == Ask::USER_AT);
        let token = token.and_then(|token| token.try_into().ok()).unwrap_or([b' '; 8]);
        Self { head, token, fejlnr, text, records: &[] }
    }

    /// The bytes, to be sent at once.
    pub fn to_bytes(&self) -> Vec<u8> {
        // The bytes of ISO-8859-1 are the characters of that number.
        let text = self.text.chars();
        let text: Vec<u8> = text.map(|letter| u8::try_from(letter).unwrap_or(b'?')).collect();
        let length = 28 + text.len() + self.records.len();
        let mut out = Vec::with_capacity(length);
        self.head.write(self.token, &mut out);
        out.extend_from_slice(format!("{}{length:04}", self.fejlnr).as_bytes());
        out.extend_from_slice(&text);
        out.extend_from_slice(self.records);
        out
    }
}

/// Where the user stands in a request.
fn user_at(request: &[u8]) -> usize {
    if request.get(ABON_TYPE) == Some(&b'9') { TOKEN_AT } else { Ask::USER_AT }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LOGON: &[u8] = b"OFF4,038490WUDI0178Passw0rd        ";
    const ASK: &[u8] = b"OFF4,038406fJrr7CCxWUDI0178000101701234";

    #[test]
    fn answer_to_a_logon_has_the_token() {
        let answer = Answer::logged_on(LOGON, &Secret::new(*b"fJrr7CCx")).to_bytes();
        assert_eq!(answer, b"038490fJrr7CCxWUDI0178000028");
    }

    #[test]
    fn answer_to_a_logon_that_is_refused_does_not_repeat_the_password() {
        let answer = Answer::refused(LOGON, Fejlnr::LOGON_FAILED, "Prøv igen").to_bytes();
        assert_eq!(answer, b"038490        WUDI0178010037Pr\xf8v igen");
    }

    #[test]
    fn answer_to_an_ask_has_records_or_none() {
        assert_eq!(Answer::found(ASK, b"").to_bytes(), b"038406fJrr7CCxWUDI0178000028");
        let with_records = Answer::found(ASK, b"000...999").to_bytes();
        assert_eq!(with_records, b"038406fJrr7CCxWUDI0178000037000...999");
    }

    #[test]
    fn answer_to_what_is_no_request_has_a_head_of_its_length() {
        for request in
            [&b""[..], b"OFF4", b"PRIV,\xff\xff", b"GET / HTTP/1.1\r\nHost: a.example\r\n\r\n"]
        {
            let answer = Answer::refused(request, Fejlnr::NO_RIGHT, "Nej").to_bytes();
            assert_eq!(&answer[..6], b"000000", "{request:?}");
            assert_eq!(&answer[22..], b"990031Nej");
        }
    }
}
