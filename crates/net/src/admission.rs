use std::net::IpAddr;
use std::sync::{Arc, OnceLock};

use civil::SystemUuid;

use crate::connection_limits::ConnectionLimits;
use crate::eviction::Eviction;
use crate::reason::{EvictionReason, RejectionReason};
use crate::unauthenticated::ConnectionId;

/// The place of one connection. Dropping it frees the place.
#[derive(Debug)]
pub struct Admission {
    limits: Arc<ConnectionLimits>,
    id: ConnectionId,
    eviction: Arc<Eviction>,
    /// The system that the caller has proven to be.
    system: OnceLock<SystemUuid>,
}

impl ConnectionLimits {
    /// Admits a connection from the address. Another connection may be evicted for it.
    ///
    /// # Errors
    /// [`RejectionReason::NoPlace`] when none can be evicted: a limit is 0.
    pub fn admit(self: &Arc<Self>, address: IpAddr) -> Result<Admission, RejectionReason> {
        let (id, eviction) = self.enter(address)?;
        Ok(Admission { limits: Arc::clone(self), id, eviction, system: OnceLock::new() })
    }
}

impl Admission {
    /// Notes that the client has taken a step of its protocol: a message of the handshake, a request. Single bytes are
    /// not a step: a client that sends them slowly must not seem to make progress.
    pub fn note_step(&self) {
        if !self.is_authenticated() {
            self.limits.step(self.id);
        }
    }

    /// Notes that the client's proof was refused, or that it has none left to offer.
    pub fn note_refused(&self) {
        if !self.is_authenticated() {
            self.limits.refuse(self.id);
        }
    }

    /// Notes that the client has proven to be that system. From now on the connection counts among the system's, and is
    /// not evicted any more. A second call with another system has no effect.
    ///
    /// # Errors
    /// A [`RejectionReason`] when the system, or all systems together, have too many connections, or this one was
    /// evicted. It then still counts as unauthenticated; the caller should close it.
    pub fn authenticate(&self, system: SystemUuid) -> Result<(), RejectionReason> {
        if self.is_authenticated() {
            return Ok(());
        }
        self.limits.authenticate(self.id, system)?;
        // Cannot have been set meanwhile: until this call the connection was unauthenticated.
        let _ = self.system.set(system);
        Ok(())
    }

    /// Whether the client has proven who it is.
    pub fn is_authenticated(&self) -> bool {
        self.system.get().is_some()
    }

    /// Returns when the connection has been evicted: its socket must then be closed at once.
    pub async fn evicted(&self) {
        self.eviction.evicted().await;
    }

    /// Why the connection has been evicted; `None` if it has not.
    pub fn eviction_reason(&self) -> Option<EvictionReason> {
        self.eviction.reason()
    }
}

impl Drop for Admission {
    fn drop(&mut self) {
        self.limits.leave(self.id, self.system.get().copied());
    }
}
