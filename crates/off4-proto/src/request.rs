use crate::ask::{ABON_TYPE, AbonType, Ask, DATA_TYPE};
use crate::fejlnr::Fejlnr;
use crate::logon::Logon;

/// The code of the transaction, and the comma behind it.
const TRANSACTION: &[u8] = b"OFF4,";

/// A request.
#[derive(Debug, Clone, Copy)]
pub enum Request {
    /// Who asks.
    Logon(Logon),
    /// About whom.
    Ask(Ask),
}

/// Why a request is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidRequest {
    /// It is of another transaction, or not as long as it has to be.
    #[error("not a request of OFF4")]
    NotOff4,
    /// `ABON_TYPE` is none of 0, 1, 3 and 9.
    #[error("a request of OFF4 with an unknown ABON_TYPE")]
    AbonType,
    /// `DATA_TYPE` is neither 0 nor 6.
    #[error("a request of OFF4 with an unknown DATA_TYPE")]
    DataType,
}

impl InvalidRequest {
    /// The number in the answer.
    pub const fn fejlnr(self) -> Fejlnr {
        match self {
            Self::NotOff4 => Fejlnr::NO_RIGHT,
            Self::AbonType => Fejlnr::ABON_TYPE,
            Self::DataType => Fejlnr::DATA_TYPE,
        }
    }

    /// The text in the answer.
    pub const fn danish(self) -> &'static str {
        match self {
            Self::NotOff4 => "Forespørgslen er ikke en OFF4-forespørgsel på 35 eller 39 tegn",
            Self::AbonType => "ABON_TYPE er ukendt; brug 0, 1 eller 3",
            Self::DataType => "DATA_TYPE er ukendt; brug 0 eller 6",
        }
    }
}

impl Request {
    /// How many bytes at its beginning say how long it is.
    pub const BEGINNING: usize = DATA_TYPE;

    /// The length of the request that begins so, in bytes.
    ///
    /// # Errors
    /// [`InvalidRequest`] when it is no request of OFF4.
    pub fn length(beginning: &[u8]) -> Result<usize, InvalidRequest> {
        if !beginning.starts_with(TRANSACTION) {
            return Err(InvalidRequest::NotOff4);
        }
        match beginning.get(ABON_TYPE) {
            Some(b'9') => Ok(Logon::LENGTH),
            _ => Ok(Ask::LENGTH),
        }
    }

    /// Reads a request. Bytes behind it are not looked at.
    ///
    /// # Errors
    /// [`InvalidRequest`].
    pub fn parse(bytes: &[u8]) -> Result<Self, InvalidRequest> {
        let length = Self::length(bytes)?;
        if let Some(logon) = bytes.first_chunk().filter(|_| length == Logon::LENGTH) {
            return Ok(Self::Logon(Logon::parse(logon)));
        }
        let ask = bytes.first_chunk().ok_or(InvalidRequest::NotOff4)?;
        let abon = match bytes[ABON_TYPE] {
            b'0' => AbonType::None,
            b'1' => AbonType::Subscribe,
            b'3' => AbonType::Unsubscribe,
            _ => return Err(InvalidRequest::AbonType),
        };
        let data = match bytes[DATA_TYPE] {
            b'0' => false,
            b'6' => true,
            _ => return Err(InvalidRequest::DataType),
        };
        Ok(Self::Ask(Ask::parse(ask, abon, data)))
    }
}

#[cfg(test)]
#[allow(clippy::panic, reason = "tests")]
mod tests {
    use super::*;

    const LOGON: &[u8] = b"OFF4,038490WUDI0178Passw0rd        ";
    const ASK: &[u8] = b"OFF4,038416fJrr7CCxWUDI0178000101701234";

    fn error(bytes: &[u8]) -> InvalidRequest {
        Request::parse(bytes).unwrap_err()
    }

    #[test]
    fn logon_is_read() {
        assert_eq!(Request::length(&LOGON[..Request::BEGINNING]), Ok(LOGON.len()));
        let Ok(Request::Logon(logon)) = Request::parse(LOGON) else { panic!("a logon") };
        assert_eq!((logon.kundenr, logon.user), ("0384".parse().ok(), "WUDI0178".parse().ok()));
        assert_eq!(logon.password.reveal(), b"Passw0rd");
        assert!(logon.new_password.is_none());
        let new = [&LOGON[..27], b"Passw0rt"].concat();
        let Ok(Request::Logon(logon)) = Request::parse(&new) else { panic!("a logon") };
        assert_eq!(logon.new_password.unwrap().reveal(), b"Passw0rt");
        assert!(!format!("{logon:?}").contains("Passw0r"));
    }

    #[test]
    fn ask_is_read() {
        assert_eq!(Request::length(&ASK[..Request::BEGINNING]), Ok(ASK.len()));
        let Ok(Request::Ask(ask)) = Request::parse(ASK) else { panic!("an ask") };
        assert_eq!((ask.kundenr, ask.user), ("0384".parse().ok(), "WUDI0178".parse().ok()));
        assert_eq!((ask.abon, ask.data), (AbonType::Subscribe, true));
        assert_eq!((ask.token.reveal(), ask.pnr), (b"fJrr7CCx", "0101701234".parse().ok()));
    }

    #[test]
    fn ask_without_a_number_is_read_as_one() {
        for number in ["          ", "0000000000", "01017012  ", "010170-123"] {
            let bytes = [&ASK[..29], number.as_bytes()].concat();
            let Ok(Request::Ask(ask)) = Request::parse(&bytes) else { panic!("an ask") };
            assert_eq!(ask.pnr, None, "{number}");
        }
    }

    #[test]
    fn request_that_is_none_is_answered_with_what_is_wrong() {
        let other = b"PRIV,038406fJrr7CCxWUDI0178000101701234";
        for bytes in [&b""[..], other, &LOGON[..34], &ASK[..38]] {
            assert_eq!(error(bytes), InvalidRequest::NotOff4, "{bytes:?}");
        }
        let abon = error(b"OFF4,038426fJrr7CCxWUDI0178000101701234");
        assert_eq!((abon, abon.fejlnr().to_string().as_str()), (InvalidRequest::AbonType, "10"));
        let data = error(b"OFF4,038405fJrr7CCxWUDI0178000101701234");
        assert_eq!((data, data.fejlnr().to_string().as_str()), (InvalidRequest::DataType, "11"));
    }

    proptest::proptest! {
        #[test]
        fn request_of_any_bytes_is_read_or_refused(bytes: Vec<u8>) {
            let with_code = [TRANSACTION, &bytes].concat();
            for bytes in [bytes, with_code] {
                if let Ok(length) = Request::length(&bytes) {
                    let is_short = Request::parse(&bytes).is_err_and(|error| error == InvalidRequest::NotOff4);
                    proptest::prop_assert_eq!(is_short, bytes.len() < length);
                }
            }
        }
    }
}
