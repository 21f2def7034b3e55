use std::collections::BTreeMap;
use std::sync::Arc;

use tokio::time::Instant;

use crate::eviction::Eviction;
use crate::source::Source;

/// How far a connection has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Standing {
    /// It has taken no step of its protocol yet.
    Silent,
    /// It has taken so many.
    Steps(u8),
    /// Its proof was refused, or it has none left to offer.
    Refused,
}

impl Standing {
    /// The standing after one more step. A refused one stays refused.
    pub(crate) const fn next(self) -> Self {
        match self {
            Self::Silent => Self::Steps(1),
            Self::Steps(steps) => Self::Steps(steps.saturating_add(1)),
            Self::Refused => Self::Refused,
        }
    }
}

/// Connections in a queue for each standing, in the order of their last steps.
#[derive(Debug, Default)]
pub(crate) struct Queues {
    queues: BTreeMap<Standing, BTreeMap<u64, Queued>>,
    /// The place of each connection, by its number.
    places: BTreeMap<u64, Place>,
}

#[derive(Debug, Clone, Copy)]
struct Place {
    standing: Standing,
    step: u64,
}

/// A connection in its queue.
#[derive(Debug, Clone)]
pub(crate) struct Queued {
    pub(crate) source: Source,
    /// The connection's number.
    pub(crate) number: u64,
    /// The number of its last step; unique among all connections.
    pub(crate) step: u64,
    /// When that was.
    pub(crate) at: Instant,
    pub(crate) eviction: Arc<Eviction>,
}

impl Queues {
    /// Adds a connection.
    pub(crate) fn add(&mut self, queued: Queued, standing: Standing) {
        let Queued { number, step, .. } = queued;
        self.places.insert(number, Place { standing, step });
        self.queues.entry(standing).or_default().insert(step, queued);
    }

    /// Removes a connection; `false` when it was not there.
    pub(crate) fn remove(&mut self, number: u64) -> bool {
        self.take(number).is_some()
    }

    /// Moves a connection to the end of the queue of its `next` standing.
    pub(crate) fn note(
        &mut self,
        number: u64,
        step: u64,
        at: Instant,
        next: fn(Standing) -> Standing,
    ) {
        if let Some((standing, queued)) = self.take(number) {
            self.add(Queued { step, at, ..queued }, next(standing));
        }
    }

    pub(crate) fn contains(&self, number: u64) -> bool {
        self.places.contains_key(&number)
    }

    pub(crate) fn len(&self) -> usize {
        self.places.len()
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.places.is_empty()
    }

    /// The number of connections of each standing.
    pub(crate) fn counts(&self) -> impl Iterator<Item = (Standing, usize)> {
        self.queues.iter().map(|(standing, queue)| (*standing, queue.len()))
    }

    /// The connection of that standing with the oldest last step.
    pub(crate) fn oldest_at(&self, standing: Standing) -> Option<&Queued> {
        first(self.queues.get(&standing)?)
    }

    /// The connection with the oldest last step.
    pub(crate) fn oldest(&self) -> Option<&Queued> {
        self.queues.values().filter_map(first).min_by_key(|queued| queued.step)
    }

    fn take(&mut self, number: u64) -> Option<(Standing, Queued)> {
        let Place { standing, step } = self.places.remove(&number)?;
        let queue = self.queues.get_mut(&standing)?;
        let queued = queue.remove(&step)?;
        if queue.is_empty() {
            self.queues.remove(&standing);
        }
        Some((standing, queued))
    }
}

fn first(queue: &BTreeMap<u64, Queued>) -> Option<&Queued> {
    queue.first_key_value().map(|(_, queued)| queued)
}
