use std::net::IpAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use civil::SystemUuid;
use clock::Clock;
use tokio::time::Instant;

use crate::authenticated::Authenticated;
use crate::counters::ConnectionCounters;
use crate::eviction::Eviction;
use crate::quotas::ConnectionQuotas;
use crate::rate_limiter::RateLimiter;
use crate::reason::{EvictionReason, RejectionReason};
use crate::rejected_connection_log::RejectedConnectionLog;
use crate::source::Source;
use crate::unauthenticated::{ConnectionId, NoPlace, Turn, Unauthenticated};

/// Limits the open connections of a listener. Unauthenticated ones are limited in total, per address and per network;
/// authenticated ones are counted apart from them.
///
/// A new connection is not rejected because unauthenticated ones hold the places: one of those is evicted. An
/// authenticated connection never is.
#[derive(Debug)]
pub struct ConnectionLimits {
    quotas: ConnectionQuotas,
    rate_limiter: Option<(Arc<RateLimiter>, Clock)>,
    counters: Arc<ConnectionCounters>,
    open: Mutex<Open>,
}

/// The connections that are open.
#[derive(Debug)]
struct Open {
    unauthenticated: Unauthenticated,
    authenticated: Authenticated,
    log: RejectedConnectionLog,
}

impl ConnectionLimits {
    /// Limits for the listener of that name, which metrics and logs use.
    pub fn new(listener: &'static str, quotas: ConnectionQuotas) -> Arc<Self> {
        Self::with(listener, quotas, None)
    }

    /// The same; addresses that the rate limiter limits have fewer places.
    pub fn with_rate_limiter(
        listener: &'static str,
        quotas: ConnectionQuotas,
        rate_limiter: Arc<RateLimiter>,
        clock: Clock,
    ) -> Arc<Self> {
        Self::with(listener, quotas, Some((rate_limiter, clock)))
    }

    /// Admits a connection from the address, for which another may be evicted.
    ///
    /// # Errors
    /// [`RejectionReason::NoPlace`] when none can be evicted: a limit is 0.
    pub(crate) fn enter(
        &self,
        address: IpAddr,
    ) -> Result<(ConnectionId, Arc<Eviction>), RejectionReason> {
        let (source, is_limited, now) =
            (Source::of(address), self.is_limited(address), Instant::now());
        let mut evicted = Vec::new();
        let mut open = self.open();
        let entered = open.unauthenticated.admit(source, is_limited, now, &mut evicted);
        self.count_evicted(&mut open, &evicted, now);
        self.count_open(&open);
        match entered {
            Ok(_) => self.counters.count_admitted(),
            Err(NoPlace) => self.count_refused(&mut open, RejectionReason::NoPlace, now),
        }
        entered.map_err(|NoPlace| RejectionReason::NoPlace)
    }

    /// The turn for which a new connection from the address has to wait before it is admitted; `None` when it need not
    /// wait.
    pub(crate) fn turn(&self, address: IpAddr) -> Option<Turn> {
        self.open().unauthenticated.turn(Source::of(address), Instant::now())
    }

    /// Evicts a connection because the process has no file descriptors left; `false` when there is none to evict.
    pub(crate) fn evict_one(&self) -> bool {
        let now = Instant::now();
        let mut open = self.open();
        let is_evicted = open.unauthenticated.evict_one(EvictionReason::OutOfFiles, now);
        if is_evicted {
            self.count_evicted(&mut open, &[EvictionReason::OutOfFiles], now);
            self.count_open(&open);
        }
        is_evicted
    }

    /// How many connections may be open.
    pub const fn quotas(&self) -> &ConnectionQuotas {
        &self.quotas
    }

    /// Counts of admitted, evicted and refused connections.
    pub fn counters(&self) -> &Arc<ConnectionCounters> {
        &self.counters
    }

    pub(crate) fn step(&self, id: ConnectionId) {
        self.open().unauthenticated.step(id, Instant::now());
    }

    pub(crate) fn refuse(&self, id: ConnectionId) {
        self.open().unauthenticated.refuse(id, Instant::now());
    }

    /// Moves a connection to the places of a system. On an error it stays where it was.
    pub(crate) fn authenticate(
        &self,
        id: ConnectionId,
        system: SystemUuid,
    ) -> Result<(), RejectionReason> {
        let mut open = self.open();
        let entered = match open.unauthenticated.contains(id) {
            true => open.authenticated.enter(system),
            false => Err(RejectionReason::Evicted),
        };
        match entered {
            Ok(()) => {
                open.unauthenticated.remove(id);
                self.counters.count_authenticated();
                self.count_open(&open);
            }
            Err(reason) => self.count_refused(&mut open, reason, Instant::now()),
        }
        entered
    }

    /// Frees the place of a connection.
    pub(crate) fn leave(&self, id: ConnectionId, system: Option<SystemUuid>) {
        let mut open = self.open();
        match system {
            Some(system) => open.authenticated.leave(system),
            None => {
                open.unauthenticated.remove(id);
            }
        }
        self.count_open(&open);
    }

    fn with(
        listener: &'static str,
        quotas: ConnectionQuotas,
        rate_limiter: Option<(Arc<RateLimiter>, Clock)>,
    ) -> Arc<Self> {
        let open = Open {
            unauthenticated: Unauthenticated::new(quotas.unauthenticated),
            authenticated: Authenticated::new(quotas.authenticated),
            log: RejectedConnectionLog::new(listener),
        };
        let counters = Arc::new(ConnectionCounters::new(listener));
        Arc::new(Self { quotas, rate_limiter, counters, open: Mutex::new(open) })
    }

    fn is_limited(&self, address: IpAddr) -> bool {
        let limiter = self.rate_limiter.as_ref();
        limiter.is_some_and(|(limiter, clock)| limiter.is_limited(address, clock.now()))
    }

    fn count_open(&self, open: &Open) {
        self.counters.count_open(open.unauthenticated.len(), open.authenticated.len());
    }

    fn count_evicted(&self, open: &mut Open, evicted: &[EvictionReason], now: Instant) {
        evicted.iter().for_each(|reason| self.counters.count_evicted(*reason));
        open.log.evicted(evicted, now);
    }

    fn count_refused(&self, open: &mut Open, reason: RejectionReason, now: Instant) {
        self.counters.count_refused(reason);
        // The eviction itself was logged before.
        if reason != RejectionReason::Evicted {
            open.log.refused(reason, now);
        }
    }

    fn open(&self) -> MutexGuard<'_, Open> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }

    #[cfg(test)]
    pub(crate) fn is_empty(&self) -> bool {
        let open = self.open();
        open.unauthenticated.is_empty() && open.authenticated.is_empty()
    }
}

#[cfg(test)]
mod tests;
