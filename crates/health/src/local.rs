//! How it stands, told to commands on the same machine through a socket in the data directory.

use std::io::{self, Read as _};
use std::os::fd::AsRawFd as _;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
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
/// How long a command waits for a look, and for the answer in all.
const WAIT: Duration = Duration::from_secs(5);
const LONGEST: Duration = Duration::from_secs(10);
/// How long to wait when the system gives no connection.
const BACK_OFF: Duration = Duration::from_millis(100);
/// More than any answer.
const LARGEST: u64 = 16 * 1024 * 1024;

/// Where commands on the same machine ask how the server stands.
#[derive(Debug)]
pub struct LocalEndpoint {
    listener: UnixListener,
    path: PathBuf,
}

impl LocalEndpoint {
    /// Makes the socket in the data directory. Only the owner of that can connect.
    ///
    /// # Errors
    /// When it cannot be made.
    pub fn bind(folder: &Path) -> io::Result<Self> {
        Ok(Self { listener: listen(folder)?, path: folder.join(SOCKET) })
    }

    /// Tells whoever connects how it stands, until `close` is cancelled.
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
            warn!(event = "health.socket_stays", %error, "the socket for health stays behind");
        }
    }
}

async fn answer(mut stream: UnixStream, snapshots: Snapshots) {
    let health = snapshots.fresh(WAIT).await.health();
    let answer = serde_json::to_vec(&health).unwrap_or_default();
    // Whoever asked may be gone.
    let _ = timeout(LONGEST, stream.write_all(&answer)).await;
}

/// A socket that a server before has left goes: at most one runs on a data directory.
fn listen(folder: &Path) -> io::Result<UnixListener> {
    let path = folder.join(SOCKET);
    match std::fs::remove_file(&path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    // The address of a socket has at most 108 bytes, whatever the folder is called.
    let opened = std::fs::File::open(folder)?;
    let listener = UnixListener::bind(short(&opened))?;
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o600))?;
    Ok(listener)
}

/// A name of the socket by way of its folder, which is open.
fn short(folder: &std::fs::File) -> PathBuf {
    PathBuf::from(format!("/proc/self/fd/{}/{SOCKET}", folder.as_raw_fd()))
}

/// Asks the server on a data directory how it stands. Waits for at most some seconds.
///
/// # Errors
/// When none answers, or not in time.
pub fn ask(folder: &Path) -> io::Result<Health> {
    let opened = std::fs::File::open(folder)?;
    let stream = std::os::unix::net::UnixStream::connect(short(&opened))?;
    stream.set_read_timeout(Some(LONGEST))?;
    let mut answer = Vec::new();
    stream.take(LARGEST).read_to_end(&mut answer)?;
    serde_json::from_slice(&answer).map_err(io::Error::other)
}
