use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// How much of a kind of work is done at a time.
#[derive(Debug, Clone)]
pub(crate) struct Permits {
    free: Arc<AtomicUsize>,
}

/// The right to work, until it is dropped.
#[derive(Debug)]
pub(crate) struct Permit {
    free: Arc<AtomicUsize>,
}

impl Permits {
    /// So many at a time.
    pub(crate) fn new(at_once: usize) -> Self {
        Self { free: Arc::new(AtomicUsize::new(at_once)) }
    }

    /// A permit; `None` when all are taken.
    pub(crate) fn take(&self) -> Option<Permit> {
        let less = |free: usize| free.checked_sub(1);
        self.free.fetch_update(Ordering::AcqRel, Ordering::Acquire, less).ok()?;
        Some(Permit { free: Arc::clone(&self.free) })
    }
}

impl Drop for Permit {
    fn drop(&mut self) {
        self.free.fetch_add(1, Ordering::AcqRel);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn permit_is_free_again_when_it_is_dropped() {
        let permits = Permits::new(2);
        let (one, other) = (permits.take(), permits.clone().take());
        assert!(one.is_some() && other.is_some() && permits.take().is_none());
        drop(one);
        assert!(permits.take().is_some());
    }
}
