use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::time::Duration;

use crate::model::DeliveryId;

/// The number of requests that may wait: files are damaged one at a time, or all together.
const WAITING: usize = 64;

/// The sender of requests to write a damaged file again.
#[derive(Debug, Clone)]
pub struct MendRequests(SyncSender<MendRequest>);

/// A request to write a delivery's files again.
#[derive(Debug)]
pub struct MendRequest {
    /// The delivery.
    pub delivery: DeliveryId,
    done: SyncSender<()>,
}

/// Makes a sender and its receiver.
pub fn mend_requests() -> (MendRequests, Receiver<MendRequest>) {
    let (sender, receiver) = sync_channel(WAITING);
    (MendRequests(sender), receiver)
}

impl MendRequests {
    /// Requests that a delivery's files are written again, and waits for at most `wait`. Returns
    /// whether it was tried: the files show whether it worked.
    pub fn ask(&self, delivery: DeliveryId, wait: Duration) -> bool {
        let (done, answered) = sync_channel(1);
        self.0.try_send(MendRequest { delivery, done }).is_ok()
            && answered.recv_timeout(wait).is_ok()
    }
}

impl MendRequest {
    /// Tells the sender that it was tried.
    pub fn done(self) {
        // An error means that the sender has stopped waiting.
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
        assert!(!requests.ask(delivery, Duration::ZERO), "no mender is running");
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
