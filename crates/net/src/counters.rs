use std::sync::atomic::{AtomicU64, Ordering};

use crate::reason::{EvictionReason, RejectionReason};

/// Counts of a listener's connections, for metrics.
#[derive(Debug)]
pub struct ConnectionCounters {
    listener: &'static str,
    unauthenticated: AtomicU64,
    authenticated: AtomicU64,
    waiting: AtomicU64,
    admitted: AtomicU64,
    proven: AtomicU64,
    evicted: [AtomicU64; EvictionReason::ALL.len()],
    refused: [AtomicU64; RejectionReason::ALL.len()],
}

/// A metric, named as in OpenMetrics without the prefix of the program.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sample {
    /// The name of the metric; for a counter without `_total`.
    pub name: &'static str,
    /// Whether it only ever grows.
    pub is_counter: bool,
    /// Names and values of its labels.
    pub labels: Vec<(&'static str, &'static str)>,
    /// The number.
    pub value: u64,
}

impl ConnectionCounters {
    pub(crate) fn new(listener: &'static str) -> Self {
        Self {
            listener,
            unauthenticated: AtomicU64::default(),
            authenticated: AtomicU64::default(),
            waiting: AtomicU64::default(),
            admitted: AtomicU64::default(),
            proven: AtomicU64::default(),
            evicted: Default::default(),
            refused: Default::default(),
        }
    }

    /// Open connections of unauthenticated callers.
    pub fn open_unauthenticated(&self) -> u64 {
        self.unauthenticated.load(Ordering::Relaxed)
    }

    /// Open connections of authenticated callers.
    pub fn open_authenticated(&self) -> u64 {
        self.authenticated.load(Ordering::Relaxed)
    }

    /// Connections that wait for their turn to be admitted.
    pub fn waiting(&self) -> u64 {
        self.waiting.load(Ordering::Relaxed)
    }

    /// Connections that were admitted.
    pub fn admitted(&self) -> u64 {
        self.admitted.load(Ordering::Relaxed)
    }

    /// Connections whose caller has authenticated.
    pub fn authenticated(&self) -> u64 {
        self.proven.load(Ordering::Relaxed)
    }

    /// Connections that were closed to make room.
    pub fn evicted(&self, reason: EvictionReason) -> u64 {
        self.evicted[reason as usize].load(Ordering::Relaxed)
    }

    /// Connections that were refused.
    pub fn refused(&self, reason: RejectionReason) -> u64 {
        self.refused[reason as usize].load(Ordering::Relaxed)
    }

    /// All metrics:
    ///
    /// - `connections_open{listener, state}`, a gauge; `state` is `unauthenticated`, `authenticated` or `waiting`
    /// - `connections_admitted{listener}` and `connections_authenticated{listener}`, counters
    /// - `connections_evicted{listener, reason}`, a counter
    /// - `connections_refused{listener, reason}`, a counter
    pub fn samples(&self) -> Vec<Sample> {
        let gauge =
            |state, value| self.sample("connections_open", false, Some(("state", state)), value);
        let counter = |name, reason: Option<&'static str>, value| {
            self.sample(name, true, reason.map(|word| ("reason", word)), value)
        };
        let evicted = EvictionReason::ALL.into_iter().map(|reason| {
            counter("connections_evicted", Some(reason.as_str()), self.evicted(reason))
        });
        let refused = RejectionReason::ALL.into_iter().map(|reason| {
            counter("connections_refused", Some(reason.as_str()), self.refused(reason))
        });
        let others = [
            gauge("unauthenticated", self.open_unauthenticated()),
            gauge("authenticated", self.open_authenticated()),
            gauge("waiting", self.waiting()),
            counter("connections_admitted", None, self.admitted()),
            counter("connections_authenticated", None, self.authenticated()),
        ];
        others.into_iter().chain(evicted).chain(refused).collect()
    }

    pub(crate) fn count_open(&self, unauthenticated: usize, authenticated: usize) {
        self.unauthenticated.store(unauthenticated as u64, Ordering::Relaxed);
        self.authenticated.store(authenticated as u64, Ordering::Relaxed);
    }

    pub(crate) fn count_waiting(&self, waiting: usize) {
        self.waiting.store(waiting as u64, Ordering::Relaxed);
    }

    pub(crate) fn count_admitted(&self) {
        self.admitted.fetch_add(1, Ordering::Relaxed);
    }

    pub(crate) fn count_authenticated(&self) {
        self.proven.fetch_add(1, Ordering::Relaxed);
    }

    pub(crate) fn count_evicted(&self, reason: EvictionReason) {
        self.evicted[reason as usize].fetch_add(1, Ordering::Relaxed);
    }

    pub(crate) fn count_refused(&self, reason: RejectionReason) {
        self.refused[reason as usize].fetch_add(1, Ordering::Relaxed);
    }

    fn sample(
        &self,
        name: &'static str,
        is_counter: bool,
        label: Option<(&'static str, &'static str)>,
        value: u64,
    ) -> Sample {
        let labels = std::iter::once(("listener", self.listener)).chain(label).collect();
        Sample { name, is_counter, labels, value }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_reason_has_a_counter_of_its_own() {
        let counters = ConnectionCounters::new("sftp");
        for (index, reason) in EvictionReason::ALL.into_iter().enumerate() {
            assert_eq!(reason as usize, index);
            (0..=index).for_each(|_| counters.count_evicted(reason));
        }
        for (index, reason) in RejectionReason::ALL.into_iter().enumerate() {
            assert_eq!(reason as usize, index);
            (0..=index).for_each(|_| counters.count_refused(reason));
        }
        let evicted = EvictionReason::ALL.map(|reason| counters.evicted(reason));
        assert_eq!(evicted, [1, 2, 3, 4, 5]);
        assert_eq!(RejectionReason::ALL.map(|reason| counters.refused(reason)), [1, 2, 3, 4]);
    }

    #[test]
    fn samples_are_named_as_in_openmetrics() {
        let counters = ConnectionCounters::new("sftp");
        counters.count_open(3, 4);
        counters.count_evicted(EvictionReason::NetworkLimit);
        let samples = counters.samples();
        let value = |name: &str, label: &str| {
            let mut found = samples.iter().filter(|sample| {
                sample.name == name && sample.labels.iter().any(|(_, value)| *value == label)
            });
            found.next().map(|sample| (sample.is_counter, sample.value))
        };
        assert_eq!(value("connections_open", "unauthenticated"), Some((false, 3)));
        assert_eq!(value("connections_open", "authenticated"), Some((false, 4)));
        assert_eq!(value("connections_evicted", "network_limit"), Some((true, 1)));
        assert_eq!(value("connections_refused", "no_place"), Some((true, 0)));
        assert!(samples.iter().all(|sample| sample.labels[0] == ("listener", "sftp")));
    }
}
