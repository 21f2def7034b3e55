mod handles;
mod memory;
mod sent;
mod writing;

use std::pin::pin;
use std::task::{Context, Poll, Waker};

use super::*;
use crate::open_mode::WriteMode;
use crate::wire::*;
use memory::Memory;

/// Runs a future that never waits.
fn now<T>(future: impl Future<Output = T>) -> T {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(value) => value,
        Poll::Pending => panic!("the tree in memory never waits"),
    }
}

fn begun(tree: &Memory) -> Session<&Memory> {
    let mut session = Session::new(tree);
    let init = Request::Init { version: VERSION };
    assert_eq!(now(session.answer(init))[4], SSH_FXP_VERSION);
    session
}

/// The answer's type and what follows its id.
fn ask(session: &mut Session<&Memory>, request: Request) -> (u8, Vec<u8>) {
    let id = request.id();
    let packet = now(session.answer(request));
    now(session.sent());
    assert_eq!(packet[..4], u32::try_from(packet.len() - 4).unwrap().to_be_bytes());
    assert_eq!(packet[5..9], id.to_be_bytes());
    (packet[4], packet[9..].to_vec())
}

fn status((kind, rest): (u8, Vec<u8>)) -> StatusCode {
    use StatusCode::{BadMessage, Eof, Failure, NoSuchFile, Ok, PermissionDenied, Unsupported};
    assert_eq!(kind, SSH_FXP_STATUS);
    let code = u32::from_be_bytes(rest.first_chunk::<4>().copied().unwrap());
    [Ok, Eof, NoSuchFile, PermissionDenied, Failure, BadMessage, Unsupported]
        .into_iter()
        .find(|known| *known as u32 == code)
        .unwrap()
}

fn open(session: &mut Session<&Memory>, path: &str) -> Option<HandleId> {
    handle(ask(session, Request::Open { id: 1, path: path.into(), mode: OpenMode::Read }))
}

fn handle((kind, rest): (u8, Vec<u8>)) -> Option<HandleId> {
    assert_eq!(kind, SSH_FXP_HANDLE);
    HandleId::read(&rest[4..])
}

/// Reads from an open file; gives the data.
fn read(
    session: &mut Session<&Memory>,
    handle: Option<HandleId>,
    offset: u64,
    length: u32,
) -> Vec<u8> {
    let (kind, rest) = ask(session, Request::Read { id: 2, handle, offset, length });
    assert_eq!(kind, SSH_FXP_DATA);
    rest[4..].to_vec()
}

#[test]
fn nothing_is_answered_before_init_and_init_comes_once() {
    let tree = Memory::default();
    let mut session = Session::new(&tree);
    assert_eq!(
        status(ask(&mut session, Request::Stat { id: 9, path: b"/".to_vec() })),
        StatusCode::BadMessage
    );
    let mut session = begun(&tree);
    assert_eq!(
        status(ask(&mut session, Request::Init { version: VERSION })),
        StatusCode::BadMessage
    );
}

#[test]
fn a_read_has_a_largest_length() {
    let limit = limits::READ as usize;
    let tree = Memory::with(&[("f", &vec![b'x'; limit + 1])]);
    let mut session = begun(&tree);
    let handle = open(&mut session, "IN/f");
    for length in [limits::READ, limits::READ + 1, u32::MAX] {
        assert_eq!(read(&mut session, handle, 0, length).len(), limit);
    }
}

#[test]
fn a_folder_lists_once_through() {
    let names: Vec<String> = (0..limits::ENTRIES).map(|n| format!("f{n}")).collect();
    let files: Vec<(&str, &[u8])> = names.iter().map(|name| (name.as_str(), &b""[..])).collect();
    let tree = Memory::with(&files);
    let mut session = begun(&tree);
    let handle = handle(ask(&mut session, Request::Opendir { id: 1, path: b"IN".to_vec() }));
    let count = |answer: (u8, Vec<u8>)| {
        assert_eq!(answer.0, SSH_FXP_NAME);
        u32::from_be_bytes(answer.1[..4].try_into().unwrap()) as usize
    };
    let mut readdir = || ask(&mut session, Request::Readdir { id: 2, handle });
    // With `.` and `..` there are two more than fit into one answer.
    assert_eq!(count(readdir()), limits::ENTRIES);
    assert_eq!(count(readdir()), 2);
    assert_eq!(status(readdir()), StatusCode::Eof);
}

