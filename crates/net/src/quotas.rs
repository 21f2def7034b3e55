/// How many connections a listener may have open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ConnectionQuotas {
    /// For callers who have not proven who they are.
    pub unauthenticated: UnauthenticatedQuota,
    /// For callers who have.
    pub authenticated: AuthenticatedQuota,
}

/// Limits of unauthenticated connections. A new connection that meets a limit takes the place of another one, so that
/// nobody can keep a caller out by holding places.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UnauthenticatedQuota {
    /// In all.
    pub total: usize,
    /// From one network: an IPv4 /24 or an IPv6 /48.
    pub per_network: usize,
    /// From one address: an IPv4 address or an IPv6 /64.
    pub per_address: usize,
    /// New connections that may wait for their turn, in total: those for which a connection that makes progress would
    /// be evicted. Beyond this number they do not wait.
    pub waiting: usize,
    /// For an address from which too much was refused: above this number, connections without a step for two seconds
    /// are evicted. A handshake that makes progress is left alone, because it may be that of a registered caller at the
    /// same address.
    pub per_limited_address: usize,
}

/// Limits of authenticated connections. They do not look at addresses: many systems call from one address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AuthenticatedQuota {
    /// In all.
    pub total: usize,
    /// Of one system.
    pub per_system: usize,
}

/// The share of its limit, as a divisor, that an address or a network may hold without being taken for a flood.
const FAIR: usize = 40;

impl UnauthenticatedQuota {
    /// An address with no more places than this is not taken for a flood: a system may open some connections at once,
    /// and in a flood from very many addresses it must not be the one that holds most.
    pub(crate) const fn fair_of_address(&self) -> usize {
        fair(self.per_address)
    }

    /// The same for a network.
    pub(crate) const fn fair_of_network(&self) -> usize {
        fair(self.per_network)
    }
}

const fn fair(limit: usize) -> usize {
    if limit > FAIR { limit / FAIR } else { 1 }
}

impl ConnectionQuotas {
    /// Quotas for a listener without authentication: this many connections in total, from any address.
    pub const fn without_authentication(total: usize) -> Self {
        let unauthenticated = UnauthenticatedQuota {
            total,
            per_network: total,
            per_address: total,
            per_limited_address: total,
            waiting: 0,
        };
        Self { unauthenticated, authenticated: AuthenticatedQuota { total: 0, per_system: 0 } }
    }

    /// The same, with this many new connections that may wait for their turn.
    #[must_use]
    pub const fn with_waiting(mut self, waiting: usize) -> Self {
        self.unauthenticated.waiting = waiting;
        self
    }

    /// The quotas times `part` / `whole`; a quota above 0 stays above 0.
    #[must_use]
    pub fn scaled(self, part: usize, whole: usize) -> Self {
        let scaled = |limit: usize| match limit.saturating_mul(part).checked_div(whole) {
            Some(scaled) => scaled.clamp(limit.min(1), limit),
            None => limit,
        };
        let of = self.unauthenticated;
        let unauthenticated = UnauthenticatedQuota {
            total: scaled(of.total),
            per_network: scaled(of.per_network),
            per_address: scaled(of.per_address),
            waiting: scaled(of.waiting),
            per_limited_address: scaled(of.per_limited_address),
        };
        let AuthenticatedQuota { total, per_system } = self.authenticated;
        let authenticated =
            AuthenticatedQuota { total: scaled(total), per_system: scaled(per_system) };
        Self { unauthenticated, authenticated }
    }

    /// The most connections that can be open at once, without those that wait.
    pub const fn open(&self) -> usize {
        self.unauthenticated.total.saturating_add(self.authenticated.total)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fair_is_a_small_part_and_at_least_one() {
        assert_eq!([0, 1, 79, 80, 1000].map(fair), [1, 1, 1, 2, 25]);
    }

    #[test]
    fn scaled_keeps_the_proportions_and_a_place_for_each() {
        let quotas = ConnectionQuotas {
            authenticated: AuthenticatedQuota { total: 100, per_system: 50 },
            ..ConnectionQuotas::without_authentication(10)
        };
        let half = quotas.scaled(1, 2);
        assert_eq!((half.authenticated.total, half.authenticated.per_system), (50, 25));
        assert_eq!(half.unauthenticated.per_address, 5);
        assert_eq!(quotas.scaled(0, 2).unauthenticated.total, 1);
        assert_eq!(quotas.scaled(3, 2), quotas, "never more");
        let none = ConnectionQuotas::without_authentication(10).scaled(1, 2);
        assert_eq!(none.authenticated.total, 0, "what was not allowed is not");
    }
}
