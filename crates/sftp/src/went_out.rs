use std::collections::{HashMap, VecDeque};
use std::ops::Range;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

use store::{FetchedFile, SentBytes};

/// Bytes after which a partial receipt is recorded, so that a server that is killed loses no more.
const NOTE_EVERY: u64 = 16 * 1024 * 1024;
/// Files and keys for which it is remembered what was on the way when a connection was closed.
const DOUBTED: usize = 10_000;
/// Beginnings that are remembered of each.
const BEGUN: usize = 16;

/// The bytes sent of open files, by file and key. All handles of a file share it, so that a client that resumes
/// after a broken connection gets its receipt even though the server has not noticed the break yet.
#[derive(Debug, Default)]
pub(crate) struct WentOutByKey {
    open: Mutex<HashMap<(FetchedFile, String), Weak<WentOut>>>,
    doubted: Mutex<HashMap<(FetchedFile, String), Doubted>>,
}

/// What was on the way when a client went without a message. If it resumes after those bytes, it has them. The server
/// may see either of the two events first.
#[derive(Debug, Default)]
struct Doubted {
    bytes: SentBytes,
    /// Where handles began to read.
    begun: VecDeque<u64>,
}

/// The bytes of one data file that a client, by its key, is known to have read.
#[derive(Debug)]
pub(crate) struct WentOut {
    pub(crate) file: FetchedFile,
    /// What a log may call it.
    pub(crate) name: String,
    size: u64,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    bytes: SentBytes,
    /// How many of them were recorded.
    noted: u64,
    /// Whether the end was sent and not recorded.
    is_end: bool,
}

impl WentOutByKey {
    /// The bytes sent of a data file to a key, shared by everyone who has it open.
    pub(crate) fn of(
        &self,
        file: FetchedFile,
        name: &str,
        ssh_key: &str,
        size: u64,
    ) -> Arc<WentOut> {
        let mut open = lock(&self.open);
        let key = (file, ssh_key.to_owned());
        if let Some(known) = open.get(&key).and_then(Weak::upgrade) {
            return known;
        }
        open.retain(|_, other| other.strong_count() > 0);
        let (name, state) = (name.to_owned(), Mutex::default());
        let new = Arc::new(WentOut { file, name, size, state });
        open.insert(key, Arc::downgrade(&new));
        new
    }

    /// Remembers what was on the way to a key when its client went without a message.
    pub(crate) fn doubt(&self, file: &WentOut, ssh_key: &str, range: Range<u64>) {
        self.with(file, ssh_key, |doubted| doubted.bytes.add(range));
    }

    /// Notes where a client begins to read with a new handle. One that resumes within or right after what was on the
    /// way to it has everything before.
    pub(crate) fn begin(&self, file: &WentOut, ssh_key: &str, offset: u64) {
        if offset > 0 {
            self.with(file, ssh_key, |doubted| {
                doubted.begun.truncate(BEGUN - 1);
                doubted.begun.push_front(offset);
            });
        }
    }

    fn with(&self, file: &WentOut, ssh_key: &str, note: impl FnOnce(&mut Doubted)) {
        let mut all = lock(&self.doubted);
        let key = (file.file, ssh_key.to_owned());
        if all.len() >= DOUBTED && !all.contains_key(&key) {
            // Any other: it is most likely of a file that was fetched long ago.
            if let Some(other) = all.keys().next().cloned() {
                all.remove(&other);
            }
        }
        let doubted = all.entry(key).or_default();
        note(doubted);
        for range in doubted.received() {
            file.add(range);
        }
    }
}

impl Doubted {
    fn received(&self) -> Vec<Range<u64>> {
        let begun = self.begun.iter();
        let received = begun.flat_map(|offset| {
            let is_before = |range: &&Range<u64>| range.start < *offset && *offset <= range.end;
            self.bytes.ranges().iter().filter(is_before).map(|range| range.start..*offset)
        });
        received.collect()
    }
}

impl WentOut {
    /// Adds sent bytes; `true` when it is time to record them.
    pub(crate) fn add(&self, range: Range<u64>) -> bool {
        let mut state = lock(&self.state);
        let (is_end, before) = (range.end == self.size, state.bytes.count());
        state.bytes.add(range);
        // A client that resumes where another server stopped reads only the end, and is done.
        state.is_end |= is_end && state.bytes.count() > before;
        let news = state.bytes.count() - state.noted;
        news > 0 && (news >= NOTE_EVERY || state.is_end || state.bytes.is_all_of(self.size))
    }

