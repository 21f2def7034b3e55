/// Why the connection of a caller who has not proven who it is was closed to make room.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum EvictionReason {
    /// Its address, from which too many logins were refused, has more than the few places it may have.
    LimitedAddress,
    /// Its address holds as many places as one address may.
    AddressLimit,
    /// Its network holds as many places as one network may.
    NetworkLimit,
    /// All places are taken.
    TotalLimit,
    /// The process has no more file descriptors.
    OutOfFiles,
}

/// Why a connection was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
pub enum RejectionReason {
    /// There is no place, and nobody to make room.
    #[error("there is no place for this connection")]
    NoPlace,
    /// The system has as many connections open as one system may.
    #[error("the system has too many connections open")]
    SystemLimit,
    /// All places for callers who have proven who they are are taken.
    #[error("too many connections are open")]
    AuthenticatedLimit,
    /// It was evicted before it could prove who it is.
    #[error("the connection was evicted")]
    Evicted,
}

impl EvictionReason {
    /// Every reason.
    pub const ALL: [Self; 5] = [
        Self::LimitedAddress,
        Self::AddressLimit,
        Self::NetworkLimit,
        Self::TotalLimit,
        Self::OutOfFiles,
    ];

    /// The word for it, for metrics and logs.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::LimitedAddress => "limited_address",
            Self::AddressLimit => "address_limit",
            Self::NetworkLimit => "network_limit",
            Self::TotalLimit => "total_limit",
            Self::OutOfFiles => "out_of_files",
        }
    }
}

impl RejectionReason {
    /// Every reason.
    pub const ALL: [Self; 4] =
        [Self::NoPlace, Self::SystemLimit, Self::AuthenticatedLimit, Self::Evicted];

    /// The word for it, for metrics and logs.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::NoPlace => "no_place",
            Self::SystemLimit => "system_limit",
            Self::AuthenticatedLimit => "authenticated_limit",
            Self::Evicted => "evicted",
        }
    }
}
