use std::fmt;

/// A record type (RECORDTYPE): three digits, `000` to `999`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RecordType(u16);

impl RecordType {
    /// `000`, the start record with PRODDTO.
    pub const START: Self = Self(0);
    /// `001`, the person's status and birth; present whenever there is anything about the person.
    pub const PERSON: Self = Self(1);
    /// `002`, the current address with KOMKOD.
    pub const ADDRESS: Self = Self(2);
    /// `003`, the address for a letter; those of all persons stand together, after their other records.
    pub const LABEL: Self = Self(3);
    /// `004`, a protection.
    pub const PROTECTION: Self = Self(4);
    /// `099`, one event that touched the person.
    pub const EVENT: Self = Self(99);
    /// `910`, CPR's error reply to an input record of the subscriber.
    pub const ERROR: Self = Self(910);
    /// `997`, CPR's receipt for a deleted subscription.
    pub const RECEIPT: Self = Self(997);
    /// `999`, the end record with TAELLER.
    pub const END: Self = Self(999);

    /// The type in the first three bytes of a record, `None` when they are not digits.
    pub fn from_register(bytes: &[u8]) -> Option<Self> {
        match *bytes {
            [h, t, o] if h.is_ascii_digit() && t.is_ascii_digit() && o.is_ascii_digit() => {
                Some(Self::of(&[h, t, o]))
            }
            _ => None,
        }
    }

    /// The type from its digits. The caller has checked that they are digits.
    pub(super) const fn of(digits: &[u8; 3]) -> Self {
        let [h, t, o] = *digits;
        Self((h - b'0') as u16 * 100 + (t - b'0') as u16 * 10 + (o - b'0') as u16)
    }

    /// The type with a number from 0 to 999; a greater one becomes 999.
    pub const fn from_integer(number: u16) -> Self {
        if number > 999 { Self::END } else { Self(number) }
    }

    /// The type as a number from 0 to 999.
    pub const fn to_integer(self) -> u16 {
        self.0
    }

    /// The three digits as bytes.
    pub fn digits(self) -> [u8; 3] {
        [self.0 / 100 % 10, self.0 / 10 % 10, self.0 % 10]
            .map(|digit| b"0123456789"[usize::from(digit)])
    }
}

impl fmt::Display for RecordType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:03}", self.0)
    }
}

impl fmt::Debug for RecordType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "RecordType({self})")
    }
}
