/// Why an unauthenticated connection was closed to make room.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum EvictionReason {
    /// Its address, from which too many logins were refused, has more than the few places that it may have.
    LimitedAddress,
    /// Its address holds as many places as an address may.
    AddressLimit,
    /// Its network holds as many places as a network may.
    NetworkLimit,
    /// All places are taken.
    TotalLimit,
    /// The process has no file descriptors left.
    OutOfFiles,
}

/// Why a connection was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
pub enum RejectionReason {
    /// There is no place, and no connection can be evicted.
    #[error("there is no place for this connection")]
    NoPlace,
    /// The system has as many connections open as a system may.
    #[error("the system has too many connections open")]
    SystemLimit,
    /// All places for authenticated callers are taken.
    #[error("too many connections are open")]
    AuthenticatedLimit,
    /// It was evicted before it could authenticate.
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

    /// The name in metrics and logs.
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

    /// The name in metrics and logs.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::NoPlace => "no_place",
            Self::SystemLimit => "system_limit",
            Self::AuthenticatedLimit => "authenticated_limit",
            Self::Evicted => "evicted",
        }
    }
}
