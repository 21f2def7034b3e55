use std::sync::Arc;

use tokio::time::Instant;

use crate::crowd::{Crowd, Fair, Scope};
use crate::eviction::Eviction;
use crate::queues::{Queued, Queues, Standing};
use crate::quotas::UnauthenticatedQuota;
use crate::reason::EvictionReason;
use crate::source::Source;
use crate::victim::{Victim, choose, choose_where_limited};

/// The connections of unauthenticated callers.
#[derive(Debug)]
pub(crate) struct Unauthenticated {
    quota: UnauthenticatedQuota,
    crowd: Crowd,
    /// Counts the steps of all connections, so that last steps have one order.
    steps: u64,
}

/// Names a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct ConnectionId {
    source: Source,
    number: u64,
}

/// The turns for which a new connection waits, when a connection that makes progress would be evicted for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Turn {
    /// Those of its address, which holds many places already.
    OfAddress(Source),
    /// Those of all addresses that hold few.
    OfOthers,
}

/// There is no place, and no connection can be evicted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct NoPlace;

impl Unauthenticated {
    pub(crate) fn new(quota: UnauthenticatedQuota) -> Self {
        Self { quota, crowd: Crowd::default(), steps: 0 }
    }

    /// Admits a new connection. Where a limit is reached, others are evicted for it; the reasons are added to
    /// `evicted`.
    pub(crate) fn admit(
        &mut self,
        source: Source,
        is_limited: bool,
        now: Instant,
        evicted: &mut Vec<EvictionReason>,
    ) -> Result<(ConnectionId, Arc<Eviction>), NoPlace> {
        let address = Scope::Address(source);
        if is_limited
            && self.crowd.count(address) >= self.quota.per_limited_address
            && let Some(victim) = self.look_for(address, now, choose_where_limited)
        {
            self.evict(&victim, EvictionReason::LimitedAddress);
            evicted.push(EvictionReason::LimitedAddress);
        }
        for (scope, limit, reason) in self.limits(source) {
            if self.crowd.count(scope) >= limit {
                let victim = self.look_for(scope, now, choose).ok_or(NoPlace)?;
                self.evict(&victim, reason);
                evicted.push(reason);
            }
        }
        Ok(self.insert(source, now))
    }

    /// The turn for which a new connection waits; `None` when nothing is evicted for it, or only a connection without
    /// progress.
    pub(crate) fn turn(&self, source: Source, now: Instant) -> Option<Turn> {
        let limits = self.limits(source).into_iter();
        let full = limits.filter(|(scope, limit, _)| self.crowd.count(*scope) >= *limit);
        let mut victims = full.filter_map(|(scope, ..)| self.look_for(scope, now, choose));
        if !victims.any(|victim| victim.gets_on) {
            return None;
        }
        let held = self.crowd.count(Scope::Address(source));
        let holds_much = held > self.quota.fair_of_address();
        Some(if holds_much { Turn::OfAddress(source) } else { Turn::OfOthers })
    }

    /// Evicts a connection from any address; `false` when there is none.
    pub(crate) fn evict_one(&mut self, reason: EvictionReason, now: Instant) -> bool {
        let victim = self.look_for(Scope::All, now, choose);
        victim.is_some_and(|victim| self.evict(&victim, reason))
    }

    /// Notes that a connection has taken a step of its protocol.
    pub(crate) fn step(&mut self, id: ConnectionId, now: Instant) {
        self.note(id, now, Standing::next);
    }

    /// Notes that a connection's caller was refused.
    pub(crate) fn refuse(&mut self, id: ConnectionId, now: Instant) {
        self.note(id, now, |_| Standing::Refused);
    }

    /// Removes a connection; `false` when it was gone already.
    pub(crate) fn remove(&mut self, id: ConnectionId) -> bool {
        self.crowd.remove(id.source, id.number)
    }

    pub(crate) fn contains(&self, id: ConnectionId) -> bool {
        self.crowd.contains(id.number)
    }

    pub(crate) fn len(&self) -> usize {
        self.crowd.count(Scope::All)
    }

    fn insert(&mut self, source: Source, now: Instant) -> (ConnectionId, Arc<Eviction>) {
        self.steps += 1;
        let (number, eviction) = (self.steps, Arc::<Eviction>::default());
        let kept = Arc::clone(&eviction);
        self.crowd.add(&Queued { source, number, step: number, at: now, eviction: kept });
        (ConnectionId { source, number }, eviction)
    }

    fn note(&mut self, id: ConnectionId, now: Instant, next: fn(Standing) -> Standing) {
        self.steps += 1;
        self.crowd.note(id.source, id.number, self.steps, now, next);
    }

    /// The limits that apply to a new connection.
    const fn limits(&self, source: Source) -> [(Scope, usize, EvictionReason); 3] {
        let UnauthenticatedQuota { total, per_network, per_address, .. } = self.quota;
        [
            (Scope::Address(source), per_address, EvictionReason::AddressLimit),
            (Scope::Network(source.network), per_network, EvictionReason::NetworkLimit),
            (Scope::All, total, EvictionReason::TotalLimit),
        ]
    }

    fn look_for(
        &self,
        scope: Scope,
        now: Instant,
        choose: fn(&Queues, Instant) -> Option<Victim>,
    ) -> Option<Victim> {
        let (network, address) = (self.quota.fair_of_network(), self.quota.fair_of_address());
        choose(self.crowd.of_biggest_holder(scope, Fair { network, address })?, now)
    }

    fn evict(&mut self, victim: &Victim, reason: EvictionReason) -> bool {
        let Queued { source, number, eviction, .. } = &victim.connection;
        eviction.evict(reason);
        self.crowd.remove(*source, *number)
    }

    #[cfg(test)]
    pub(crate) fn is_empty(&self) -> bool {
        self.crowd.is_empty()
    }
}

#[cfg(test)]
mod tests;
