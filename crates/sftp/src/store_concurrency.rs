use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use store::SftpUser;
use tokio::sync::Semaphore;
use tokio::task::block_in_place;
use workers::OpenCalls;

/// Concurrent reads. Each takes a thread, of which tokio has 512 for everything that blocks; without a free one,
/// nothing that blocks can run.
const READING: Limit = Limit { all: 64, of_account: 8 };
/// Concurrent calls for clients that have not logged in: separate, so that accounts whose disks do not answer cannot
/// prevent logins.
const LOGINS: usize = 32;
/// Concurrent writes. They wait for their turn on a thread, as long as the store allows.
const WRITING: Limit = Limit { all: 16, of_account: 4 };
/// Concurrent repairs of files that clients wait for.
const MENDING: Limit = Limit { all: 4, of_account: 2 };

/// How many calls may run at once.
#[derive(Debug, Clone, Copy)]
struct Limit {
    all: usize,
    /// For one account: when its disk does not answer, its calls do not return, and others need their threads.
    of_account: usize,
}

/// Runs calls of the store and the files, which block (`docs/adr/0001`), with limited concurrency. Calls that wait for
/// their turn take no thread.
#[derive(Debug)]
pub(crate) struct StoreConcurrency {
    logins: Semaphore,
    reading: Permits,
    writing: Permits,
    mending: Permits,
    /// The calls in progress, for health.
    open: OpenCalls,
}

impl StoreConcurrency {
    pub(crate) fn new(open: OpenCalls) -> Self {
        let [reading, writing, mending] = [READING, WRITING, MENDING].map(Permits::new);
        Self { logins: Semaphore::new(LOGINS), reading, writing, mending, open }
    }

    /// Runs a read for a client that has not logged in: it ends by itself.
    pub(crate) async fn read<T>(&self, call: impl FnOnce() -> T) -> T {
        make(&self.logins, call).await
    }

    /// Runs a read for an account.
    pub(crate) async fn read_for<T>(&self, account: &SftpUser, call: impl FnOnce() -> T) -> T {
        self.make_for(account, &self.reading, call).await
    }

    /// Runs a write for an account.
    pub(crate) async fn write_for<T>(&self, account: &SftpUser, call: impl FnOnce() -> T) -> T {
        self.make_for(account, &self.writing, call).await
    }

    /// Waits for a repair, for an account.
    pub(crate) async fn mend_for<T>(&self, account: &SftpUser, call: impl FnOnce() -> T) -> T {
        self.make_for(account, &self.mending, call).await
    }

    async fn make_for<T>(
        &self,
        account: &SftpUser,
        permits: &Permits,
        call: impl FnOnce() -> T,
    ) -> T {
        let of_account = permits.of(account);
        // The account's own permit first: its waiting calls then do not block others.
        let _permit = of_account.acquire().await;
        let call = || {
            let _open = self.open.begin(account.as_str());
            call()
        };
        make(&permits.all, call).await
    }
}

/// Permits for calls of one kind.
#[derive(Debug)]
struct Permits {
    all: Semaphore,
    limit: Limit,
    /// Of accounts that have logged in: at most as many as there are systems.
    of_accounts: Mutex<HashMap<SftpUser, Arc<Semaphore>>>,
}

impl Permits {
    fn new(limit: Limit) -> Self {
        Self { all: Semaphore::new(limit.all), limit, of_accounts: Mutex::default() }
    }

    fn of(&self, account: &SftpUser) -> Arc<Semaphore> {
        let mut of_accounts = self.of_accounts.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(permits) = of_accounts.get(account) {
            return Arc::clone(permits);
        }
        let permits = Arc::new(Semaphore::new(self.limit.of_account));
        of_accounts.insert(account.clone(), Arc::clone(&permits));
        permits
    }
}

async fn make<T>(limit: &Semaphore, call: impl FnOnce() -> T) -> T {
    // An error would mean a closed semaphore; it is never closed.
    let _permit = limit.acquire().await;
    block_in_place(call)
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc::{Sender, channel};
    use std::time::Duration;

    use tokio::sync::mpsc::unbounded_channel;
    use tokio::task::JoinHandle;

    use super::*;

    fn account(name: &str) -> SftpUser {
        name.parse().unwrap()
    }

    /// Starts so many calls for an account, and waits until those that get a permit run; they last until the sender is
    /// dropped.
    async fn hang(
        calls: &Arc<StoreConcurrency>,
        name: &str,
        number: usize,
        begin: usize,
    ) -> (Vec<Sender<()>>, Vec<JoinHandle<()>>) {
        let (begun, mut has_begun) = unbounded_channel();
        let start = |_| {
            let (leave, left) = channel::<()>();
            let (calls, account, begun) = (Arc::clone(calls), account(name), begun.clone());
            let wait = move || {
                let _ = begun.send(());
                assert!(left.recv().is_err());
            };
            let running = tokio::spawn(async move { calls.read_for(&account, wait).await });
            (leave, running)
        };
        let started = (0..number).map(start).unzip();
        for _ in 0..begin {
            has_begun.recv().await.unwrap();
        }
        started
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn calls_of_one_account_that_hang_leave_others_their_turn_and_are_seen() {
        let open = OpenCalls::default();
        let calls = Arc::new(StoreConcurrency::new(open.clone()));
        let (leave, running) = hang(&calls, "stuck", 100, READING.of_account).await;
        assert_eq!(calls.reading.all.available_permits(), READING.all - READING.of_account);
        assert_eq!(calls.read_for(&account("other"), || 7).await, 7);
        assert_eq!(calls.read(|| 8).await, 8);
        assert_eq!(calls.write_for(&account("stuck"), || 9).await, 9);
        let long = loop {
            let long = open.longer_than(Duration::ZERO);
            if long.first().is_some_and(|long| long.number == READING.of_account) {
                break long;
            }
            tokio::task::yield_now().await;
        };
        assert_eq!((long.len(), long[0].whose.as_str()), (1, "stuck"));
        drop(leave);
        for call in running {
            call.await.unwrap();
        }
        assert_eq!(open.longer_than(Duration::ZERO), []);
        assert_eq!(calls.reading.all.available_permits(), READING.all);
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn hanging_calls_of_all_accounts_do_not_prevent_logins() {
        let calls = StoreConcurrency::new(OpenCalls::default());
        let _reading = calls.reading.all.acquire_many(64).await.unwrap();
        assert_eq!(calls.read(|| 7).await, 7);
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn calls_that_read_take_no_permit_of_one_that_writes() {
        let calls = StoreConcurrency::new(OpenCalls::default());
        let _writing = calls.writing.all.acquire_many(16).await.unwrap();
        assert_eq!(calls.read(|| 7).await, 7);
        assert_eq!(calls.writing.all.available_permits(), 0);
    }
}
