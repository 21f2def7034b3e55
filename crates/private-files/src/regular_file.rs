//! Opening regular files only: opening a pipe would wait for its writer forever.

use std::fs::{File, OpenOptions};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::Path;

use rustix::fs::OFlags;
use rustix::io::Errno;

use crate::FileError;

/// Opens a file for reading. Never waits, and follows no link.
///
/// # Errors
/// [`FileError::NoFile`] when it is no regular file, [`FileError::Failed`] when it cannot be
/// opened.
pub fn open(path: &Path) -> Result<File, FileError> {
    let no_file = || FileError::NoFile { path: path.to_owned() };
    let cannot_open = |error| FileError::failed("cannot open", path)(error);
    let flags = (OFlags::NONBLOCK | OFlags::NOFOLLOW | OFlags::CLOEXEC).bits().cast_signed();
    let file = match OpenOptions::new().read(true).custom_flags(flags).open(path) {
        // The errors for a link and for a socket.
        Err(error)
            if [Errno::LOOP, Errno::NXIO]
                .map(Errno::raw_os_error)
                .contains(&error.raw_os_error().unwrap_or_default()) =>
        {
            return Err(no_file());
        }
        opened => opened.map_err(cannot_open)?,
    };
    if file.metadata().map_err(cannot_open)?.is_file() { Ok(file) } else { Err(no_file()) }
}

#[cfg(test)]
mod tests {
    use rustix::fs::{CWD, FileType, Mode, mknodat};

    use super::*;

    #[test]
    fn regular_file_is_opened_and_anything_else_refused_at_once() {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        std::fs::write(path("file"), "x").unwrap();
        open(&path("file")).unwrap();
        std::fs::create_dir(path("folder")).unwrap();
        std::os::unix::fs::symlink(path("file"), path("link")).unwrap();
        mknodat(CWD, path("pipe"), FileType::Fifo, Mode::RWXU, 0).unwrap();
        let _socket = std::os::unix::net::UnixListener::bind(path("socket")).unwrap();
        for other in ["folder", "link", "pipe", "socket"] {
            assert!(matches!(open(&path(other)), Err(FileError::NoFile { .. })), "{other}");
        }
        assert!(matches!(open(&path("none")), Err(FileError::Failed { .. })));
    }
}