    /// Passes the bytes that are not recorded to `put`, if there are any. They count as recorded when `put` returns
    /// `Some`.
    pub(crate) fn put_down<T>(&self, put: impl FnOnce(SentBytes) -> Option<T>) -> Option<T> {
        let mut state = lock(&self.state);
        let count = state.bytes.count();
        if count == state.noted {
            return None;
        }
        let taken = put(state.bytes.longest())?;
        state.noted = count;
        state.is_end = false;
        Some(taken)
    }

    #[cfg(test)]
    pub(crate) fn count(&self) -> u64 {
        lock(&self.state).bytes.count()
    }
}

/// Held only to add a range.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
#[allow(clippy::single_range_in_vec_init, reason = "lists of one range")]
mod tests {
    use store::DeliveryId;

    use super::*;

    const SIZE: u64 = 3 * NOTE_EVERY;

    fn delivery(number: i64) -> FetchedFile {
        FetchedFile::Delivery(DeliveryId::from_number(number))
    }

    fn of(open: &WentOutByKey, ssh_key: &str) -> Arc<WentOut> {
        open.of(delivery(7), "d", ssh_key, SIZE)
    }

    fn put_down(file: &WentOut) -> Option<Vec<Range<u64>>> {
        file.put_down(|bytes| Some(bytes.ranges().to_vec()))
    }

    #[test]
    fn bytes_are_put_down_when_there_are_many_at_the_end_and_when_they_are_all() {
        let file = of(&WentOutByKey::default(), "SHA256:1");
        assert!(!file.add(0..NOTE_EVERY - 1) && file.add(NOTE_EVERY - 1..NOTE_EVERY));
        assert_eq!(put_down(&file), Some(vec![0..NOTE_EVERY]));
        assert!(file.add(SIZE - 1..SIZE));
        assert_eq!(put_down(&file), Some(vec![0..NOTE_EVERY, SIZE - 1..SIZE]));
        assert!(!file.add(SIZE - 1..SIZE), "nothing new");
        assert_eq!(put_down(&file), None);
        assert!(!file.add(NOTE_EVERY..NOTE_EVERY + 1));
        assert!(put_down(&file).is_some() && put_down(&file).is_none());
        assert!(file.add(NOTE_EVERY..SIZE));
        assert_eq!(put_down(&file), Some(vec![0..SIZE]));
    }

    #[test]
    fn put_down_that_is_not_taken_is_tried_again() {
        let file = of(&WentOutByKey::default(), "SHA256:1");
        file.add(0..10);
        assert_eq!(file.put_down(|_| None::<()>), None);
        assert_eq!(put_down(&file), Some(vec![0..10]));
    }

    #[test]
    fn begin_behind_what_is_doubted_says_that_it_was_received() {
        let known = |offset, is_late: bool| {
            let open = WentOutByKey::default();
            let file = of(&open, "SHA256:1");
            file.add(0..10);
            open.begin(&file, "SHA256:2", 30);
            if is_late {
                open.begin(&file, "SHA256:1", offset);
            }
            open.doubt(&file, "SHA256:1", 10..20);
            open.doubt(&file, "SHA256:1", 20..30);
            if !is_late {
                open.begin(&file, "SHA256:1", offset);
            }
            file.count()
        };
        for is_late in [false, true] {
            let counts = [0, 10, 15, 30, 31].map(|offset| known(offset, is_late));
            assert_eq!(counts, [10, 10, 15, 30, 10], "{is_late}");
        }
    }

    #[test]
    fn doubt_beyond_what_is_remembered_forgets_another() {
        let open = WentOutByKey::default();
        for number in 0..=DOUBTED {
            let file = open.of(delivery(number as i64), "d", "SHA256:1", SIZE);
            open.doubt(&file, "SHA256:1", 0..10);
            open.begin(&file, "SHA256:1", 10);
            assert_eq!(file.count(), 10, "the newest is always remembered");
        }
        assert_eq!(lock(&open.doubted).len(), DOUBTED);
    }

    #[test]
    fn handles_of_a_file_know_of_each_other_while_one_is_open() {
        let open = WentOutByKey::default();
        let (one, same, other) =
            (of(&open, "SHA256:1"), of(&open, "SHA256:1"), of(&open, "SHA256:2"));
        assert!(Arc::ptr_eq(&one, &same) && !Arc::ptr_eq(&one, &other));
        one.add(0..1);
        drop((one, same, other));
        assert_eq!(put_down(&of(&open, "SHA256:1")), None);
        assert_eq!(lock(&open.open).len(), 1, "what is closed is forgotten");
    }
}
