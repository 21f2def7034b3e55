use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::throttle::network;

/// Limits how many connections are open, in all and from one address.
#[derive(Debug)]
pub struct Gate {
    in_all: usize,
    from_one: usize,
    open: Mutex<HashMap<IpAddr, usize>>,
}

/// A place for one connection, given back when it is dropped.
#[derive(Debug)]
pub struct Pass {
    gate: Arc<Gate>,
    address: IpAddr,
}

impl Gate {
    /// A gate for `in_all` connections, of which one address may have `from_one`.
    pub fn new(in_all: usize, from_one: usize) -> Arc<Self> {
        Arc::new(Self { in_all, from_one, open: Mutex::default() })
    }

    /// A place for a connection from the address; `None` when all are taken.
    pub fn enter(self: &Arc<Self>, address: IpAddr) -> Option<Pass> {
        let address = network(address);
        let mut open = self.open();
        let mine = open.get(&address).copied().unwrap_or_default();
        if open.values().sum::<usize>() >= self.in_all || mine >= self.from_one {
            return None;
        }
        open.insert(address, mine + 1);
        Some(Pass { gate: Arc::clone(self), address })
    }

    fn open(&self) -> MutexGuard<'_, HashMap<IpAddr, usize>> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Pass {
    fn drop(&mut self) {
        let mut open = self.gate.open();
        match open.get_mut(&self.address) {
            Some(count) if *count > 1 => *count -= 1,
            _ => {
                open.remove(&self.address);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_limited_and_given_back() {
        let gate = Gate::new(3, 2);
        let address = |last| IpAddr::from([192, 0, 2, last]);
        let first = gate.enter(address(1)).unwrap();
        let second = gate.enter(address(1)).unwrap();
        assert!(gate.enter(address(1)).is_none(), "one address has two places");
        let third = gate.enter(address(2)).unwrap();
        assert!(gate.enter(address(3)).is_none(), "there are three in all");
        drop(first);
        assert!(gate.enter(address(3)).is_some());
        drop((second, third));
        assert!(gate.open().is_empty(), "nobody is remembered");
    }
}
