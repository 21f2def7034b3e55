//! SFTP packets without their length, all with request id 1.

pub(crate) const VERSION: u8 = 2;
pub(crate) const STATUS: u8 = 101;
pub(crate) const HANDLE: u8 = 102;
pub(crate) const DATA: u8 = 103;

/// Status codes.
pub(crate) const OK: u8 = 0;
pub(crate) const NO_SUCH_FILE: u8 = 2;
pub(crate) const DENIED: u8 = 3;
pub(crate) const FAILURE: u8 = 4;

const ID: [u8; 4] = [0, 0, 0, 1];

pub(crate) fn init() -> Vec<u8> {
    vec![1, 0, 0, 0, 3]
}

pub(crate) fn open(path: &str) -> Vec<u8> {
    let read_only = [0, 0, 0, 1, 0, 0, 0, 0];
    [&[3][..], &ID, &string(path.as_bytes()), &read_only].concat()
}

pub(crate) fn close(handle: &[u8]) -> Vec<u8> {
    [&[4][..], &ID, handle].concat()
}

/// A read; `handle` includes its length, as received.
pub(crate) fn read(handle: &[u8], offset: u64, length: u32) -> Vec<u8> {
    [&[5][..], &ID, handle, &offset.to_be_bytes(), &length.to_be_bytes()].concat()
}

pub(crate) fn opendir(path: &str) -> Vec<u8> {
    [&[11][..], &ID, &string(path.as_bytes())].concat()
}

pub(crate) fn remove(path: &str) -> Vec<u8> {
    [&[13][..], &ID, &string(path.as_bytes())].concat()
}

pub(crate) fn stat(path: &str) -> Vec<u8> {
    [&[17][..], &ID, &string(path.as_bytes())].concat()
}

fn string(bytes: &[u8]) -> Vec<u8> {
    [&u32::try_from(bytes.len()).unwrap().to_be_bytes(), bytes].concat()
}

/// Opens a file to be written, as OpenSSH's `put` does.
pub(crate) fn create(path: &str) -> Vec<u8> {
    let flags = [0, 0, 0, 0x1a, 0, 0, 0, 0];
    [&[3][..], &ID, &string(path.as_bytes()), &flags].concat()
}

/// A write; `handle` includes its length, as received.
pub(crate) fn write(handle: &[u8], offset: u64, data: &[u8]) -> Vec<u8> {
    [&[6][..], &ID, handle, &offset.to_be_bytes(), &string(data)].concat()
}

pub(crate) fn mkdir(path: &str) -> Vec<u8> {
    [&[14][..], &ID, &string(path.as_bytes()), &[0; 4]].concat()
}

pub(crate) fn rename(from: &str, to: &str) -> Vec<u8> {
    [&[18][..], &ID, &string(from.as_bytes()), &string(to.as_bytes())].concat()
}
