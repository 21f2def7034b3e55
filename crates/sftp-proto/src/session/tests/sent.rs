use std::sync::atomic::Ordering;

use super::*;

#[test]
fn bytes_that_were_sent_are_reported_packet_by_packet() {
    let tree = Memory::with(&[("f", b"hello")]);
    let mut session = begun(&tree);
    let handle = open(&mut session, "IN/f");
    assert_eq!(tree.sent(), [], "to open sends none");
    assert_eq!(read(&mut session, handle, 0, 4), b"hell");
    assert_eq!(read(&mut session, handle, 3, 100), b"lo");
    assert_eq!(tree.sent(), [0..4, 3..5]);
    for (offset, length) in [(5, 1), (6, 1), (u64::MAX, u32::MAX)] {
        let past_the_end = Request::Read { id: 2, handle, offset, length };
        assert_eq!(status(ask(&mut session, past_the_end)), StatusCode::Eof);
    }
    assert_eq!(tree.sent(), []);
}

#[test]
#[allow(clippy::single_range_in_vec_init, reason = "a list of one range")]
fn bytes_that_were_answered_and_not_sent_are_not_reported() {
    let tree = Memory::with(&[("f", b"hello")]);
    let mut session = begun(&tree);
    let handle = open(&mut session, "IN/f");
    now(session.answer(Request::Read { id: 2, handle, offset: 0, length: 5 }));
    assert_eq!(tree.sent(), []);
    // The next answer is a different one: its being sent proves nothing about the one before.
    read(&mut session, handle, 0, 1);
    assert_eq!(tree.sent(), [0..1]);
}

#[test]
fn file_is_closed_by_the_client_or_with_the_session() {
    let tree = Memory::with(&[("f", b"hello")]);
    let mut session = begun(&tree);
    let handles = [open(&mut session, "IN/f"), open(&mut session, "IN/f")];
    let close = Request::Close { id: 2, handle: handles[0] };
    assert_eq!(status(ask(&mut session, close)), StatusCode::Ok);
    assert_eq!(tree.closed.load(Ordering::Relaxed), 1);
    ask(&mut session, Request::Opendir { id: 3, path: b"IN".to_vec() });
    now(session.finish());
    assert_eq!(tree.closed.load(Ordering::Relaxed), 2);
}

#[test]
fn received_of_a_client_that_names_a_handle_is_up_to_the_answer_that_gave_it_out() {
    let tree = Memory::with(&[("f", b"hello")]);
    let mut session = begun(&tree);
    let received = || tree.received.load(Ordering::Relaxed);
    let first = open(&mut session, "IN/f");
    read(&mut session, first, 0, 5);
    assert_eq!(received(), 2, "the handle was in the second answer");
    read(&mut session, first, 0, 5);
    assert_eq!(received(), 2, "a request may have been sent before any answer was read");
    let second = open(&mut session, "IN/f");
    assert_eq!(received(), 2);
    read(&mut session, second, 0, 5);
    assert_eq!(received(), 5);
    now(session.received(6));
    now(session.received(3));
    assert_eq!(received(), 6, "what was read is not unread");
}
