use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::time::Duration;

use crate::model::DeliveryId;

/// Requests that may wait: files are damaged one at a time, or all together.
const WAITING: usize = 64;

/// Where whoever serves files asks for one that is damaged to be made again.
#[derive(Debug, Clone)]
pub struct MendRequests(SyncSender<MendRequest>);

/// A delivery whose files are to be made again.
#[derive(Debug)]
pub struct MendRequest {
    /// Which.
    pub delivery: DeliveryId,
    done: SyncSender<()>,
}

/// Both ends.
pub fn mend_requests() -> (MendRequests, Receiver<MendRequest>) {
    let (sender, receiver) = sync_channel(WAITING);
    (MendRequests(sender), receiver)
}

impl MendRequests {
    /// Asks for a delivery's files to be made again, and waits for at most so long. Whether it was tried: how it went
    /// shows in the files.
    pub fn ask(&self, delivery: DeliveryId, wait: Duration) -> bool {
        let (done, answered) = sync_channel(1);
        self.0.try_send(MendRequest { delivery, done }).is_ok()
            && answered.recv_timeout(wait).is_ok()
    }
}

impl MendRequest {
    /// Tells whoever asked that it was tried.
    pub fn done(self) {
        // An error says that nobody waits any more.
        let _ = self.done.try_send(());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn request_is_answered_or_given_up() {
        let (requests, received) = mend_requests();
        let delivery = DeliveryId::from_number(7);
        assert!(!requests.ask(delivery, Duration::ZERO), "nobody is at work");
        let answers = std::thread::spawn(move || {
            received.iter().for_each(MendRequest::done);
        });
        assert!(requests.ask(delivery, Duration::from_secs(60)));
        drop(requests);
        answers.join().unwrap();
    }

    #[test]
    fn requests_have_a_largest_number() {
        let (requests, _received) = mend_requests();
        let delivery = DeliveryId::from_number(7);
        for _ in 0..WAITING {
            requests.ask(delivery, Duration::ZERO);
        }
        assert!(!requests.ask(delivery, Duration::from_secs(60)), "refused at once");
    }
}
