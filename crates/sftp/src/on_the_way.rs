use std::collections::VecDeque;
use std::ops::Range;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::went_out::WentOut;

/// Pieces that are kept of one channel. For a client with more on the way the oldest count as not received: that is a
/// client that requests single bytes, or one of the few that answer no pings until they close a file.
const PIECES: usize = 64 * 1024;

/// The bytes of files that a channel's client was sent, and is not known to have read.
#[derive(Debug, Default)]
pub(crate) struct OnTheWay(Mutex<State>);

#[derive(Debug, Default)]
struct State {
    pieces: VecDeque<Piece>,
    /// Files that the client has closed while pieces of them were on the way.
    closed: Vec<Arc<WentOut>>,
}

#[derive(Debug)]
struct Piece {
    /// The number of its answer.
    answer: u64,
    file: Arc<WentOut>,
    range: Range<u64>,
}

impl OnTheWay {
    /// Adds a piece of a file that was sent.
    pub(crate) fn add(&self, answer: u64, file: &Arc<WentOut>, range: Range<u64>) {
        let mut state = self.lock();
        if state.pieces.len() >= PIECES {
            state.pieces.pop_front();
        }
        state.pieces.push_back(Piece { answer, file: Arc::clone(file), range });
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.lock().pieces.is_empty()
    }

    /// Records that the client has read `answers` answers; returns the files with bytes to record.
    pub(crate) fn receive(&self, answers: u64) -> Vec<Arc<WentOut>> {
        let mut state = self.lock();
        let mut due: Vec<Arc<WentOut>> = Vec::new();
        while let Some(Piece { file, range, .. }) =
            state.pieces.pop_front_if(|piece| piece.answer <= answers)
        {
            let is_due = file.add(range);
            if is_due && !due.iter().any(|known| Arc::ptr_eq(known, &file)) {
                due.push(file);
            }
        }
        let State { pieces, closed } = &mut *state;
        due.extend(closed.extract_if(.., |file| !is_any_of(pieces, file)));
        due
    }

    /// Records that a file was closed; `true` when nothing of it is on the way.
    pub(crate) fn close(&self, file: &Arc<WentOut>) -> bool {
        let mut state = self.lock();
        let is_there = !is_any_of(&state.pieces, file);
        if !is_there && !state.closed.iter().any(|known| Arc::ptr_eq(known, file)) {
            state.closed.push(Arc::clone(file));
        }
        is_there
    }

    /// The pieces on the way, by file.
    pub(crate) fn pieces(&self) -> Vec<(Arc<WentOut>, Range<u64>)> {
        let state = self.lock();
        state.pieces.iter().map(|piece| (Arc::clone(&piece.file), piece.range.clone())).collect()
    }

    /// Drops what is on the way; returns the files that were closed meanwhile.
    pub(crate) fn give_up(&self) -> Vec<Arc<WentOut>> {
        let mut state = self.lock();
        state.pieces.clear();
        std::mem::take(&mut state.closed)
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn is_any_of(pieces: &VecDeque<Piece>, file: &Arc<WentOut>) -> bool {
    pieces.iter().any(|piece| Arc::ptr_eq(&piece.file, file))
}

#[cfg(test)]
mod tests {
    use store::{DeliveryId, FetchedFile};

    use super::*;
    use crate::went_out::WentOutByKey;

    fn file(size: u64) -> Arc<WentOut> {
        let delivery = FetchedFile::Delivery(DeliveryId::from_number(1));
        WentOutByKey::default().of(delivery, "d", "SHA256:1", size)
    }

    #[test]
    fn receive_of_answers_has_their_pieces_arrive_and_no_others() {
        let (way, file) = (OnTheWay::default(), file(30));
        way.add(1, &file, 0..10);
        way.add(3, &file, 10..20);
        way.add(4, &file, 20..30);
        assert_eq!(way.receive(2).len(), 0, "a part");
        assert_eq!(file.count(), 10);
        assert_eq!(way.receive(9).len(), 1, "all of it");
        assert_eq!(file.count(), 30);
        assert!(way.is_empty());
    }

    #[test]
    fn close_with_pieces_on_the_way_waits_for_them() {
        let (way, file) = (OnTheWay::default(), file(30));
        assert!(way.close(&file));
        way.add(1, &file, 0..10);
        way.add(2, &file, 10..20);
        assert!(!way.close(&file));
        assert_eq!(way.receive(1).len(), 0);
        assert_eq!(way.receive(2).len(), 1);
        assert!(way.close(&file));
    }

    #[test]
    fn give_up_of_a_file_that_was_closed_forgets_what_is_on_the_way() {
        let (way, file) = (OnTheWay::default(), file(20));
        way.add(1, &file, 0..10);
        way.add(2, &file, 10..20);
        assert!(!way.close(&file));
        way.receive(1);
        assert_eq!(way.give_up().len(), 1);
        assert_eq!(way.receive(2).len(), 0);
        assert_eq!(file.count(), 10);
    }

    #[test]
    fn add_beyond_what_is_kept_forgets_the_oldest() {
        let (way, file) = (OnTheWay::default(), file(u64::MAX));
        let pieces = PIECES as u64 + 1;
        (0..pieces).for_each(|number| way.add(number, &file, 2 * number..2 * number + 1));
        way.receive(pieces);
        assert_eq!(file.count(), pieces - 1);
    }
}
