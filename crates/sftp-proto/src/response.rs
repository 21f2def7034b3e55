use crate::attributes::{Attributes, Entry};
use crate::handles::HandleId;
use crate::limits;
use crate::wire::*;

/// Status codes of version 3.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u32)]
pub enum StatusCode {
    /// Done.
    Ok = 0,
    /// Nothing more to read.
    Eof = 1,
    /// No such file.
    NoSuchFile = 2,
    /// Not allowed.
    PermissionDenied = 3,
    /// Something else went wrong.
    Failure = 4,
    /// The session was not begun, or begun twice.
    BadMessage = 5,
    /// Not offered.
    Unsupported = 8,
}

impl StatusCode {
    const fn text(self) -> &'static str {
        match self {
            Self::Ok => "Success",
            Self::Eof => "End of file",
            Self::NoSuchFile => "No such file",
            Self::PermissionDenied => {
                "Permission denied: files can be fetched from IN and removed there, and put into OUT"
            }
            Self::Failure => "Failure",
            Self::BadMessage => "Bad message",
            Self::Unsupported => "Operation unsupported",
        }
    }
}

/// A status with the text that a client may show to a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Status {
    code: StatusCode,
    text: &'static str,
}

impl Status {
    /// A failure whose reason the person at the client can do something about.
    pub(crate) const fn failure(text: &'static str) -> Self {
        Self::because(StatusCode::Failure, text)
    }

    /// A code, and why, in words that help the person at the client.
    pub(crate) const fn because(code: StatusCode, text: &'static str) -> Self {
        Self { code, text }
    }
}

impl From<StatusCode> for Status {
    fn from(code: StatusCode) -> Self {
        Self { code, text: code.text() }
    }
}

/// Bytes before the data in a DATA packet: length, type, id, length of the data.
pub(crate) const DATA_HEAD: usize = 13;

pub(crate) fn version() -> Vec<u8> {
    let mut packet = Packet::new(SSH_FXP_VERSION);
    packet.number(VERSION);
    packet.string(LIMITS);
    packet.string(LIMITS_VERSION);
    packet.finish()
}

pub(crate) fn status(id: u32, status: impl Into<Status>) -> Vec<u8> {
    let Status { code, text } = status.into();
    let mut packet = Packet::new(SSH_FXP_STATUS);
    packet.number(id);
    packet.number(code as u32);
    packet.string(text.as_bytes());
    packet.string(b"en");
    packet.finish()
}

pub(crate) fn handle(id: u32, handle: HandleId) -> Vec<u8> {
    let mut packet = Packet::new(SSH_FXP_HANDLE);
    packet.number(id);
    packet.string(&handle.to_bytes());
    packet.finish()
}

/// Makes a DATA packet of a buffer that holds [`DATA_HEAD`] free bytes and then the data.
pub(crate) fn data(id: u32, buffer: &mut [u8]) {
    let length = saturate(buffer.len() - DATA_HEAD);
    let head = [
        &saturate(buffer.len() - 4).to_be_bytes()[..],
        &[SSH_FXP_DATA],
        &id.to_be_bytes(),
        &length.to_be_bytes(),
    ];
    buffer[..DATA_HEAD].copy_from_slice(&head.concat());
}

/// Entries of a folder; `time` shows an mtime as `ls -l` does.
pub(crate) fn names(id: u32, entries: &[Entry], time: &dyn Fn(u32) -> String) -> Vec<u8> {
    let mut packet = Packet::new(SSH_FXP_NAME);
    packet.number(id);
    packet.number(saturate(entries.len()));
    for entry in entries {
        packet.string(&entry.name);
        packet.string(&entry.long_name(&time(entry.attributes.mtime)));
        entry.attributes.write(&mut packet.0);
    }
    packet.finish()
}

pub(crate) fn real_path(id: u32, path: &[u8]) -> Vec<u8> {
    let mut packet = Packet::new(SSH_FXP_NAME);
    packet.number(id);
    packet.number(1);
    packet.string(path);
    packet.string(path);
    // No attributes.
    packet.number(0);
    packet.finish()
}

pub(crate) fn attributes(id: u32, attributes: &Attributes) -> Vec<u8> {
    let mut packet = Packet::new(SSH_FXP_ATTRS);
    packet.number(id);
    attributes.write(&mut packet.0);
    packet.finish()
}

/// The answer to `limits@openssh.com`.
pub(crate) fn server_limits(id: u32) -> Vec<u8> {
    let mut packet = Packet::new(SSH_FXP_EXTENDED_REPLY);
    packet.number(id);
    let [read, write] = [limits::READ, limits::WRITE].map(u64::from);
    for limit in [limits::PACKET as u64, read, write, limits::HANDLES as u64] {
        packet.long(limit);
    }
    packet.finish()
}

/// A packet in construction, with its length.
pub(crate) struct Packet(Vec<u8>);

impl Packet {
    pub(crate) fn new(kind: u8) -> Self {
        Self(vec![0, 0, 0, 0, kind])
    }

    pub(crate) fn number(&mut self, number: u32) {
        self.0.extend_from_slice(&number.to_be_bytes());
    }

    pub(crate) fn long(&mut self, number: u64) {
        self.0.extend_from_slice(&number.to_be_bytes());
    }

    pub(crate) fn string(&mut self, bytes: &[u8]) {
        self.number(saturate(bytes.len()));
        self.0.extend_from_slice(bytes);
    }

    pub(crate) fn finish(mut self) -> Vec<u8> {
        let length = saturate(self.0.len() - 4);
        self.0[..4].copy_from_slice(&length.to_be_bytes());
        self.0
    }
}

/// Lengths of packets are far below 4 GiB: see [`limits`].
fn saturate(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}
