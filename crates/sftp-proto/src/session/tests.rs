use std::pin::pin;
use std::sync::Mutex;
use std::task::{Context, Poll, Waker};

use super::*;

/// A tree of one folder, `/IN`, in memory.
#[derive(Default)]
struct Memory {
    files: Mutex<Vec<(Vec<u8>, Vec<u8>)>>,
    collected: Mutex<Vec<Vec<u8>>>,
}

const FOLDER: Attributes = Attributes { kind: Kind::Folder, size: 0, mtime: 0 };

impl Memory {
    fn with(files: &[(&str, &[u8])]) -> Self {
        let files = files.iter().map(|(name, data)| (name.as_bytes().to_vec(), data.to_vec()));
        Self { files: Mutex::new(files.collect()), ..Self::default() }
    }

    fn find(&self, path: &Path) -> Result<(Vec<u8>, Vec<u8>), TreeError> {
        let names: Vec<&[u8]> = path.names().collect();
        let [b"IN", name] = names[..] else { return Err(TreeError::NotFound) };
        let files = self.files.lock().unwrap();
        files.iter().find(|(other, _)| other == name).cloned().ok_or(TreeError::NotFound)
    }
}

fn file(data: &[u8]) -> Attributes {
    Attributes { kind: Kind::File, size: data.len() as u64, mtime: 1 }
}

impl Tree for &Memory {
    type File = (Vec<u8>, Vec<u8>);

    async fn stat(&self, path: &Path) -> Result<Attributes, TreeError> {
        match path.to_bytes().as_slice() {
            b"/" | b"/IN" => Ok(FOLDER),
            _ => self.find(path).map(|(_, data)| file(&data)),
        }
    }

    async fn list(&self, path: &Path) -> Result<Vec<Entry>, TreeError> {
        if path.names().len() == 0 {
            return Ok(vec![Entry { name: b"IN".to_vec(), attributes: FOLDER }]);
        }
        let files = self.files.lock().unwrap();
        let entry = |(name, data): &(Vec<u8>, Vec<u8>)| Entry {
            name: name.clone(),
            attributes: file(data),
        };
        Ok(files.iter().map(entry).collect())
    }

    async fn open(&self, path: &Path) -> Result<(Self::File, Attributes), TreeError> {
        let found = self.find(path)?;
        let attributes = file(&found.1);
        Ok((found, attributes))
    }

    async fn read(
        &self,
        file: &Self::File,
        offset: u64,
        buffer: &mut [u8],
    ) -> Result<(), TreeError> {
        let from = usize::try_from(offset).unwrap();
        buffer.copy_from_slice(&file.1[from..from + buffer.len()]);
        Ok(())
    }

    async fn collected(&self, file: &Self::File) {
        self.collected.lock().unwrap().push(file.0.clone());
    }

    async fn remove(&self, path: &Path) -> Result<(), TreeError> {
        let (name, _) = self.find(path)?;
        self.files.lock().unwrap().retain(|(other, _)| *other != name);
        Ok(())
    }
}

/// Runs a future that never waits.
fn now<T>(future: impl Future<Output = T>) -> T {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(value) => value,
        Poll::Pending => panic!("the tree in memory never waits"),
    }
}

