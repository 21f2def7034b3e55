use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// How much of a kind of work is done at a time.
#[derive(Debug, Clone)]
pub(crate) struct Turns {
    free: Arc<AtomicUsize>,
}

/// The right to work, until it is dropped.
#[derive(Debug)]
pub(crate) struct Turn {
    free: Arc<AtomicUsize>,
}

impl Turns {
    /// So many at a time.
    pub(crate) fn new(at_once: usize) -> Self {
        Self { free: Arc::new(AtomicUsize::new(at_once)) }
    }

    /// A turn; `None` when all are taken.
    pub(crate) fn take(&self) -> Option<Turn> {
        let less = |free: usize| free.checked_sub(1);
        self.free.fetch_update(Ordering::AcqRel, Ordering::Acquire, less).ok()?;
        Some(Turn { free: Arc::clone(&self.free) })
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        self.free.fetch_add(1, Ordering::AcqRel);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn turn_is_free_again_when_it_is_dropped() {
        let turns = Turns::new(2);
        let (one, other) = (turns.take(), turns.clone().take());
        assert!(one.is_some() && other.is_some() && turns.take().is_none());
        drop(one);
        assert!(turns.take().is_some());
    }
}
