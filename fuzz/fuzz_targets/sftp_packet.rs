//! Any bytes are packets or end the connection, in the same way however they are split; each request has one answer,
//! which the client's half can read.
#![no_main]

use std::ops::Range;
use std::pin::pin;
use std::task::{Context, Poll, Waker};

use libfuzzer_sys::fuzz_target;
use sftp_proto::client::Answers;
use sftp_proto::{
    Attributes, BadPacket, Entry, Framer, Kind, Path, Request, Session, Tree, TreeError, WriteMode,
    limits,
};

fuzz_target!(|input: &[u8]| {
    let Some((&size, bytes)) = input.split_first() else { return };
    let whole = requests(&[bytes]);
    let pieces: Vec<&[u8]> = bytes.chunks(usize::from(size).max(1)).collect();
    assert_eq!(requests(&pieces), whole);

    let mut session = Session::new(OneFile);
    let mut answers = Answers::default();
    for request in whole.0 {
        let packet = now(session.answer(request));
        now(session.sent());
        answers.feed(&packet);
        assert!(answers.next().expect("an answer is one").is_some());
        assert_eq!(answers.next(), Ok(None), "there is one answer");
    }
    now(session.finish());
});

/// Everything that can be read.
fn requests(pieces: &[&[u8]]) -> (Vec<Request>, Option<BadPacket>) {
    let (mut framer, mut requests) = (Framer::default(), Vec::new());
    for piece in pieces {
        framer.feed(piece);
        loop {
            match framer.next() {
                Ok(Some(request)) => requests.push(request),
                Ok(None) => break,
                Err(bad) => return (requests, Some(bad)),
            }
        }
    }
    (requests, None)
}

/// Runs a future that never waits.
fn now<T>(future: impl Future<Output = T>) -> T {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(value) => value,
        Poll::Pending => unreachable!("a tree in memory never waits"),
    }
}

/// `/IN/f`, of 1,000 bytes, and `/OUT/f`, which is written to.
struct OneFile;

const SIZE: u64 = 1000;

impl Tree for OneFile {
    type File = ();
    type Upload = WriteMode;

    async fn stat(&self, path: &Path) -> Result<Attributes, TreeError> {
        match &*path.to_bytes() {
            b"/" | b"/IN" | b"/OUT" => Ok(Attributes { kind: Kind::Folder, size: 0, mtime: 1 }),
            b"/IN/f" | b"/OUT/f" => Ok(Attributes { kind: Kind::File, size: SIZE, mtime: 1 }),
            _ => Err(TreeError::NotFound),
        }
    }

    async fn list(&self, path: &Path) -> Result<Vec<Entry>, TreeError> {
        let names: &[&[u8]] = match &*path.to_bytes() {
            b"/" => &[b"IN", b"OUT"],
            b"/IN" | b"/OUT" => &[b"f"],
            _ => return Err(TreeError::NotFound),
        };
        let attributes = Attributes { kind: Kind::File, size: SIZE, mtime: 1 };
        Ok(names.iter().map(|name| Entry { name: name.to_vec(), attributes }).collect())
    }

    fn listed_time(&self, _: u32) -> String {
        "Jan  5 03:00".to_owned()
    }

    async fn open(&self, path: &Path) -> Result<((), Attributes), TreeError> {
        let attributes = self.stat(path).await?;
        if attributes.kind == Kind::File { Ok(((), attributes)) } else { Err(TreeError::Denied) }
    }

    async fn read(&self, _: &(), offset: u64, buffer: &mut [u8]) -> Result<(), TreeError> {
        assert!(offset + buffer.len() as u64 <= SIZE, "a read past the end");
        buffer.fill(b'x');
        Ok(())
    }

    async fn sent(&self, _: &(), range: Range<u64>, _: u64) {
        assert!(range.start <= range.end && range.end <= SIZE);
    }

    async fn received(&self, _: u64) {}

    async fn closed(&self, _: ()) {}

    async fn finished(&self) {}

    async fn remove(&self, path: &Path) -> Result<(), TreeError> {
        self.stat(path).await.map(|_| ())
    }

    async fn create(&self, path: &Path, mode: WriteMode) -> Result<WriteMode, TreeError> {
        if path.to_bytes() == b"/OUT/f" { Ok(mode) } else { Err(TreeError::Denied) }
    }

    async fn write(&self, _: &WriteMode, offset: u64, data: &[u8]) -> Result<(), TreeError> {
        assert!(data.len() <= limits::WRITE as usize, "a write that is too long");
        assert!(offset.checked_add(data.len() as u64).is_some(), "a write past every end");
        if offset > SIZE { Err(TreeError::NoRoom) } else { Ok(()) }
    }

    async fn stat_upload(&self, _: &WriteMode) -> Result<Attributes, TreeError> {
        Ok(Attributes { kind: Kind::File, size: SIZE, mtime: 1 })
    }

    async fn written(&self, mode: WriteMode) -> Result<(), TreeError> {
        if mode.append { Err(TreeError::Failed) } else { Ok(()) }
    }

    async fn rename(&self, from: &Path, to: &Path) -> Result<(), TreeError> {
        self.stat(from).await?;
        if from == to { Err(TreeError::Taken) } else { Ok(()) }
    }

    async fn set_times_and_modes(&self, path: &Path) -> Result<(), TreeError> {
        self.stat(path).await.map(|_| ())
    }
}
