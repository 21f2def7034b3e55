use std::collections::HashMap;
use std::ops::Range;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

use store::{DeliveryId, SentBytes};

/// Bytes after which it is put down what went out of a file, though it is not all: a server that is killed then forgets
/// no more.
const NOTE_EVERY: u64 = 16 * 1024 * 1024;

/// What went out of the files that are open, by delivery and key: all handles of a file know of each other, so that a
/// client that goes on where a connection broke off has its receipt though the server has not noticed that yet.
#[derive(Debug, Default)]
pub(crate) struct WentOutByKey(Mutex<HashMap<(DeliveryId, String), Weak<WentOut>>>);

/// What went out of one file to one key.
#[derive(Debug)]
pub(crate) struct WentOut {
    size: u64,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    bytes: SentBytes,
    /// How many of them were put down.
    noted: u64,
}

impl WentOutByKey {
    /// What went out of a delivery's data file, which has so many bytes, to a key, as far as somebody has it open.
    pub(crate) fn of(&self, delivery: DeliveryId, ssh_key: &str, size: u64) -> Arc<WentOut> {
        let mut open = lock(&self.0);
        let key = (delivery, ssh_key.to_owned());
        if let Some(known) = open.get(&key).and_then(Weak::upgrade) {
            return known;
        }
        open.retain(|_, other| other.strong_count() > 0);
        let new = Arc::new(WentOut { size, state: Mutex::default() });
        open.insert(key, Arc::downgrade(&new));
        new
    }
}

impl WentOut {
    /// Notes that bytes went out; all that did, if it is time to put that down.
    pub(crate) fn add(&self, range: Range<u64>) -> Option<SentBytes> {
        let mut state = lock(&self.state);
        // A client that goes on where another server broke off reads the end, and is done with it.
        let is_end = range.end == self.size;
        state.bytes.add(range);
        let news = state.bytes.count() - state.noted;
        let is_time = news >= NOTE_EVERY || is_end || state.bytes.is_all_of(self.size);
        (news > 0 && is_time).then(|| state.put_down())
    }

    /// What went out and was not put down.
    pub(crate) fn rest(&self) -> Option<SentBytes> {
        let mut state = lock(&self.state);
        (state.bytes.count() > state.noted).then(|| state.put_down())
    }
}

impl State {
    fn put_down(&mut self) -> SentBytes {
        self.noted = self.bytes.count();
        self.bytes.clone()
    }
}

/// Held for no longer than it takes to add a range.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
#[allow(clippy::single_range_in_vec_init, reason = "lists of one range")]
mod tests {
    use super::*;

    const SIZE: u64 = 3 * NOTE_EVERY;

    fn new() -> (WentOutByKey, Arc<WentOut>) {
        let open = WentOutByKey::default();
        let file = open.of(DeliveryId::from_number(7), "SHA256:1", SIZE);
        (open, file)
    }

    fn ranges(bytes: Option<SentBytes>) -> Option<Vec<Range<u64>>> {
        bytes.map(|bytes| bytes.ranges().to_vec())
    }

    #[test]
    fn bytes_are_put_down_when_there_are_many_at_the_end_and_when_they_are_all() {
        let (_, file) = new();
        assert_eq!(file.add(0..NOTE_EVERY - 1), None);
        assert_eq!(ranges(file.add(NOTE_EVERY - 1..NOTE_EVERY)), Some(vec![0..NOTE_EVERY]));
        assert_eq!(ranges(file.add(SIZE - 1..SIZE)), Some(vec![0..NOTE_EVERY, SIZE - 1..SIZE]));
        assert_eq!(file.add(SIZE - 1..SIZE), None, "nothing new");
        assert_eq!(file.rest(), None);
        assert_eq!(file.add(NOTE_EVERY..NOTE_EVERY + 1), None);
        assert!(file.rest().is_some() && file.rest().is_none());
        assert_eq!(ranges(file.add(NOTE_EVERY..SIZE)), Some(vec![0..SIZE]));
    }

    #[test]
    fn handles_of_a_file_know_of_each_other_while_one_is_open() {
        let (open, one) = new();
        let same = open.of(DeliveryId::from_number(7), "SHA256:1", SIZE);
        let other = open.of(DeliveryId::from_number(7), "SHA256:2", SIZE);
        assert!(Arc::ptr_eq(&one, &same) && !Arc::ptr_eq(&one, &other));
        one.add(0..1);
        drop((one, same));
        let again = open.of(DeliveryId::from_number(7), "SHA256:1", SIZE);
        assert_eq!(again.rest(), None);
        assert_eq!(lock(&open.0).len(), 2, "what is closed is forgotten");
    }
}
