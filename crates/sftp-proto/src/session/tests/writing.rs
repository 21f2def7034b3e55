use std::sync::atomic::Ordering;

use super::*;

const CREATE: WriteMode =
    WriteMode { create: true, exclusive: false, truncate: false, append: false };

fn create(session: &mut Session<&Memory>, path: &str, mode: WriteMode) -> Option<HandleId> {
    let mode = OpenMode::Write(mode);
    handle(ask(session, Request::Open { id: 1, path: path.into(), mode }))
}

fn write(
    session: &mut Session<&Memory>,
    handle: Option<HandleId>,
    offset: u64,
    data: &[u8],
) -> StatusCode {
    let data = Some(data.to_vec());
    status(ask(session, Request::Write { id: 2, handle, offset, data }))
}

fn close(session: &mut Session<&Memory>, handle: Option<HandleId>) -> StatusCode {
    status(ask(session, Request::Close { id: 3, handle }))
}

#[test]
fn a_file_is_written_in_any_order() {
    let tree = Memory::default();
    let mut session = begun(&tree);
    let handle = create(&mut session, "OUT/f", CREATE);
    assert_eq!(write(&mut session, handle, 3, b"lo"), StatusCode::Ok);
    assert_eq!(write(&mut session, handle, 0, b"hel"), StatusCode::Ok);
    let (kind, attributes) = ask(&mut session, Request::Fstat { id: 1, handle });
    assert_eq!((kind, &attributes[4..12]), (SSH_FXP_ATTRS, &5_u64.to_be_bytes()[..]));
    assert_eq!(tree.written.load(Ordering::Relaxed), 0);
    assert_eq!(close(&mut session, handle), StatusCode::Ok);
    assert_eq!(tree.out("f").unwrap(), b"hello");
    assert_eq!(tree.written.load(Ordering::Relaxed), 1);
    assert_eq!(write(&mut session, handle, 0, b"x"), StatusCode::Failure, "it is closed");
}

#[test]
fn a_file_is_resumed_appended_to_and_replaced() {
    let tree = Memory::default();
    let mut session = begun(&tree);
    let first = create(&mut session, "OUT/f", CREATE);
    write(&mut session, first, 0, b"hel");
    let resumed = create(&mut session, "OUT/f", CREATE);
    write(&mut session, resumed, 3, b"l");
    let appended = create(&mut session, "OUT/f", WriteMode { append: true, ..CREATE });
    write(&mut session, appended, 0, b"o");
    assert_eq!(tree.out("f").unwrap(), b"hello");
    create(&mut session, "OUT/f", WriteMode { truncate: true, ..CREATE });
    assert_eq!(tree.out("f").unwrap(), b"");
    let exclusive = OpenMode::Write(WriteMode { exclusive: true, ..CREATE });
    let again = Request::Open { id: 1, path: b"OUT/f".to_vec(), mode: exclusive };
    assert_eq!(status(ask(&mut session, again)), StatusCode::Failure);
    let mode = OpenMode::Write(WriteMode::default());
    let none = Request::Open { id: 1, path: b"OUT/none".to_vec(), mode };
    assert_eq!(status(ask(&mut session, none)), StatusCode::NoSuchFile);
}

#[test]
fn a_write_that_is_too_long_or_ends_nowhere_is_refused() {
    let tree = Memory::default();
    let mut session = begun(&tree);
    let handle = create(&mut session, "OUT/f", CREATE);
    let long = Request::Write { id: 2, handle, offset: 0, data: None };
    assert_eq!(status(ask(&mut session, long)), StatusCode::Failure);
    assert_eq!(write(&mut session, handle, u64::MAX, b"x"), StatusCode::Failure);
    assert_eq!(tree.out("f").unwrap(), b"");
}

