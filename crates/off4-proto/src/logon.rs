use civil::{KundeNr, Off4User};

use crate::secret::Secret;

/// A logon: 35 bytes, `OFF4` `,` KUNDENR(4) `9` `0` user(8) password(8) new password(8) (`lookup.md` 6).
#[derive(Debug, Clone, Copy)]
pub struct Logon {
    /// The customer; `None` when it is no number.
    pub kundenr: Option<KundeNr>,
    /// The user; `None` when it cannot be one.
    pub user: Option<Off4User>,
    /// The password.
    pub password: Secret,
    /// The new password, if one is to be set.
    pub new_password: Option<Secret>,
}

impl Logon {
    /// Its length in bytes.
    pub(crate) const LENGTH: usize = 35;

    pub(crate) fn parse(bytes: &[u8; Self::LENGTH]) -> Self {
        let secret = |from: usize| {
            let mut secret = [b' '; 8];
            secret.copy_from_slice(&bytes[from..from + 8]);
            Secret::new(secret)
        };
        Self {
            kundenr: KundeNr::from_register(&bytes[5..9]),
            user: Off4User::from_register(&bytes[11..19]),
            password: secret(19),
            new_password: Some(secret(27)).filter(|secret| !secret.is_blank()),
        }
    }
}
