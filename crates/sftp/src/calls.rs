use tokio::sync::Semaphore;
use tokio::task::block_in_place;

/// Calls that read, at once. Each takes a thread, of which tokio has 512 for everything that blocks, and
/// without which it stands still.
const READING: usize = 64;
/// Calls that write, at once. They wait for their turn on a thread, for as long as the store lets them.
const WRITING: usize = 16;
/// Files that are made again because somebody wants them, at once.
const MENDING: usize = 4;

/// Makes calls of the store and the shelf, which block (`docs/adr/0001`), a limited number at once,
/// whatever clients ask for. Those that must wait take no thread.
#[derive(Debug)]
pub(crate) struct Calls {
    reading: Semaphore,
    writing: Semaphore,
    mending: Semaphore,
}

impl Calls {
    pub(crate) const fn new() -> Self {
        Self {
            reading: Semaphore::const_new(READING),
            writing: Semaphore::const_new(WRITING),
            mending: Semaphore::const_new(MENDING),
        }
    }

    /// Makes a call that reads.
    pub(crate) async fn read<T>(&self, call: impl FnOnce() -> T) -> T {
        make(&self.reading, call).await
    }

    /// Makes a call that writes.
    pub(crate) async fn write<T>(&self, call: impl FnOnce() -> T) -> T {
        make(&self.writing, call).await
    }

    /// Waits for something to be made again.
    pub(crate) async fn mend<T>(&self, call: impl FnOnce() -> T) -> T {
        make(&self.mending, call).await
    }
}

async fn make<T>(limit: &Semaphore, call: impl FnOnce() -> T) -> T {
    // An error would say that the semaphore was closed, which nobody does.
    let _permit = limit.acquire().await;
    block_in_place(call)
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;

    use super::*;

    #[tokio::test(flavor = "multi_thread")]
    async fn calls_that_read_do_not_wait_for_one_that_writes() {
        let calls = std::sync::Arc::new(Calls::new());
        let (enter, entered) = tokio::sync::oneshot::channel();
        let (leave, left) = mpsc::channel::<()>();
        let writer = {
            let calls = calls.clone();
            tokio::spawn(async move {
                let wait = move || {
                    enter.send(()).unwrap();
                    left.recv().unwrap();
                };
                calls.write(wait).await;
            })
        };
        entered.await.unwrap();
        assert_eq!(calls.writing.available_permits(), WRITING - 1);
        assert_eq!(calls.read(|| 7).await, 7);
        assert_eq!(calls.reading.available_permits(), READING);
        leave.send(()).unwrap();
        writer.await.unwrap();
        assert_eq!(calls.write(|| 8).await, 8);
    }
}
