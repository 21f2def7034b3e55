//! What a client may ask. The first three are OpenSSH's own, and are told to clients that ask for them
//! (`limits@openssh.com`).

/// Bytes of one packet, its length field not counted. A larger one ends the connection.
pub const PACKET: usize = 256 * 1024;
/// Bytes of one read; more is answered with this many.
pub const READ: u32 = 255 * 1024;
/// Files and folders that one session holds open.
pub const HANDLES: usize = 100;
/// Folders among them: each holds its listing, which for an account of many years is megabytes.
pub const FOLDERS: usize = 10;
/// Bytes of a path.
pub const PATH: usize = 4096;
/// Entries of one answer to READDIR.
pub const ENTRIES: usize = 100;
