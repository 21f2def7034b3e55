use std::fmt;

/// FEJLNR: what became of a request (`lookup.md` 6). Clients decide by the number; people read the text behind it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fejlnr(u8);

impl Fejlnr {
    /// It was done.
    pub const DONE: Self = Self(0);
    /// User or password is wrong.
    pub const LOGON_FAILED: Self = Self(1);
    /// The password has to be changed.
    pub const PASSWORD_EXPIRED: Self = Self(2);
    /// The new password does not have the form of one.
    pub const NEW_PASSWORD: Self = Self(3);
    /// No access at the moment.
    pub const NO_ACCESS_NOW: Self = Self(4);
    /// The register does not have the number.
    pub const PNR_NOT_FOUND: Self = Self(5);
    /// The customer's number is not the account's.
    pub const UNKNOWN_CUSTOMER: Self = Self(6);
    /// The token is no longer valid: clients log on again.
    pub const TOKEN_EXPIRED: Self = Self(7);
    /// The server is busy: clients try again.
    pub const BUSY: Self = Self(8);
    /// `ABON_TYPE` is none that there is.
    pub const ABON_TYPE: Self = Self(10);
    /// `DATA_TYPE` is none that there is, or the person cannot be given in it.
    pub const DATA_TYPE: Self = Self(11);
    /// The client may not call from its address.
    pub const ADDRESS: Self = Self(16);
    /// No number was given.
    pub const NO_PNR: Self = Self(17);
    /// The user has no right to it.
    pub const NO_RIGHT: Self = Self(99);

    /// The number.
    pub const fn number(self) -> u8 {
        self.0
    }
}

/// Two digits.
impl fmt::Display for Fejlnr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}", self.0)
    }
}
