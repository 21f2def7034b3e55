//! The client side, as far as it is needed to fetch files: requests as packets, and answers. Such a client has one
//! request in progress at a time, so every request has the same id.

use crate::framer::Framer;
use crate::request::{BadPacket, Fields};
use crate::response::Packet;
use crate::wire::*;

const ID: u32 = 1;

/// An answer of the server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// The session has begun.
    Version(u32),
    /// A status code, as [`StatusCode`](crate::StatusCode) numbers them.
    Status(u32),
    /// The handle of what was opened.
    Handle(Vec<u8>),
    /// Bytes of a file.
    Data(Vec<u8>),
    /// Names in a folder.
    Names(Vec<Vec<u8>>),
    /// A packet of another type.
    Other(u8),
}

/// Begins a session.
pub fn init() -> Vec<u8> {
    let mut packet = Packet::new(SSH_FXP_INIT);
    packet.number(VERSION);
    packet.finish()
}

/// Opens a file for reading.
pub fn open(path: &[u8]) -> Vec<u8> {
    let mut packet = request(SSH_FXP_OPEN, path);
    packet.number(SSH_FXF_READ);
    // No attributes.
    packet.number(0);
    packet.finish()
}

/// Reads from an open file.
pub fn read(handle: &[u8], offset: u64, length: u32) -> Vec<u8> {
    let mut packet = request(SSH_FXP_READ, handle);
    packet.long(offset);
    packet.number(length);
    packet.finish()
}

/// Opens a folder.
pub fn opendir(path: &[u8]) -> Vec<u8> {
    request(SSH_FXP_OPENDIR, path).finish()
}

/// Reads the next entries of an open folder.
pub fn readdir(handle: &[u8]) -> Vec<u8> {
    request(SSH_FXP_READDIR, handle).finish()
}

/// Closes a file or folder.
pub fn close(handle: &[u8]) -> Vec<u8> {
    request(SSH_FXP_CLOSE, handle).finish()
}

fn request(kind: u8, argument: &[u8]) -> Packet {
    let mut packet = Packet::new(kind);
    packet.number(ID);
    packet.string(argument);
    packet
}

/// Splits the bytes of a channel into packets and reads each as an [`Answer`].
#[derive(Debug, Default)]
pub struct Answers(Framer);

impl Answers {
    /// Adds bytes as they arrive.
    pub fn feed(&mut self, bytes: &[u8]) {
        self.0.feed(bytes);
    }

    /// The next complete answer; `None` when more bytes are needed.
    ///
    /// # Errors
    /// [`BadPacket`] when the packet is not an answer; the packets after it cannot be read either.
    #[expect(clippy::should_implement_trait, reason = "it can yield again after None")]
    pub fn next(&mut self) -> Result<Option<Answer>, BadPacket> {
        self.0.next_as(Answer::parse)
    }
}

impl Answer {
    fn parse(packet: &[u8]) -> Result<Self, BadPacket> {
        let (kind, mut fields) = Fields::of(packet)?;
        // The version, or the id, which is not checked: there is one request in progress.
        let number = fields.number()?;
        Ok(match kind {
            SSH_FXP_VERSION => Self::Version(number),
            SSH_FXP_STATUS => Self::Status(fields.number()?),
            SSH_FXP_HANDLE => Self::Handle(fields.string()?.to_vec()),
            SSH_FXP_DATA => Self::Data(fields.string()?.to_vec()),
            SSH_FXP_NAME => {
                let count = fields.number()?;
                Self::Names((0..count).map(|_| name(&mut fields)).collect::<Result<_, _>>()?)
            }
            other => Self::Other(other),
        })
    }
}

