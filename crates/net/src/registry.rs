use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio_util::sync::CancellationToken;

/// The open connections of authenticated callers, with their proven identities: so that their rights can be checked
/// again later, and connections be closed whose right has ended.
#[derive(Debug)]
pub struct ConnectionRegistry<I> {
    connections: Mutex<HashMap<u64, (I, CancellationToken)>>,
    next: AtomicU64,
}

/// Keeps a connection in a registry until it is dropped.
#[derive(Debug)]
pub struct Registration<I> {
    registry: Arc<ConnectionRegistry<I>>,
    number: u64,
}

impl<I> Default for ConnectionRegistry<I> {
    fn default() -> Self {
        Self { connections: Mutex::default(), next: AtomicU64::default() }
    }
}

impl<I> ConnectionRegistry<I> {
    /// Adds a connection; cancelling `cut` must close it.
    pub fn register(self: &Arc<Self>, identity: I, cut: CancellationToken) -> Registration<I> {
        let number = self.next.fetch_add(1, Ordering::Relaxed);
        self.connections().insert(number, (identity, cut));
        Registration { registry: Arc::clone(self), number }
    }

    /// The connected identities: one for each connection.
    pub fn identities(&self) -> Vec<I>
    where
        I: Clone,
    {
        self.connections().values().map(|(identity, _)| identity.clone()).collect()
    }

    /// Closes the connections whose identity `has_ended`. Returns their number, without those that were being closed
    /// already.
    pub fn cut(&self, has_ended: impl Fn(&I) -> bool) -> usize {
        let connections = self.connections();
        let going_on = connections.values().filter(|(_, cut)| !cut.is_cancelled());
        let ended = going_on.filter(|(identity, _)| has_ended(identity));
        ended.map(|(_, cut)| cut.cancel()).count()
    }

    fn connections(&self) -> MutexGuard<'_, HashMap<u64, (I, CancellationToken)>> {
        self.connections.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<I> Drop for Registration<I> {
    fn drop(&mut self) {
        self.registry.connections().remove(&self.number);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cut_ends_those_whose_right_has_ended_and_no_others() {
        let registry = Arc::new(ConnectionRegistry::default());
        let tokens = [(); 3].map(|()| CancellationToken::new());
        let kept = ["a", "b", "a"].into_iter().zip(&tokens);
        let kept: Vec<_> =
            kept.map(|(identity, token)| registry.register(identity, token.clone())).collect();
        assert_eq!(registry.cut(|identity| *identity == "a"), 2);
        assert_eq!(registry.cut(|identity| *identity == "a"), 0, "they are being ended");
        assert_eq!(tokens.map(|token| token.is_cancelled()), [true, false, true]);
        drop(kept);
        assert!(registry.identities().is_empty(), "what has ended is not kept");
    }
}
