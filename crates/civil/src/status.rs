mod meaning;

use std::fmt;

pub use meaning::StatusMeaning;

/// A person's status (U12170 001.STATUS): two digits, such as 01 resident or 90 dead.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Status(u8);

impl Status {
    /// The number was replaced by another, which is in PNRGAELD.
    pub const CHANGED: Self = Self(60);
    /// The number was a second one for the same person and was deleted; PNRGAELD has the valid one.
    pub const DUPLICATE: Self = Self(50);

    /// The number was assigned by mistake and belongs to nobody.
    pub const ANNULLED: Self = Self(30);
    /// The person is dead.
    pub const DEAD: Self = Self(90);

    /// The status in two bytes of a record, `None` when they are not digits.
    pub fn from_register(bytes: &[u8]) -> Option<Self> {
        match *bytes {
            [tens, ones] if tens.is_ascii_digit() && ones.is_ascii_digit() => {
                Some(Self((tens - b'0') * 10 + (ones - b'0')))
            }
            _ => None,
        }
    }

    /// The status from its number, `None` when that is above 99.
    pub const fn from_integer(number: u8) -> Option<Self> {
        if number <= 99 { Some(Self(number)) } else { None }
    }

    /// The status as a number from 0 to 99.
    pub const fn to_integer(self) -> u8 {
        self.0
    }

    /// Whether the number was replaced by the one in PNRGAELD (50 and 60).
    pub fn is_replaced(self) -> bool {
        self == Self::CHANGED || self == Self::DUPLICATE
    }

    /// Whether such a person may have a current address (`002`): only below 30.
    pub const fn may_have_address(self) -> bool {
        self.0 < 30
    }

    /// What the status means; `None` for a status without a published meaning.
    pub fn meaning(self) -> Option<&'static StatusMeaning> {
        StatusMeaning::of(self.0)
    }
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}", self.0)
    }
}

impl fmt::Debug for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Status({self})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn replaced_numbers_are_50_and_60() {
        let replaced = |text: &[u8]| Status::from_register(text).unwrap().is_replaced();
        assert!(replaced(b"50") && replaced(b"60"));
        assert!(!replaced(b"01") && !replaced(b"90"));
        assert_eq!(Status::from_register(b"1 "), None);
    }

    #[test]
    fn a_status_says_what_it_means() {
        let meaning = |number| Status::from_integer(number).unwrap().meaning();
        assert_eq!(meaning(90).unwrap().danish(), "Inaktiv, død");
        assert_eq!(meaning(90).unwrap().english(), "Inactive, dead");
        assert!(meaning(1).unwrap().is_active() && !meaning(20).unwrap().is_active());
        assert_eq!(meaning(42), None);
        assert!(Status(20).may_have_address() && !Status::DEAD.may_have_address());
    }
}