/// A name in a folder; the line of `ls -l` and the attributes after it are skipped.
fn name(fields: &mut Fields<'_>) -> Result<Vec<u8>, BadPacket> {
    let name = fields.string()?.to_vec();
    fields.string()?;
    let flags = fields.number()?;
    for (flag, numbers) in [
        (SSH_FILEXFER_ATTR_SIZE, 2),
        (SSH_FILEXFER_ATTR_UIDGID, 2),
        (SSH_FILEXFER_ATTR_PERMISSIONS, 1),
        (SSH_FILEXFER_ATTR_ACMODTIME, 2),
    ] {
        for _ in 0..if flags & flag == 0 { 0 } else { numbers } {
            fields.number()?;
        }
    }
    if flags & SSH_FILEXFER_ATTR_EXTENDED != 0 {
        for _ in 0..fields.number()? {
            fields.string()?;
            fields.string()?;
        }
    }
    Ok(name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::attributes::{Attributes, Entry, Kind};
    use crate::handles::HandleId;
    use crate::request::Request;
    use crate::response::{self, StatusCode};

    fn as_server(packet: &[u8]) -> Request {
        let mut framer = Framer::default();
        framer.feed(packet);
        framer.next().unwrap().unwrap()
    }

    fn as_client(packet: &[u8]) -> Result<Option<Answer>, BadPacket> {
        let mut answers = Answers::default();
        answers.feed(packet);
        answers.next()
    }

    #[test]
    fn requests_are_what_the_server_reads() {
        let (id, handle) = (ID, HandleId::read(&[0, 0, 0, 7]));
        assert_eq!(as_server(&init()), Request::Init { version: 3 });
        let path = b"IN/f".to_vec();
        assert_eq!(
            as_server(&open(&path)),
            Request::Open { id, path: path.clone(), mode: crate::OpenMode::Read }
        );
        assert_eq!(as_server(&opendir(&path)), Request::Opendir { id, path });
        let name = [0, 0, 0, 7];
        assert_eq!(as_server(&readdir(&name)), Request::Readdir { id, handle });
        assert_eq!(as_server(&close(&name)), Request::Close { id, handle });
        let (offset, length) = (5_000_000_000, 9);
        assert_eq!(
            as_server(&read(&name, offset, length)),
            Request::Read { id, handle, offset, length }
        );
    }

    #[test]
    fn answers_are_what_the_server_writes() {
        assert_eq!(as_client(&response::version()), Ok(Some(Answer::Version(3))));
        let status = response::status(ID, StatusCode::Eof);
        assert_eq!(as_client(&status), Ok(Some(Answer::Status(1))));
        let handle = HandleId::read(&[0, 0, 0, 7]).unwrap();
        let name = vec![0, 0, 0, 7];
        assert_eq!(as_client(&response::handle(ID, handle)), Ok(Some(Answer::Handle(name))));
        let mut data = [vec![0; response::DATA_HEAD], b"bytes".to_vec()].concat();
        response::data(ID, &mut data);
        assert_eq!(as_client(&data), Ok(Some(Answer::Data(b"bytes".to_vec()))));
        let attributes = Attributes { kind: Kind::File, size: 1, mtime: 1 };
        let names = [b"a".to_vec(), b"b".to_vec()];
        let entries = names.clone().map(|name| Entry { name, attributes });
        let answer = response::names(ID, &entries, &|_| String::new());
        assert_eq!(as_client(&answer), Ok(Some(Answer::Names(names.to_vec()))));
        let attributes = response::attributes(ID, &attributes);
        assert_eq!(as_client(&attributes), Ok(Some(Answer::Other(SSH_FXP_ATTRS))));
    }

    #[test]
    fn name_with_more_attributes_than_ours_is_read_over_them() {
        let mut packet = Packet::new(SSH_FXP_NAME);
        for number in [ID, 2] {
            packet.number(number);
        }
        packet.string(b"a");
        packet.string(b"-rw a");
        packet.number(SSH_FILEXFER_ATTR_EXTENDED);
        packet.number(1);
        packet.string(b"kind");
        packet.string(b"value");
        packet.string(b"b");
        packet.string(b"-rw b");
        packet.number(0);
        let names = Answer::Names(vec![b"a".to_vec(), b"b".to_vec()]);
        assert_eq!(as_client(&packet.finish()), Ok(Some(names)));
    }

    proptest::proptest! {
        #[test]
        fn any_bytes_are_read_or_refused(bytes: Vec<u8>) {
            let mut answers = Answers::default();
            answers.feed(&bytes);
            while let Ok(Some(_)) = answers.next() {}
        }
    }
}
