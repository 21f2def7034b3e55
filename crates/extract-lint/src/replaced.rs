use civil::{Pnr, Status};

use crate::fields::known::PNRGAELD;
use crate::finding_kind::FindingKind;

/// Checks the PNRGAELD of a `001`: it must be set if and only if the status says that the number is replaced. The
/// reader reports a value that is not a number.
pub(crate) fn check(pnr: Pnr, status: Option<Status>, text: &[u8]) -> Option<FindingKind> {
    let value = PNRGAELD.of(text);
    let valid = Pnr::from_register(value).filter(|valid| valid.to_integer() > 0);
    let is_blank = value.iter().all(|&byte| byte == b' ' || byte == b'0');
    match (status?.is_replaced(), valid) {
        (_, Some(valid)) if valid == pnr => Some(FindingKind::Oneself),
        (true, None) if is_blank => Some(FindingKind::NoSuccessor),
        (false, Some(_)) => Some(FindingKind::NotReplaced),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fault(status: &[u8; 2], pnrgaeld: &str) -> Option<FindingKind> {
        let pnr = Pnr::from_register(b"0101701234").unwrap();
        let text = format!("0010101701234{pnrgaeld:10}");
        check(pnr, Status::from_register(status), text.as_bytes())
    }

    #[test]
    fn a_replaced_number_names_the_valid_one_and_no_other_does() {
        for status in [b"50", b"60"] {
            assert_eq!(fault(status, "0202801234"), None);
            assert_eq!(fault(status, ""), Some(FindingKind::NoSuccessor));
            assert_eq!(fault(status, "0000000000"), Some(FindingKind::NoSuccessor));
            assert_eq!(fault(status, "0101701234"), Some(FindingKind::Oneself));
            assert_eq!(fault(status, "020280x"), None);
        }
        for status in [b"01", b"30", b"90"] {
            assert_eq!((fault(status, ""), fault(status, "0000000000")), (None, None));
            assert_eq!(fault(status, "0202801234"), Some(FindingKind::NotReplaced));
        }
    }
}
