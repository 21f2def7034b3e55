use std::fmt;
use std::net::IpAddr;
use std::str::FromStr;

use civil::Off4User;
use uuid::Uuid;

use super::credentials::Fingerprint;
use super::user::UserName;

/// The actor of an operation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Actor {
    /// A system, by the certificate with which it called.
    Certificate(Fingerprint),
    /// A system, by the account of OFF4 by which it logged on.
    Off4Account(Off4User),
    /// A caller without a registered certificate or key, by address.
    Address(IpAddr),
    /// A person at the machine's command line.
    Operator {
        /// The user id under which the command ran.
        uid: u32,
        /// The name in the operator's environment, which proves nothing.
        name: String,
    },
    /// A person who has signed in to the pages.
    User(UserName),
    /// The platform itself.
    Platform,
}

/// `certificate 3f…`, `off4-account WUDI0178`, `address 192.0.2.1`, `operator 1000 anna`, `user anna` or `platform`; reads
/// back.
impl fmt::Display for Actor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Certificate(fingerprint) => write!(f, "certificate {fingerprint}"),
            Self::Off4Account(user) => write!(f, "off4-account {user}"),
            Self::Address(address) => write!(f, "address {address}"),
            Self::Operator { uid, name } => write!(f, "operator {uid} {name}"),
            Self::User(name) => write!(f, "user {name}"),
            Self::Platform => f.write_str("platform"),
        }
    }
}

/// Not the text of an [`Actor`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not the text of an actor")]
pub struct InvalidActor;

impl FromStr for Actor {
    type Err = InvalidActor;

    fn from_str(text: &str) -> Result<Self, InvalidActor> {
        let (kind, rest) = text.split_once(' ').unwrap_or((text, ""));
        match kind {
            "certificate" => rest.parse().map(Self::Certificate).ok(),
            "off4-account" => rest.parse().map(Self::Off4Account).ok(),
            "address" => rest.parse().map(Self::Address).ok(),
            "operator" => rest.split_once(' ').and_then(|(uid, name)| {
                Some(Self::Operator { uid: uid.parse().ok()?, name: name.to_owned() })
            }),
            "user" => rest.parse().map(Self::User).ok(),
            "platform" => Some(Self::Platform),
            _ => None,
        }
        .ok_or(InvalidActor)
    }
}

/// The author of a change, for the history and the audit trail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Author {
    /// The actor.
    pub actor: Actor,
    /// `OnBehalfOfUser` of the call, if it had one: the caller's text, often a person's initials.
    /// It is kept here and appears nowhere else.
    pub on_behalf_of: Option<String>,
    /// The id that log, fault and audit trail share.
    pub correlation: Uuid,
}

impl Author {
    /// The platform itself.
    pub const PLATFORM: Self =
        Self { actor: Actor::Platform, on_behalf_of: None, correlation: Uuid::nil() };

    /// An actor without `OnBehalfOfUser`.
    pub const fn new(actor: Actor, correlation: Uuid) -> Self {
        Self { actor, on_behalf_of: None, correlation }
    }
}

/// One entry of the audit trail: who tried what, and the outcome. Never has data of the register.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditEntry {
    /// The actor.
    pub author: Author,
    /// The operation, in one word or two: `AddPNRSubscription`, `sftp login`, `release`.
    pub action: String,
    /// The object: an agreement's UUID, a run's number, an account.
    pub subject: String,
    /// The outcome: `done`, or a fault code.
    pub outcome: String,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Sha256;

    #[test]
    fn actors_read_back() {
        let actors = [
            Actor::Certificate(Fingerprint(Sha256::from_bytes([0xa1; 32]))),
            Actor::Off4Account("WUDI0178".parse().unwrap()),
            Actor::Address("2001:db8::1".parse().unwrap()),
            Actor::Operator { uid: 0, name: "anna berg".into() },
            Actor::Operator { uid: 1000, name: String::new() },
            Actor::User("mette@odder.dk".parse().unwrap()),
            Actor::Platform,
        ];
        for actor in actors {
            assert_eq!(actor.to_string().parse(), Ok(actor));
        }
        for text in ["", "unknown", "operator anna", "address x", "certificate 12", "user 1"] {
            assert_eq!(text.parse::<Actor>(), Err(InvalidActor), "{text}");
        }
    }
}