#[test]
fn what_changes_things_in_a_folder_to_read_from_is_refused() {
    let tree = Memory::with(&[("f", b"hello")]);
    let mut session = begun(&tree);
    for mode in [OpenMode::Neither, OpenMode::Write(WriteMode::default())] {
        let open = Request::Open { id: 1, path: b"IN/f".to_vec(), mode };
        assert_eq!(status(ask(&mut session, open)), StatusCode::PermissionDenied);
    }
    assert_eq!(
        status(ask(&mut session, Request::Forbidden { id: 1 })),
        StatusCode::PermissionDenied
    );
    assert_eq!(status(ask(&mut session, Request::Unsupported { id: 1 })), StatusCode::Unsupported);
    assert_eq!(
        status(ask(&mut session, Request::Opendir { id: 1, path: b"IN/f".to_vec() })),
        StatusCode::Failure
    );
}

#[test]
fn removing_removes() {
    let tree = Memory::with(&[("f", b"hello")]);
    let mut session = begun(&tree);
    let mut remove =
        || status(ask(&mut session, Request::Remove { id: 1, path: b"/IN/f".to_vec() }));
    assert_eq!(remove(), StatusCode::Ok);
    assert_eq!(remove(), StatusCode::NoSuchFile);
}

#[test]
fn paths_lead_nowhere_else() {
    let tree = Memory::with(&[("f", b"hello")]);
    let mut session = begun(&tree);
    for path in ["/etc/passwd", "../../etc/passwd", "IN/../../../etc/passwd", "IN/f/g", "IN/\0"] {
        let stat = Request::Stat { id: 1, path: path.into() };
        assert_eq!(status(ask(&mut session, stat)), StatusCode::NoSuchFile, "{path}");
    }
    let (kind, rest) = ask(&mut session, Request::Realpath { id: 1, path: b"../..".to_vec() });
    assert_eq!((kind, &rest[4..9]), (SSH_FXP_NAME, &b"\0\0\0\x01/"[..]));
}

#[test]
fn limits_are_sent() {
    let tree = Memory::default();
    let mut session = begun(&tree);
    let (kind, rest) = ask(&mut session, Request::Limits { id: 1 });
    assert_eq!(kind, SSH_FXP_EXTENDED_REPLY);
    let sent: Vec<u64> =
        rest.chunks(8).map(|bytes| u64::from_be_bytes(bytes.try_into().unwrap())).collect();
    let [read, write] = [limits::READ, limits::WRITE].map(u64::from);
    assert_eq!(sent, [limits::PACKET as u64, read, write, limits::HANDLES as u64]);
}

/// A packet much like a client's: any type, a path or a handle, two numbers, some bytes. RENAME has a second path.
fn packet(kind: u8, name: &[u8], offset: u64, length: u32) -> Vec<u8> {
    let name_length = u32::try_from(name.len()).unwrap().to_be_bytes();
    let numbers = [&offset.to_be_bytes()[..], &length.to_be_bytes()].concat();
    let second = [&[0, 0, 0, 5][..], b"OUT/b"].concat();
    let rest = if kind == SSH_FXP_RENAME { second } else { [&numbers[..], &[b'x'; 8]].concat() };
    [&[kind][..], &[0, 0, 0, 1], &name_length, name, &rest].concat()
}

proptest::proptest! {
    /// Any requests in any order: each gets one answer.
    #[test]
    fn any_requests_are_answered(
        requests in proptest::collection::vec((0u8..=21, 0usize..9, proptest::num::u64::ANY, 0u32..9), 0..40)
    ) {
        let names = [
            &b"IN"[..], b"IN/f", b"", b"\0\0\0\0", b"\0\0\0\x01", b"\0\0\0\x02", b"OUT", b"OUT/a", b"OUT/b",
        ];
        let tree = Memory::with(&[("f", b"hello")]);
        let mut session = begun(&tree);
        for (kind, name, offset, length) in requests {
            // Half of the offsets lie within the file; the upper half of one is the flags of OPEN.
            let offset = match kind {
                SSH_FXP_OPEN => offset & 0x3f << 32,
                _ if offset % 2 == 0 => offset % 7,
                _ => offset,
            };
            let kind = if kind == 21 { SSH_FXP_EXTENDED } else { kind };
            let request = Request::parse(&packet(kind, names[name], offset, length)).unwrap();
            ask(&mut session, request);
        }
    }
}
