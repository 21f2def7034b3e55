use jiff::civil::Date;

use crate::layout::RecordType;
use crate::layout::known::{BESKYTTYPE, PROTECTED_FROM, PROTECTED_UNTIL};
use crate::partial_moment::PartialMoment;

/// Name and address protection.
const NAME_AND_ADDRESS: &[u8] = b"0001";

/// A protection of a person's name and address: a `004` of type 0001. A date that is blank, zeros or not known whole is no
/// limit: an unclear protection protects.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Protection {
    from: Option<Date>,
    until: Option<Date>,
}

impl Protection {
    /// The protection that a record says, if it is one of name and address.
    pub fn of(record: &[u8]) -> Option<Self> {
        let is_protection = record.get(..3) == Some(&RecordType::PROTECTION.digits()[..]);
        (is_protection && BESKYTTYPE.of(record) == NAME_AND_ADDRESS).then(|| Self {
            from: day(PROTECTED_FROM.of(record)),
            until: day(PROTECTED_UNTIL.of(record)),
        })
    }

    /// Whether it is in force on a day: from its first day to its last.
    pub fn is_in_force(self, day: Date) -> bool {
        self.from.is_none_or(|from| from <= day) && self.until.is_none_or(|until| day <= until)
    }
}

/// Whether name and address of the person with these records are protected on a day.
pub fn is_protected<'a>(records: impl IntoIterator<Item = &'a [u8]>, on: Date) -> bool {
    records.into_iter().filter_map(Protection::of).any(|protection| protection.is_in_force(on))
}

fn day(field: &[u8]) -> Option<Date> {
    PartialMoment::parse(field).ok().flatten()?.date()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn is_protected_on_the_fifth(kind: &str, from: &str, until: &str) -> bool {
        let record = format!("0040101701234{kind}{from:10}{until:10}");
        is_protected([record.as_bytes()], date(2026, 1, 5))
    }

    #[test]
    fn protection_is_in_force_from_its_first_day_to_its_last() {
        let protected = |from, until| is_protected_on_the_fifth("0001", from, until);
        assert!(protected("2026-01-05", "2026-01-05"));
        assert!(protected("2025-01-01", "") && protected("2025-01-01", "2027-01-01"));
        assert!(!protected("2026-01-06", "") && !protected("2025-01-01", "2026-01-04"));
    }

    #[test]
    fn protection_with_unclear_dates_protects() {
        for (from, until) in [("", ""), ("0000-00-00", "0000-00-00"), ("x", "2026-00-00")] {
            assert!(is_protected_on_the_fifth("0001", from, until), "{from} {until}");
        }
        // Trailing blanks were cut.
        assert!(is_protected([&b"00401017012340001"[..]], date(2026, 1, 5)));
    }

    #[test]
    fn other_protections_do_not_protect_an_address() {
        assert!(!is_protected_on_the_fifth("0003", "2025-01-01", ""));
        assert!(!is_protected([&b"00501017012340001"[..], b"004"], date(2026, 1, 5)));
    }
}