fn begun(tree: &Memory) -> Session<&Memory> {
    let mut session = Session::new(tree);
    assert_eq!(now(session.answer(Request::Init { version: 3 }))[4], 2);
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

fn status((kind, rest): (u8, Vec<u8>)) -> u32 {
    assert_eq!(kind, 101);
    u32::from_be_bytes(rest.first_chunk::<4>().copied().unwrap())
}

fn open(session: &mut Session<&Memory>, path: &str) -> u32 {
    let (kind, rest) = ask(session, Request::Open { id: 1, path: path.into(), read_only: true });
    assert_eq!(kind, 102);
    u32::from_be_bytes(rest[4..8].try_into().unwrap())
}

#[test]
fn nothing_is_answered_before_init_and_init_comes_once() {
    let tree = Memory::default();
    let mut session = Session::new(&tree);
    assert_eq!(status(ask(&mut session, Request::Stat { id: 9, path: b"/".to_vec() })), 5);
    let mut session = begun(&tree);
    assert_eq!(status(ask(&mut session, Request::Init { version: 3 })), 5);
}

#[test]
fn a_file_is_read_and_its_last_byte_is_a_receipt() {
    let tree = Memory::with(&[("f", b"hello")]);
    let mut session = begun(&tree);
    let handle = open(&mut session, "IN/f");
    let mut read =
        |offset, length| ask(&mut session, Request::Read { id: 2, handle, offset, length });
    assert_eq!(read(0, 4), (103, b"\0\0\0\x04hell".to_vec()));
    assert!(tree.collected.lock().unwrap().is_empty());
    assert_eq!(read(3, 100), (103, b"\0\0\0\x02lo".to_vec()));
    assert_eq!(*tree.collected.lock().unwrap(), [b"f"]);
    assert_eq!(status(read(5, 1)), 1);
    assert_eq!(status(read(u64::MAX, u32::MAX)), 1);
    assert_eq!(tree.collected.lock().unwrap().len(), 1);
}

#[test]
fn a_read_has_a_largest_length() {
    let limit = limits::READ as usize;
    let tree = Memory::with(&[("f", &vec![b'x'; limit + 1])]);
    let mut session = begun(&tree);
    let handle = open(&mut session, "IN/f");
    for length in [limits::READ, limits::READ + 1, u32::MAX] {
        let (kind, data) = ask(&mut session, Request::Read { id: 2, handle, offset: 0, length });
        assert_eq!((kind, data.len()), (103, 4 + limit));
    }
}

#[test]
fn a_folder_lists_once_through() {
    let names: Vec<String> = (0..limits::ENTRIES).map(|n| format!("f{n}")).collect();
    let files: Vec<(&str, &[u8])> = names.iter().map(|name| (name.as_str(), &b""[..])).collect();
    let tree = Memory::with(&files);
    let mut session = begun(&tree);
    let (kind, rest) = ask(&mut session, Request::Opendir { id: 1, path: b"IN".to_vec() });
    assert_eq!(kind, 102);
    let handle = u32::from_be_bytes(rest[4..8].try_into().unwrap());
    let count = |answer: (u8, Vec<u8>)| {
        assert_eq!(answer.0, 104);
        u32::from_be_bytes(answer.1[..4].try_into().unwrap()) as usize
    };
    let mut readdir = || ask(&mut session, Request::Readdir { id: 2, handle });
    // With `.` and `..` there are two more than fit into one answer.
    assert_eq!(count(readdir()), limits::ENTRIES);
    assert_eq!(count(readdir()), 2);
    assert_eq!(status(readdir()), 1);
}

#[test]
fn what_changes_things_is_refused() {
    let tree = Memory::with(&[("f", b"hello")]);
    let mut session = begun(&tree);
    let write = Request::Open { id: 1, path: b"IN/f".to_vec(), read_only: false };
    assert_eq!(status(ask(&mut session, write)), 3);
    assert_eq!(status(ask(&mut session, Request::Forbidden { id: 1 })), 3);
    assert_eq!(status(ask(&mut session, Request::Unsupported { id: 1 })), 8);
    assert_eq!(status(ask(&mut session, Request::Opendir { id: 1, path: b"IN/f".to_vec() })), 4);
}

#[test]
fn removing_removes() {
    let tree = Memory::with(&[("f", b"hello")]);
    let mut session = begun(&tree);
    let mut remove =
        || status(ask(&mut session, Request::Remove { id: 1, path: b"/IN/f".to_vec() }));
    assert_eq!(remove(), 0);
    assert_eq!(remove(), 2);
}

#[test]
fn handles_are_limited_and_forgotten_when_closed() {
    let tree = Memory::with(&[("f", b"hello")]);
    let mut session = begun(&tree);
    let handles: Vec<u32> = (0..limits::HANDLES).map(|_| open(&mut session, "IN/f")).collect();
    let one_more = Request::Open { id: 1, path: b"IN/f".to_vec(), read_only: true };
    assert_eq!(status(ask(&mut session, one_more)), 4);
    let handle = handles[0];
    assert_eq!(status(ask(&mut session, Request::Close { id: 1, handle })), 0);
    assert_eq!(status(ask(&mut session, Request::Close { id: 1, handle })), 4);
    let read = Request::Read { id: 1, handle, offset: 0, length: 1 };
    assert_eq!(status(ask(&mut session, read)), 4);
    let another = open(&mut session, "IN/f");
    assert!(!handles.contains(&another));
    assert_eq!(ask(&mut session, Request::Fstat { id: 1, handle: another }).0, 105);
}

#[test]
fn paths_lead_nowhere_else() {
    let tree = Memory::with(&[("f", b"hello")]);
    let mut session = begun(&tree);
    for path in ["/etc/passwd", "../../etc/passwd", "IN/../../../etc/passwd", "IN/f/g", "IN/\0"] {
        let stat = Request::Stat { id: 1, path: path.into() };
        assert_eq!(status(ask(&mut session, stat)), 2, "{path}");
    }
    let (kind, rest) = ask(&mut session, Request::Realpath { id: 1, path: b"../..".to_vec() });
    assert_eq!((kind, &rest[4..9]), (104, &b"\0\0\0\x01/"[..]));
}

#[test]
fn limits_are_told() {
    let tree = Memory::default();
    let mut session = begun(&tree);
    let (kind, rest) = ask(&mut session, Request::Limits { id: 1 });
    assert_eq!(kind, 201);
    let told: Vec<u64> =
        rest.chunks(8).map(|bytes| u64::from_be_bytes(bytes.try_into().unwrap())).collect();
    let read = u64::from(limits::READ);
    assert_eq!(told, [limits::PACKET as u64, read, read, limits::HANDLES as u64]);
}
