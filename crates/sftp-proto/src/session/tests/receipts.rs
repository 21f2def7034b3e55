use std::sync::atomic::Ordering;

use super::*;

#[test]
fn a_file_is_read_and_its_last_byte_is_a_receipt() {
    let tree = Memory::with(&[("f", b"hello")]);
    let mut session = begun(&tree);
    let handle = open(&mut session, "IN/f");
    assert_eq!(read(&mut session, handle, 0, 4), b"hell");
    assert_eq!(tree.receipts(), 0, "a prefix is none");
    assert_eq!(read(&mut session, handle, 3, 100), b"lo");
    assert_eq!(*tree.collected.lock().unwrap(), [b"f"]);
    for (offset, length) in [(5, 1), (6, 1), (u64::MAX, u32::MAX)] {
        let past_the_end = Request::Read { id: 2, handle, offset, length };
        assert_eq!(status(ask(&mut session, past_the_end)), StatusCode::Eof);
    }
    assert_eq!(tree.receipts(), 1);
}

#[test]
fn the_last_block_may_be_read_first_and_is_one_receipt_for_each_opening() {
    let tree = Memory::with(&[("f", b"hello")]);
    let mut session = begun(&tree);
    let handle = open(&mut session, "IN/f");
    for (offset, expected) in [(4, &b"o"[..]), (0, b"hell"), (4, b"o"), (0, b"hell")] {
        assert_eq!(read(&mut session, handle, offset, 4), expected);
        assert_eq!(tree.receipts(), 1);
    }
    let again = open(&mut session, "IN/f");
    read(&mut session, again, 0, 4);
    assert_eq!(tree.receipts(), 1);
    read(&mut session, again, 0, 5);
    assert_eq!(tree.receipts(), 2);
}

#[test]
fn a_file_that_fits_into_one_answer_is_collected_with_it() {
    // What one gets whom nobody matched: header and trailer.
    let empty = [&[b'0'; 120][..], b"\n", &[b'9'; 120], b"\n"].concat();
    let tree = Memory::with(&[("f", &empty), ("without a byte", b"")]);
    let mut session = begun(&tree);
    let handle = open(&mut session, "IN/f");
    assert_eq!(tree.receipts(), 0, "to open is none");
    assert_eq!(read(&mut session, handle, 0, 32 * 1024), empty);
    assert_eq!(tree.receipts(), 1);
    let handle = open(&mut session, "IN/without a byte");
    assert_eq!(
        status(ask(&mut session, Request::Read { id: 2, handle, offset: 0, length: 1 })),
        StatusCode::Eof
    );
    assert_eq!(tree.receipts(), 1, "there is no last byte to hand out");
}

#[test]
fn what_was_not_sent_is_no_receipt() {
    let tree = Memory::with(&[("f", b"hello")]);
    let mut session = begun(&tree);
    let handle = open(&mut session, "IN/f");
    now(session.answer(Request::Read { id: 2, handle, offset: 0, length: 5 }));
    assert_eq!(tree.receipts(), 0);
    // The next answer is another: that it was sent says nothing of the one before.
    read(&mut session, handle, 0, 1);
    assert_eq!(tree.receipts(), 0);
}

#[test]
fn a_receipt_that_cannot_be_noted_is_noted_with_the_next_read() {
    let tree = Memory::with(&[("f", b"hello")]);
    let mut session = begun(&tree);
    let handle = open(&mut session, "IN/f");
    tree.broken.store(true, Ordering::Relaxed);
    assert_eq!(read(&mut session, handle, 0, 5), b"hello");
    tree.broken.store(false, Ordering::Relaxed);
    assert_eq!(read(&mut session, handle, 4, 1), b"o");
    assert_eq!(tree.receipts(), 1);
}