#[test]
fn a_full_disk_is_said_when_a_file_is_written_and_when_it_is_closed() {
    let tree = Memory::default();
    let mut session = begun(&tree);
    let handle = create(&mut session, "OUT/f", CREATE);
    tree.is_full.store(true, Ordering::Relaxed);
    let request = Request::Write { id: 2, handle, offset: 0, data: Some(b"x".to_vec()) };
    let (_, answer) = ask(&mut session, request);
    assert!(String::from_utf8_lossy(&answer).contains("no room"));
    assert_eq!(close(&mut session, handle), StatusCode::Failure);
    assert_eq!(close(&mut session, handle), StatusCode::Failure, "it is closed nevertheless");
}

#[test]
fn a_file_gets_another_name_unless_one_has_it() {
    let tree = Memory::default();
    let mut session = begun(&tree);
    for name in ["OUT/f.filepart", "OUT/g"] {
        let handle = create(&mut session, name, CREATE);
        close(&mut session, handle);
    }
    let mut rename = |from: &str, to: &str| {
        status(ask(&mut session, Request::Rename { id: 1, from: from.into(), to: to.into() }))
    };
    assert_eq!(rename("OUT/f.filepart", "/OUT/f"), StatusCode::Ok);
    assert_eq!(rename("OUT/f", "OUT/g"), StatusCode::Failure);
    assert_eq!(rename("OUT/none", "OUT/h"), StatusCode::NoSuchFile);
    assert_eq!(rename("OUT/g", "IN/g"), StatusCode::PermissionDenied);
    assert_eq!(rename("OUT/g", "OUT/\0"), StatusCode::NoSuchFile);
}

#[test]
fn times_and_modes_are_taken_and_owners_and_lengths_are_not() {
    let tree = Memory::with(&[("f", b"hello")]);
    let mut session = begun(&tree);
    let handle = create(&mut session, "OUT/f", CREATE);
    let of_in = open(&mut session, "IN/f");
    let mut set = |path: &str, change| {
        status(ask(&mut session, Request::Setstat { id: 1, path: path.into(), change }))
    };
    use AttributeChange::{Other, TimesAndModes};
    assert_eq!(set("OUT/f", TimesAndModes), StatusCode::Ok);
    assert_eq!(set("OUT/f", Other), StatusCode::PermissionDenied);
    assert_eq!(set("OUT/none", TimesAndModes), StatusCode::NoSuchFile);
    assert_eq!(set("IN/f", TimesAndModes), StatusCode::PermissionDenied);
    let mut set =
        |handle, change| status(ask(&mut session, Request::Fsetstat { id: 1, handle, change }));
    assert_eq!(set(handle, TimesAndModes), StatusCode::Ok);
    assert_eq!(set(handle, Other), StatusCode::PermissionDenied);
    assert_eq!(set(of_in, TimesAndModes), StatusCode::PermissionDenied);
    assert_eq!(tree.out("f").unwrap(), b"");
}

#[test]
fn a_handle_to_write_is_not_one_to_read() {
    let tree = Memory::with(&[("f", b"hello")]);
    let mut session = begun(&tree);
    let upload = create(&mut session, "OUT/f", CREATE);
    let of_in = open(&mut session, "IN/f");
    let read = Request::Read { id: 1, handle: upload, offset: 0, length: 1 };
    assert_eq!(status(ask(&mut session, read)), StatusCode::Failure);
    assert_eq!(write(&mut session, of_in, 0, b"x"), StatusCode::Failure);
    now(session.finish());
    assert_eq!(tree.written.load(Ordering::Relaxed), 1, "closed with the session");
}

proptest::proptest! {
    /// Against a plain reference: a vector of bytes.
    #[test]
    fn what_is_written_is_there(writes in proptest::collection::vec((0u64..50, proptest::collection::vec(0u8.., 0..9)), 0..20)) {
        let tree = Memory::default();
        let mut session = begun(&tree);
        let handle = create(&mut session, "OUT/f", CREATE);
        let mut expected = Vec::new();
        for (offset, data) in writes {
            write(&mut session, handle, offset, &data);
            let start = usize::try_from(offset).unwrap();
            expected.resize(expected.len().max(start + data.len()), 0);
            expected[start..start + data.len()].copy_from_slice(&data);
        }
        proptest::prop_assert_eq!(tree.out("f").unwrap(), expected);
    }
}
