use std::collections::VecDeque;
use std::ops::{Deref, DerefMut};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

/// A mutex whose waiters get it in the order of arrival, with a limit on their number and their
/// wait.
#[derive(Debug)]
pub(super) struct FairMutex<T> {
    state: Mutex<State<T>>,
    moved: Condvar,
}

#[derive(Debug)]
struct State<T> {
    value: T,
    is_taken: bool,
    /// The waiting threads, by number.
    waiting: VecDeque<u64>,
    next: u64,
}

/// The lock. It is released when it is dropped, also by a panic.
#[derive(Debug)]
pub(super) struct FairMutexGuard<'a, T: Default> {
    mutex: &'a FairMutex<T>,
    value: T,
}

impl<T: Default> FairMutex<T> {
    pub(super) const fn new(value: T) -> Self {
        let state = State { value, is_taken: false, waiting: VecDeque::new(), next: 0 };
        Self { state: Mutex::new(state), moved: Condvar::new() }
    }

    /// Waits for the lock until `deadline`; `None` when it does not come, or when `at_most` threads
    /// wait already.
    pub(super) fn lock(&self, deadline: Instant, at_most: usize) -> Option<FairMutexGuard<'_, T>> {
        let mut state = self.state();
        let is_free = !state.is_taken && state.waiting.is_empty();
        if !is_free && state.waiting.len() >= at_most {
            return None;
        }
        let number = state.next;
        state.next += 1;
        state.waiting.push_back(number);
        while state.is_taken || state.waiting.front() != Some(&number) {
            let left = deadline.saturating_duration_since(Instant::now());
            if left.is_zero() {
                state.waiting.retain(|waiting| *waiting != number);
                drop(state);
                // The first in line now may have been woken when it was not.
                self.moved.notify_all();
                return None;
            }
            let waited = self.moved.wait_timeout(state, left);
            state = waited.unwrap_or_else(PoisonError::into_inner).0;
        }
        state.waiting.pop_front();
        state.is_taken = true;
        let value = std::mem::take(&mut state.value);
        Some(FairMutexGuard { mutex: self, value })
    }

    /// The lock at once, if no thread has it or waits for it.
    pub(super) fn try_lock(&self) -> Option<FairMutexGuard<'_, T>> {
        let mut state = self.state();
        if state.is_taken || !state.waiting.is_empty() {
            return None;
        }
        state.is_taken = true;
        let value = std::mem::take(&mut state.value);
        Some(FairMutexGuard { mutex: self, value })
    }

    /// Whether a thread waits.
    pub(super) fn has_waiters(&self) -> bool {
        !self.state().waiting.is_empty()
    }

    fn state(&self) -> MutexGuard<'_, State<T>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<T: Default> Deref for FairMutexGuard<'_, T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}

impl<T: Default> DerefMut for FairMutexGuard<'_, T> {
    fn deref_mut(&mut self) -> &mut T {
        &mut self.value
    }
}

impl<T: Default> Drop for FairMutexGuard<'_, T> {
    fn drop(&mut self) {
        let mut state = self.mutex.state();
        state.value = std::mem::take(&mut self.value);
        state.is_taken = false;
        drop(state);
        self.mutex.moved.notify_all();
    }
}

#[cfg(test)]
#[allow(clippy::panic, reason = "tests")]
mod tests {
    use std::time::Duration;

    use super::*;

    fn soon() -> Instant {
        Instant::now() + Duration::from_secs(60)
    }

    #[test]
    fn turns_come_in_the_order_of_the_requests() {
        let mutex = FairMutex::new(Vec::new());
        let first = mutex.lock(soon(), 10).unwrap();
        std::thread::scope(|scope| {
            for number in 0..5 {
                let mutex = &mutex;
                scope.spawn(move || mutex.lock(soon(), 10).unwrap().push(number));
                while mutex.state().waiting.len() <= number {
                    std::thread::yield_now();
                }
            }
            drop(first);
        });
        assert_eq!(*mutex.lock(soon(), 10).unwrap(), [0, 1, 2, 3, 4]);
    }

    #[test]
    fn turns_that_do_not_come_in_time_are_given_up() {
        let mutex = FairMutex::new(());
        let first = mutex.lock(soon(), 1).unwrap();
        assert!(mutex.lock(Instant::now(), 1).is_none());
        assert!(mutex.state().waiting.is_empty());
        drop(first);
        assert!(mutex.lock(Instant::now(), 1).is_some());
    }

    #[test]
    fn turns_have_a_largest_number_of_those_who_wait() {
        let mutex = FairMutex::new(());
        let first = mutex.lock(soon(), 0).unwrap();
        assert!(mutex.lock(soon(), 0).is_none(), "no call may wait");
        std::thread::scope(|scope| {
            let waits = scope.spawn(|| mutex.lock(soon(), 1).is_some());
            while mutex.state().waiting.is_empty() {
                std::thread::yield_now();
            }
            assert!(mutex.lock(soon(), 1).is_none(), "one waits already");
            drop(first);
            assert!(waits.join().unwrap());
        });
    }

    #[test]
    fn turn_of_a_thread_that_panics_is_given_back() {
        let mutex = FairMutex::new(7);
        let panics = || {
            let _turn = mutex.lock(soon(), 1).unwrap();
            panic!("on purpose");
        };
        assert!(std::thread::scope(|scope| scope.spawn(panics).join().is_err()));
        assert_eq!(*mutex.lock(soon(), 1).unwrap(), 7);
    }
}
