/// An answer of CPR Direkte PNR (OFF4): the records of one person without history, behind 28 bytes about the look-up
/// (`lookup.md` 6).
///
/// The records are padded and without line ends, `003` in its numeric place; PRODDTO is the day of the look-up and
/// PRODDTOFORRIG is zeros.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Off4Answer<'a> {
    fejlnr: u8,
    length: usize,
    bytes: &'a [u8],
}

/// Not an answer of OFF4.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "not an answer of OFF4: it does not begin with KUNDENR, ABON_TYPE, DATA_TYPE, TOKEN, user, FEJLNR and length"
)]
pub struct NotAnAnswer;

/// The type and the key of a start record.
const START: &[u8] = b"0000000000000";

impl<'a> Off4Answer<'a> {
    /// Bytes before the records: KUNDENR(4) ABON_TYPE(1) DATA_TYPE(1) TOKEN(8) user(8) FEJLNR(2) length(4).
    pub const HEAD: usize = 28;
    /// The longest answer, in bytes: the head and 2,880 characters of records.
    pub const LONGEST: usize = Self::HEAD + 2880;

    /// Whether a file that begins with these bytes, at least [`BEGINNING`](Self::BEGINNING), is an answer with records.
    pub fn is_begun(beginning: &[u8]) -> bool {
        Off4Answer::parse(beginning).is_ok_and(|answer| answer.records().starts_with(START))
    }

    /// How many bytes show an answer: the head, and the type and key of the start record.
    pub const BEGINNING: usize = Self::HEAD + 13;

    /// Reads an answer; one with an error has a text instead of records.
    ///
    /// # Errors
    /// [`NotAnAnswer`] when the head cannot be read.
    pub fn parse(bytes: &'a [u8]) -> Result<Self, NotAnAnswer> {
        let is_extract = bytes.starts_with(START);
        let head = bytes.get(..Self::HEAD).filter(|_| !is_extract).ok_or(NotAnAnswer)?;
        let digits = |from: usize, to: usize| {
            let digits = &head[from..to];
            let is_number = digits.iter().all(u8::is_ascii_digit);
            std::str::from_utf8(digits).ok().filter(|_| is_number)?.parse::<u16>().ok()
        };
        let _kundenr = digits(0, 4).ok_or(NotAnAnswer)?;
        let _types = digits(4, 6).ok_or(NotAnAnswer)?;
        let fejlnr = digits(22, 24).ok_or(NotAnAnswer)?;
        let length = digits(24, 28).ok_or(NotAnAnswer)?;
        let fejlnr = u8::try_from(fejlnr).map_err(|_| NotAnAnswer)?;
        Ok(Self { fejlnr, length: length.into(), bytes })
    }

    /// FEJLNR: 0 when the look-up was done.
    pub const fn fejlnr(&self) -> u8 {
        self.fejlnr
    }

    /// The length that the answer says of itself, in bytes.
    pub const fn stated_length(&self) -> usize {
        self.length
    }

    /// Whether the answer is as long as it says, but for line ends that a program has added when it saved the answer.
    pub fn is_whole(&self) -> bool {
        let rest = self.bytes.get(self.length..);
        rest.is_some_and(|rest| rest.iter().all(|byte| matches!(byte, b'\r' | b'\n')))
    }

    /// The records, from `000` to `999`; the text of an error.
    pub fn records(&self) -> &'a [u8] {
        &self.bytes[Self::HEAD..]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: &str = "038406fJrr7CCxWUDI017800";

    fn answer() -> String {
        let records = format!(
            "00000000000000384012026010500000000{:106}999999999999900000001",
            "0010101581234          01000000000000 K1858-01-01"
        );
        format!("{HEAD}{:04}{records}", records.len() + Off4Answer::HEAD)
    }

    #[test]
    fn answer_has_a_head_and_records() {
        let text = answer();
        let answer = Off4Answer::parse(text.as_bytes()).unwrap();
        assert_eq!((answer.fejlnr(), answer.stated_length()), (0, text.len()));
        assert!(answer.is_whole() && answer.records().starts_with(b"0000000000000038401"));
        let saved = format!("{text}\r\n");
        assert!(Off4Answer::parse(saved.as_bytes()).unwrap().is_whole());
        let torn = &text.as_bytes()[..text.len() - 1];
        assert!(!Off4Answer::parse(torn).unwrap().is_whole());
    }

    #[test]
    fn answer_is_known_by_its_beginning() {
        let text = answer();
        let beginning = &text.as_bytes()[..Off4Answer::BEGINNING];
        assert!(Off4Answer::is_begun(beginning));
        assert!(!Off4Answer::is_begun(&beginning[..Off4Answer::BEGINNING - 1]));
        assert!(!Off4Answer::is_begun(b"00000000000000047112026010520260102\n0010101701234"));
        let refused = "038400        WUDI0178050042PNR UKENDT";
        assert!(!Off4Answer::is_begun(refused.as_bytes()));
        assert_eq!(Off4Answer::parse(refused.as_bytes()).map(|answer| answer.fejlnr()), Ok(5));
        for other in ["", "x38406fJrr7CCxWUDI0178000000", "038406fJrr7CCxWUDI017800004"] {
            assert_eq!(Off4Answer::parse(other.as_bytes()), Err(NotAnAnswer), "{other}");
        }
    }

    proptest::proptest! {
        #[test]
        fn answer_of_any_bytes_is_read_or_refused(bytes: Vec<u8>) {
            let text = [HEAD.as_bytes(), &bytes].concat();
            if let Ok(answer) = Off4Answer::parse(&text) {
                proptest::prop_assert_eq!(answer.records().len(), text.len() - Off4Answer::HEAD);
            }
        }
    }
}
