//! Makes a write beyond the limit of file sizes (`ulimit -f`, `prlimit --fsize`) fail instead of ending the process.

use std::io;

use rustix::process::Signal;
use tokio::runtime::Builder;
use tokio::signal::unix::{SignalKind, signal};

/// Makes a write beyond the limit fail with `EFBIG` for the life of the process. Without it the system sends SIGXFSZ,
/// which ends the process: a log that has grown too large would stop the server.
///
/// # Errors
/// When the signal handler cannot be installed.
pub(crate) fn survive() -> io::Result<()> {
    let runtime = Builder::new_current_thread().enable_io().build()?;
    let _entered = runtime.enter();
    // The handler stays when the runtime and this are dropped. A command that we start has the default again.
    signal(SignalKind::from_raw(Signal::XFSZ.as_raw())).map(drop)
}

#[cfg(test)]
mod tests {
    use std::io::{ErrorKind, Write as _};

    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

    use super::*;

    #[test]
    fn write_beyond_the_limit_of_a_file_fails_and_the_process_lives() {
        survive().unwrap();
        let mut file = tempfile::tempfile().unwrap();
        // Far more than other tests of this program write into a file.
        const LIMIT: u64 = 1 << 33;
        file.set_len(LIMIT).unwrap();
        let Rlimit { maximum, .. } = getrlimit(Resource::Fsize);
        setrlimit(Resource::Fsize, Rlimit { current: Some(LIMIT), maximum }).unwrap();
        io::Seek::seek(&mut file, io::SeekFrom::End(0)).unwrap();
        assert_eq!(file.write(b"x").unwrap_err().kind(), ErrorKind::FileTooLarge);
    }
}
