//! Limits of what a client may request. The first four are those of OpenSSH, and are sent to clients that ask for them
//! (`limits@openssh.com`).

/// Bytes of one packet, without its length field. A larger one ends the connection.
pub const PACKET: usize = 256 * 1024;
/// Bytes of one read; a request for more gets this many.
pub const READ: u32 = 255 * 1024;
/// Bytes of one write. A request with more is refused; a packet has no room for much more.
pub const WRITE: u32 = 255 * 1024;
/// Files and folders that one session may have open.
pub const HANDLES: usize = 100;
/// Folders among them: each holds its listing in memory, which for an old account is megabytes.
pub const FOLDERS: usize = 10;
/// Bytes of a path.
pub const PATH: usize = 4096;
/// Entries of one answer to READDIR.
pub const ENTRIES: usize = 100;
