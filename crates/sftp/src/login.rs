use net::{KnownBy, RefusalKind, RejectionReason};
use store::SftpUser;

use crate::algorithm_name::algorithm_name;

/// How far a client has come with logging in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Login {
    /// It has tried nothing that counts, or the store failed.
    NotAttempted,
    /// It named an account, and has offered no key that the library could read.
    NoKey(ClaimedAccount),
    /// Its last try was refused.
    Refused(ClaimedAccount, LoginRejection),
    /// It offered a registered key, and did not prove that it has it.
    KeyNotProven(ClaimedAccount),
    /// It has proven that it has a registered key, and its system has too many connections open.
    TooMany(ClaimedAccount, RejectionReason),
    /// It is logged in.
    Done,
}

/// Why a login was refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum LoginRejection {
    /// The key is not registered for the account, or there is no such account.
    KeyUnknown { fingerprint: String },
    /// Signatures of that algorithm are not accepted.
    Algorithm { name: String, is_registered: bool },
    /// The key is registered, and the operator has suspended the system.
    SystemSuspended,
    /// The key is registered, and the operator has not allowed the system to use the listener for old clients.
    LegacyNotAllowed,
    /// It was no public key.
    Method(&'static str),
}

/// The account that a client claims; `None` when the name cannot be an account's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ClaimedAccount(pub(crate) Option<SftpUser>);

/// A refused login, as it is logged and counted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct RejectedLogin {
    pub(crate) kind: RefusalKind,
    pub(crate) detail: String,
    pub(crate) claimed: ClaimedAccount,
    pub(crate) known_by: KnownBy,
}

impl ClaimedAccount {
    pub(crate) fn of(user: &str) -> Self {
        Self(user.parse().ok())
    }
}

impl LoginRejection {
    pub(crate) fn algorithm(name: &str, is_registered: bool) -> Self {
        Self::Algorithm { name: algorithm_name(name).to_owned(), is_registered }
    }
}

impl Login {
    /// The refusal, if there was one: a client that tried nothing was not refused.
    pub(crate) fn refused(self) -> Option<RejectedLogin> {
        let (claimed, kind, detail, known_by) = match self {
            Self::NotAttempted | Self::NoKey(_) | Self::Done => return None,
            Self::Refused(claimed, LoginRejection::KeyUnknown { fingerprint }) => {
                (claimed, RefusalKind::SshKeyUnknown, fingerprint, KnownBy::AccountName)
            }
            Self::Refused(claimed, LoginRejection::Algorithm { name, is_registered }) => {
                let known_by = if is_registered { KnownBy::Key } else { KnownBy::AccountName };
                (claimed, RefusalKind::SshAlgorithmNotAccepted, name, known_by)
            }
            Self::Refused(claimed, LoginRejection::SystemSuspended) => {
                (claimed, RefusalKind::SshSystemSuspended, String::new(), KnownBy::Key)
            }
            Self::Refused(claimed, LoginRejection::LegacyNotAllowed) => {
                (claimed, RefusalKind::SshLegacyNotAllowed, String::new(), KnownBy::Key)
            }
            Self::Refused(claimed, LoginRejection::Method(method)) => {
                let (kind, known_by) = (RefusalKind::SshMethodNotAccepted, KnownBy::AccountName);
                (claimed, kind, method.to_owned(), known_by)
            }
            Self::KeyNotProven(claimed) => {
                (claimed, RefusalKind::SshKeyNotProven, String::new(), KnownBy::Key)
            }
            Self::TooMany(claimed, reason) => {
                (claimed, RefusalKind::TooManyConnections, reason.to_string(), KnownBy::Key)
            }
        };
        Some(RejectedLogin { kind, detail, claimed, known_by })
    }
}

/// The outcome of a failed login in the audit trail.
pub(crate) fn outcome(kind: RefusalKind) -> String {
    match kind {
        RefusalKind::SshKeyUnknown | RefusalKind::SshMethodNotAccepted => "NOT_REGISTERED".into(),
        RefusalKind::SshKeyNotProven => "NOT_PROVEN".into(),
        other => other.as_str().trim_start_matches("ssh_").to_ascii_uppercase(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn outcome_of_every_refused_login_is_one_word() {
        let words = [
            (RefusalKind::SshKeyUnknown, "NOT_REGISTERED"),
            (RefusalKind::SshMethodNotAccepted, "NOT_REGISTERED"),
            (RefusalKind::SshKeyNotProven, "NOT_PROVEN"),
            (RefusalKind::SshAlgorithmNotAccepted, "ALGORITHM_NOT_ACCEPTED"),
            (RefusalKind::SshNoCommonKeyExchange, "NO_COMMON_KEY_EXCHANGE"),
            (RefusalKind::SshNoKeyOffered, "NO_KEY_OFFERED"),
            (RefusalKind::SshLegacyNotAllowed, "LEGACY_NOT_ALLOWED"),
            (RefusalKind::AddressLimited, "ADDRESS_LIMITED"),
        ];
        for (kind, word) in words {
            assert_eq!(outcome(kind), word);
        }
    }

    #[test]
    fn refused_with_a_registered_key_knows_the_system_by_it() {
        let of = |is_registered| {
            let why = LoginRejection::algorithm("ssh-rsa", is_registered);
            let refused = Login::Refused(ClaimedAccount::of("vejle"), why).refused().unwrap();
            (refused.kind, refused.detail, refused.known_by)
        };
        let kind = RefusalKind::SshAlgorithmNotAccepted;
        assert_eq!(of(true), (kind, "ssh-rsa".to_owned(), KnownBy::Key));
        assert_eq!(of(false), (kind, "ssh-rsa".to_owned(), KnownBy::AccountName));
    }
}
