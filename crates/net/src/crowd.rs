use std::collections::HashMap;
use std::net::IpAddr;

use tokio::time::Instant;

use crate::queues::{Queued, Queues, Standing};
use crate::ranking::Ranking;
use crate::source::Source;

/// The unauthenticated connections: in total, by network and by address, each with the largest holder, so that a victim
/// is found without a scan.
#[derive(Debug, Default)]
pub(crate) struct Crowd {
    all: Queues,
    networks: HashMap<IpAddr, Queues>,
    addresses: HashMap<Source, Queues>,
    by_network: Ranking<IpAddr>,
    by_address: Ranking<Source>,
    /// The addresses of each network.
    within: HashMap<IpAddr, Ranking<Source>>,
}

/// Some of the connections.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Scope {
    Address(Source),
    Network(IpAddr),
    All,
}

/// How many connections a network and an address may hold without being taken for a flood.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Fair {
    pub(crate) network: usize,
    pub(crate) address: usize,
}

impl Crowd {
    /// Adds a connection that has taken no step yet.
    pub(crate) fn add(&mut self, queued: &Queued) {
        let Source { network, .. } = queued.source;
        let of_network = self.networks.entry(network).or_default();
        let of_address = self.addresses.entry(queued.source).or_default();
        for queues in [&mut self.all, of_network, of_address] {
            queues.add(queued.clone(), Standing::Silent);
        }
        self.by_network.add(network);
        self.by_address.add(queued.source);
        self.within.entry(network).or_default().add(queued.source);
    }

    /// Removes a connection; `false` when it was not there.
    pub(crate) fn remove(&mut self, source: Source, number: u64) -> bool {
        if !self.all.remove(number) {
            return false;
        }
        let Source { network, .. } = source;
        remove_from(&mut self.networks, network, number);
        remove_from(&mut self.addresses, source, number);
        self.by_network.subtract(network);
        self.by_address.subtract(source);
        if let Some(within) = self.within.get_mut(&network) {
            within.subtract(source);
            if within.is_empty() {
                self.within.remove(&network);
            }
        }
        true
    }

    /// Notes a step of a connection.
    pub(crate) fn note(
        &mut self,
        source: Source,
        number: u64,
        step: u64,
        at: Instant,
        next: fn(Standing) -> Standing,
    ) {
        let of_network = self.networks.get_mut(&source.network);
        let of_address = self.addresses.get_mut(&source);
        for queues in [Some(&mut self.all), of_network, of_address].into_iter().flatten() {
            queues.note(number, step, at, next);
        }
    }

    pub(crate) fn contains(&self, number: u64) -> bool {
        self.all.contains(number)
    }

    /// The number of connections.
    pub(crate) fn count(&self, scope: Scope) -> usize {
        match scope {
            Scope::Address(source) => self.by_address.count(source),
            Scope::Network(network) => self.by_network.count(network),
            Scope::All => self.all.len(),
        }
    }

    /// The connections from which a victim is chosen: those of the network that holds most, and within it of the
    /// address that holds most. When none of them holds more than its fair share, all connections.
    pub(crate) fn of_biggest_holder(&self, scope: Scope, fair: Fair) -> Option<&Queues> {
        match scope {
            Scope::Address(source) => self.addresses.get(&source),
            Scope::Network(network) => match self.within.get(&network)?.most(fair.address) {
                Some(source) => self.addresses.get(&source),
                None => self.networks.get(&network),
            },
            Scope::All => match self.by_network.most(fair.network) {
                Some(network) => self.of_biggest_holder(Scope::Network(network), fair),
                None => match self.by_address.most(fair.address) {
                    Some(source) => self.addresses.get(&source),
                    None => Some(&self.all),
                },
            },
        }
    }

    #[cfg(test)]
    pub(crate) fn is_empty(&self) -> bool {
        let rankings = self.by_network.is_empty() && self.by_address.is_empty();
        let maps = self.networks.is_empty() && self.addresses.is_empty() && self.within.is_empty();
        self.all.is_empty() && rankings && maps
    }
}

fn remove_from<K: Copy + Eq + std::hash::Hash>(
    queues: &mut HashMap<K, Queues>,
    key: K,
    number: u64,
) {
    if let Some(connections) = queues.get_mut(&key) {
        connections.remove(number);
        if connections.is_empty() {
            queues.remove(&key);
        }
    }
}
