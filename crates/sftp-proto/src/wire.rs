//! The numbers and names of the protocol (draft-ietf-secsh-filexfer-02, sections 3, 5, 6.3 and 8), as the draft calls
//! them. Status codes are in [`StatusCode`](crate::StatusCode).

/// The protocol version of this server.
pub(crate) const VERSION: u32 = 3;

pub(crate) const SSH_FXP_INIT: u8 = 1;
pub(crate) const SSH_FXP_VERSION: u8 = 2;
pub(crate) const SSH_FXP_OPEN: u8 = 3;
pub(crate) const SSH_FXP_CLOSE: u8 = 4;
pub(crate) const SSH_FXP_READ: u8 = 5;
pub(crate) const SSH_FXP_WRITE: u8 = 6;
pub(crate) const SSH_FXP_LSTAT: u8 = 7;
pub(crate) const SSH_FXP_FSTAT: u8 = 8;
pub(crate) const SSH_FXP_SETSTAT: u8 = 9;
pub(crate) const SSH_FXP_FSETSTAT: u8 = 10;
pub(crate) const SSH_FXP_OPENDIR: u8 = 11;
pub(crate) const SSH_FXP_READDIR: u8 = 12;
pub(crate) const SSH_FXP_REMOVE: u8 = 13;
pub(crate) const SSH_FXP_MKDIR: u8 = 14;
pub(crate) const SSH_FXP_RMDIR: u8 = 15;
pub(crate) const SSH_FXP_REALPATH: u8 = 16;
pub(crate) const SSH_FXP_STAT: u8 = 17;
pub(crate) const SSH_FXP_RENAME: u8 = 18;
pub(crate) const SSH_FXP_SYMLINK: u8 = 20;
pub(crate) const SSH_FXP_STATUS: u8 = 101;
pub(crate) const SSH_FXP_HANDLE: u8 = 102;
pub(crate) const SSH_FXP_DATA: u8 = 103;
pub(crate) const SSH_FXP_NAME: u8 = 104;
pub(crate) const SSH_FXP_ATTRS: u8 = 105;
pub(crate) const SSH_FXP_EXTENDED: u8 = 200;
pub(crate) const SSH_FXP_EXTENDED_REPLY: u8 = 201;

pub(crate) const SSH_FXF_READ: u32 = 1;
pub(crate) const SSH_FXF_WRITE: u32 = 2;
pub(crate) const SSH_FXF_APPEND: u32 = 4;
pub(crate) const SSH_FXF_CREAT: u32 = 8;
pub(crate) const SSH_FXF_TRUNC: u32 = 16;
pub(crate) const SSH_FXF_EXCL: u32 = 32;

pub(crate) const SSH_FILEXFER_ATTR_SIZE: u32 = 1;
pub(crate) const SSH_FILEXFER_ATTR_UIDGID: u32 = 2;
pub(crate) const SSH_FILEXFER_ATTR_PERMISSIONS: u32 = 4;
pub(crate) const SSH_FILEXFER_ATTR_ACMODTIME: u32 = 8;
pub(crate) const SSH_FILEXFER_ATTR_EXTENDED: u32 = 0x8000_0000;

/// OpenSSH's extension by which a client asks for the server's limits, and its version.
pub(crate) const LIMITS: &[u8] = b"limits@openssh.com";
pub(crate) const LIMITS_VERSION: &[u8] = b"1";
