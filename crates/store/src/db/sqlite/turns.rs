use std::collections::VecDeque;
use std::ops::{Deref, DerefMut};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

/// Something that one at a time may have, in the order in which they came.
#[derive(Debug)]
pub(super) struct Turns<T> {
    state: Mutex<State<T>>,
    moved: Condvar,
}

#[derive(Debug)]
struct State<T> {
    value: T,
    is_taken: bool,
    /// Those who wait, by their numbers.
    waiting: VecDeque<u64>,
    next: u64,
}

/// A turn: given back when it is dropped, also when the thread panics.
#[derive(Debug)]
pub(super) struct Turn<'a, T: Default> {
    turns: &'a Turns<T>,
    value: T,
}

impl<T: Default> Turns<T> {
    pub(super) const fn new(value: T) -> Self {
        let state = State { value, is_taken: false, waiting: VecDeque::new(), next: 0 };
        Self { state: Mutex::new(state), moved: Condvar::new() }
    }

    /// Waits for a turn until `deadline`; `None` when it does not come, or when `at_most` wait already.
    pub(super) fn take(&self, deadline: Instant, at_most: usize) -> Option<Turn<'_, T>> {
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
                // Whoever is first now may have been woken while it was not.
                self.moved.notify_all();
                return None;
            }
            let waited = self.moved.wait_timeout(state, left);
            state = waited.unwrap_or_else(PoisonError::into_inner).0;
        }
        state.waiting.pop_front();
        state.is_taken = true;
        let value = std::mem::take(&mut state.value);
        Some(Turn { turns: self, value })
    }

    /// A turn at once, where nobody has one or waits.
    pub(super) fn take_if_free(&self) -> Option<Turn<'_, T>> {
        let mut state = self.state();
        if state.is_taken || !state.waiting.is_empty() {
            return None;
        }
        state.is_taken = true;
        let value = std::mem::take(&mut state.value);
        Some(Turn { turns: self, value })
    }

    /// Whether anybody waits.
    pub(super) fn is_awaited(&self) -> bool {
        !self.state().waiting.is_empty()
    }

    fn state(&self) -> MutexGuard<'_, State<T>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<T: Default> Deref for Turn<'_, T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}

impl<T: Default> DerefMut for Turn<'_, T> {
    fn deref_mut(&mut self) -> &mut T {
        &mut self.value
    }
}

impl<T: Default> Drop for Turn<'_, T> {
    fn drop(&mut self) {
        let mut state = self.turns.state();
        state.value = std::mem::take(&mut self.value);
        state.is_taken = false;
        drop(state);
        self.turns.moved.notify_all();
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
    fn turns_come_in_the_order_in_which_they_are_asked_for() {
        let turns = Turns::new(Vec::new());
        let first = turns.take(soon(), 10).unwrap();
        std::thread::scope(|scope| {
            for number in 0..5 {
                let turns = &turns;
                scope.spawn(move || turns.take(soon(), 10).unwrap().push(number));
                while turns.state().waiting.len() <= number {
                    std::thread::yield_now();
                }
            }
            drop(first);
        });
        assert_eq!(*turns.take(soon(), 10).unwrap(), [0, 1, 2, 3, 4]);
    }

    #[test]
    fn turns_that_do_not_come_in_time_are_given_up() {
        let turns = Turns::new(());
        let first = turns.take(soon(), 1).unwrap();
        assert!(turns.take(Instant::now(), 1).is_none());
        assert!(turns.state().waiting.is_empty());
        drop(first);
        assert!(turns.take(Instant::now(), 1).is_some());
    }

    #[test]
    fn turns_have_a_largest_number_of_those_who_wait() {
        let turns = Turns::new(());
        let first = turns.take(soon(), 0).unwrap();
        assert!(turns.take(soon(), 0).is_none(), "nobody may wait");
        std::thread::scope(|scope| {
            let waits = scope.spawn(|| turns.take(soon(), 1).is_some());
            while turns.state().waiting.is_empty() {
                std::thread::yield_now();
            }
            assert!(turns.take(soon(), 1).is_none(), "one waits already");
            drop(first);
            assert!(waits.join().unwrap());
        });
    }

    #[test]
    fn turn_of_a_thread_that_panics_is_given_back() {
        let turns = Turns::new(7);
        let panics = || {
            let _turn = turns.take(soon(), 1).unwrap();
            panic!("on purpose");
        };
        assert!(std::thread::scope(|scope| scope.spawn(panics).join().is_err()));
        assert_eq!(*turns.take(soon(), 1).unwrap(), 7);
    }
}
