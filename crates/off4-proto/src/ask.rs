use civil::{KundeNr, Off4User, Pnr};

use crate::secret::Secret;

/// Where `ABON_TYPE` stands; a logon has `9` there. `DATA_TYPE` is behind it.
pub(crate) const ABON_TYPE: usize = 9;
pub(crate) const DATA_TYPE: usize = ABON_TYPE + 1;
/// Where the token stands; in a logon, the user.
pub(crate) const TOKEN_AT: usize = DATA_TYPE + 1;

/// An ask about a person: 39 bytes, `OFF4` `,` KUNDENR(4) `ABON_TYPE`(1) `DATA_TYPE`(1) TOKEN(8) user(8) FEJLNR `00` PNR(10)
/// (`lookup.md` 6).
#[derive(Debug, Clone, Copy)]
pub struct Ask {
    /// The customer; `None` when it is no number.
    pub kundenr: Option<KundeNr>,
    /// Whether the person is to be subscribed to.
    pub abon: AbonType,
    /// Whether the person's records are asked for.
    pub data: bool,
    /// The token.
    pub token: Secret,
    /// The user; `None` when it cannot be one.
    pub user: Option<Off4User>,
    /// The person; `None` when it is no number.
    pub pnr: Option<Pnr>,
}

/// `ABON_TYPE`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AbonType {
    /// `0`: nothing about subscriptions.
    None,
    /// `1`: subscribe to the person.
    Subscribe,
    /// `3`: subscribe no longer.
    Unsubscribe,
}

impl Ask {
    /// Its length in bytes.
    pub(crate) const LENGTH: usize = 39;
    /// Where the user stands.
    pub(crate) const USER_AT: usize = 19;

    /// `types` are those that stand in it.
    pub(crate) fn parse(bytes: &[u8; Self::LENGTH], abon: AbonType, data: bool) -> Self {
        let mut token = [b' '; 8];
        token.copy_from_slice(&bytes[TOKEN_AT..Self::USER_AT]);
        Self {
            kundenr: KundeNr::from_register(&bytes[5..9]),
            abon,
            data,
            token: Secret::new(token),
            user: Off4User::from_register(&bytes[Self::USER_AT..27]),
            pnr: Pnr::from_register(&bytes[29..39]).filter(|pnr| pnr.to_integer() != 0),
        }
    }
}
