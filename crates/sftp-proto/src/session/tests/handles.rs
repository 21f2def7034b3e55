use super::*;

#[test]
fn handles_are_limited_and_forgotten_when_closed() {
    let tree = Memory::with(&[("f", b"hello")]);
    let mut session = begun(&tree);
    let handles: Vec<_> = (0..limits::HANDLES).map(|_| open(&mut session, "IN/f")).collect();
    let one_more = Request::Open { id: 1, path: b"IN/f".to_vec(), mode: OpenMode::Read };
    assert_eq!(status(ask(&mut session, one_more)), StatusCode::Failure);
    let handle = handles[0];
    assert_eq!(status(ask(&mut session, Request::Close { id: 1, handle })), StatusCode::Ok);
    assert_eq!(status(ask(&mut session, Request::Close { id: 1, handle })), StatusCode::Failure);
    let read = Request::Read { id: 1, handle, offset: 0, length: 1 };
    assert_eq!(status(ask(&mut session, read)), StatusCode::Failure);
    let another = open(&mut session, "IN/f");
    assert!(!handles.contains(&another));
    assert_eq!(ask(&mut session, Request::Fstat { id: 1, handle: another }).0, SSH_FXP_ATTRS);
}

#[test]
fn open_folders_are_limited_and_leave_room_for_files() {
    let tree = Memory::with(&[("f", b"hello")]);
    let mut session = begun(&tree);
    let opendir = || Request::Opendir { id: 1, path: b"IN".to_vec() };
    let folders: Vec<_> =
        (0..limits::FOLDERS).map(|_| handle(ask(&mut session, opendir()))).collect();
    assert_eq!(status(ask(&mut session, opendir())), StatusCode::Failure);
    (0..limits::HANDLES - limits::FOLDERS)
        .for_each(|_| assert!(open(&mut session, "IN/f").is_some()));
    let one_more = Request::Open { id: 1, path: b"IN/f".to_vec(), mode: OpenMode::Read };
    assert_eq!(status(ask(&mut session, one_more)), StatusCode::Failure);
    assert_eq!(
        status(ask(&mut session, Request::Close { id: 1, handle: folders[0] })),
        StatusCode::Ok
    );
    assert!(handle(ask(&mut session, opendir())).is_some());
}

#[test]
fn a_handle_is_of_its_kind_and_of_this_session() {
    let tree = Memory::with(&[("f", b"hello")]);
    let mut session = begun(&tree);
    let file = open(&mut session, "IN/f");
    let folder = handle(ask(&mut session, Request::Opendir { id: 1, path: b"IN".to_vec() }));
    let (id, offset, length) = (1, 0, 1);
    assert_eq!(
        status(ask(&mut session, Request::Readdir { id, handle: file })),
        StatusCode::Failure
    );
    assert_eq!(
        status(ask(&mut session, Request::Read { id, handle: folder, offset, length })),
        StatusCode::Failure
    );
    for handle in [None, HandleId::read(&[0xff; 4])] {
        for request in [
            Request::Close { id, handle },
            Request::Read { id, handle, offset, length },
            Request::Fstat { id, handle },
            Request::Write { id, handle, offset, data: Some(b"x".to_vec()) },
            Request::Fsetstat { id, handle, change: AttributeChange::TimesAndModes },
            Request::Readdir { id, handle },
        ] {
            assert_eq!(status(ask(&mut session, request)), StatusCode::Failure);
        }
    }
}
