//! Health for commands on the same machine, through a socket in the data directory.

use std::io::{self, Read as _};
use std::os::fd::AsRawFd as _;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::sync::mpsc::sync_channel;
use std::time::Duration;

use tokio::io::AsyncWriteExt as _;
use tokio::net::{UnixListener, UnixStream};
use tokio::time::{sleep, timeout};
use tokio_util::sync::CancellationToken;
use tracing::warn;

use crate::document::Health;
use crate::monitor::Snapshots;

/// The socket in the data directory.
const SOCKET: &str = "health.sock";
/// How long a command waits for a look, and for the answer in total.
const WAIT: Duration = Duration::from_secs(5);
const LONGEST: Duration = Duration::from_secs(10);
/// The pause when the system cannot give a connection.
const BACK_OFF: Duration = Duration::from_millis(100);
/// More than any answer.
const LARGEST: u64 = 16 * 1024 * 1024;

/// The socket on which the server answers commands of the same machine.
#[derive(Debug)]
pub struct LocalEndpoint {
    listener: UnixListener,
    path: PathBuf,
}

impl LocalEndpoint {
    /// Creates the socket in the data directory. Only the directory's owner can connect.
    pub fn bind(folder: &Path) -> io::Result<Self> {
        Ok(Self { listener: listen(folder)?, path: folder.join(SOCKET) })
    }

    /// Answers each connection with the health, until `close` is cancelled.
    pub async fn serve(self, snapshots: Snapshots, close: CancellationToken) {
        while let Some(accepted) = close.run_until_cancelled(self.listener.accept()).await {
            match accepted {
                Ok((stream, _)) => drop(tokio::spawn(answer(stream, snapshots.clone()))),
                Err(error) => {
                    warn!(event = "health.accept_failed", %error, "cannot accept who asks for health");
                    sleep(BACK_OFF).await;
                }
            }
        }
        if let Err(error) = std::fs::remove_file(&self.path) {
            warn!(event = "health.socket_not_deleted", %error, "the socket for health cannot be deleted");
        }
    }
}

async fn answer(mut stream: UnixStream, snapshots: Snapshots) {
    let health = snapshots.fresh(WAIT).await.health();
    let answer = serde_json::to_vec(&health).unwrap_or_default();
    // Ignored: the client may be gone.
    let _ = timeout(LONGEST, stream.write_all(&answer)).await;
}

/// Removes the socket of an earlier server: at most one runs on a data directory.
fn listen(folder: &Path) -> io::Result<UnixListener> {
    let path = folder.join(SOCKET);
    match std::fs::remove_file(&path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    // The address of a socket has at most 108 bytes, so the folder's path cannot be part of it.
    let opened = std::fs::File::open(folder)?;
    let listener = UnixListener::bind(short(&opened))?;
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o600))?;
    Ok(listener)
}

/// A path of the socket through its folder's open descriptor.
fn short(folder: &std::fs::File) -> PathBuf {
    PathBuf::from(format!("/proc/self/fd/{}/{SOCKET}", folder.as_raw_fd()))
}

/// Asks the server on a data directory for its health. Takes at most some seconds, whatever the server does.
///
/// # Errors
/// When there is no answer in time.
pub fn ask(folder: &Path) -> io::Result<Health> {
    ask_within(folder, LONGEST)
}

/// On a thread, because the system has no limit for a connection that the server does not accept, and none for an
/// answer that comes byte by byte. After the timeout the thread is left behind.
fn ask_within(folder: &Path, longest: Duration) -> io::Result<Health> {
    let opened = std::fs::File::open(folder)?;
    let (answer, answered) = sync_channel(1);
    // Ignored: the receiver may have given up.
    let ask = move || drop(answer.send(receive(&opened)));
    std::thread::Builder::new().name("health-question".to_owned()).spawn(ask)?;
    let in_time = answered.recv_timeout(longest);
    let bytes = in_time.map_err(|_| io::Error::from(io::ErrorKind::TimedOut))??;
    let health: Health = serde_json::from_slice(&bytes).map_err(io::Error::other)?;
    // Another version may call it healthy: an alert still needs a person.
    Ok(Health { healthy: health.healthy && health.troubles.is_empty(), ..health })
}

fn receive(folder: &std::fs::File) -> io::Result<Vec<u8>> {
    let stream = std::os::unix::net::UnixStream::connect(short(folder))?;
    let mut answer = Vec::new();
    stream.take(LARGEST).read_to_end(&mut answer)?;
    Ok(answer)
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;
    use std::os::unix::net::UnixListener;

    use super::*;

    /// So short that nothing is in time, and so is the test.
    const SHORT: Duration = Duration::from_millis(20);

    #[test]
    fn question_to_a_server_that_says_nothing_ends() {
        let folder = tempfile::tempdir().unwrap();
        let _listener = UnixListener::bind(folder.path().join(SOCKET)).unwrap();
        let error = ask_within(folder.path(), SHORT).unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::TimedOut);
    }

    #[test]
    fn question_to_a_server_that_answers_byte_by_byte_ends() {
        let folder = tempfile::tempdir().unwrap();
        let listener = UnixListener::bind(folder.path().join(SOCKET)).unwrap();
        std::thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            while stream.write_all(b" ").is_ok() {}
        });
        let error = ask_within(folder.path(), SHORT).unwrap_err();
        assert!(matches!(error.kind(), io::ErrorKind::TimedOut | io::ErrorKind::Other), "{error}");
    }

    #[test]
    fn answer_with_an_alert_is_not_healthy_whatever_it_says() {
        let folder = tempfile::tempdir().unwrap();
        let listener = UnixListener::bind(folder.path().join(SOCKET)).unwrap();
        std::thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            let answer =
                r#"{"healthy": true, "troubles": [{"kind": "meteor", "what": "take cover"}]}"#;
            stream.write_all(answer.as_bytes()).unwrap();
        });
        let health = ask(folder.path()).unwrap();
        assert!(!health.healthy && health.troubles[0].what == "take cover", "{health:?}");
    }
}
