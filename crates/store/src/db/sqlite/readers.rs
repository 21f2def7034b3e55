use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use rusqlite::Connection;

/// The number of idle connections that are kept open: as many as requests use at once. To open one
/// costs more than most reads.
const IDLE: usize = 32;

/// Connections for reading, a limited number at once.
#[derive(Debug)]
pub(super) struct Readers {
    at_once: usize,
    state: Mutex<State>,
    freed: Condvar,
}

#[derive(Debug, Default)]
struct State {
    open: usize,
    idle: Vec<Connection>,
}

/// One of the places of readers, which is given back when it is dropped.
#[derive(Debug)]
pub(super) struct ReaderSlot<'a>(&'a Readers);

impl Readers {
    pub(super) fn new(at_once: usize) -> Self {
        Self { at_once, state: Mutex::default(), freed: Condvar::new() }
    }

    /// Waits for a slot; `None` when none is free in time.
    pub(super) fn take(&self, wait: Duration) -> Option<ReaderSlot<'_>> {
        let begun = Instant::now();
        let mut state = self.state();
        while state.open >= self.at_once {
            let left = wait.saturating_sub(begun.elapsed());
            if left.is_zero() {
                return None;
            }
            state = self.freed.wait_timeout(state, left).unwrap_or_else(PoisonError::into_inner).0;
        }
        state.open += 1;
        Some(ReaderSlot(self))
    }

    /// Closes unused connections.
    pub(super) fn give_up_idle(&self) {
        let idle = std::mem::take(&mut self.state().idle);
        // Closing may take some time, so it happens outside the lock.
        drop(idle);
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl ReaderSlot<'_> {
    /// A connection that is open.
    pub(super) fn idle(&self) -> Option<Connection> {
        self.0.state().idle.pop()
    }

    /// Keeps a connection for the next reader.
    pub(super) fn keep(&self, connection: Connection) {
        let mut state = self.0.state();
        if state.idle.len() < IDLE {
            state.idle.push(connection);
        }
    }
}

impl Drop for ReaderSlot<'_> {
    fn drop(&mut self) {
        self.0.state().open -= 1;
        self.0.freed.notify_one();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn readers_have_a_largest_number_at_once() {
        let readers = Readers::new(2);
        let (one, _two) =
            (readers.take(Duration::MAX).unwrap(), readers.take(Duration::MAX).unwrap());
        assert!(readers.take(Duration::ZERO).is_none());
        drop(one);
        assert!(readers.take(Duration::ZERO).is_some());
    }

    #[test]
    fn idle_reader_is_kept_for_the_next_until_idle_ones_are_closed() {
        let readers = Readers::new(2);
        let slot = readers.take(Duration::MAX).unwrap();
        slot.keep(Connection::open_in_memory().unwrap());
        assert!(slot.idle().is_some() && slot.idle().is_none());
        slot.keep(Connection::open_in_memory().unwrap());
        readers.give_up_idle();
        assert!(slot.idle().is_none());
    }
}
