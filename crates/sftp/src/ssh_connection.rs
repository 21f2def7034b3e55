use std::net::Shutdown;
use std::sync::Arc;

use error_report::Report;
use net::Admission;
use russh::Disconnect;
use russh::server::{Config, Handle, RunningSession, run_stream};
use tokio::net::TcpStream;
use tokio::sync::watch;
use tokio::time::{Instant, sleep_until, timeout, timeout_at};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tracing::debug;

use crate::acknowledgement::Ending;
use crate::connection::{Connection, Peer};
use crate::disconnect_reason::DisconnectReason;
use crate::epilogue::Epilogue;
use crate::login::Login;
use crate::stage::{Progress, Stage};
use crate::state::Server;
use crate::watched::Watched;

/// One connection from outside: when it must end though the client would not, and what to do when it has ended.
pub(crate) struct SshConnection {
    server: Arc<Server>,
    peer: Peer,
    admission: Arc<Admission>,
    /// When the client must have begun to speak SSH.
    first_words: Instant,
    /// When the client must be logged in.
    deadline: Instant,
    login: watch::Sender<Login>,
    progress: Progress,
    /// The tasks that answer on its channels.
    answering: TaskTracker,
    /// How it has ended.
    ending: watch::Sender<Ending>,
    /// Cancelled when the connection must end, and when it has.
    ended: CancellationToken,
    /// Cancelled when the server closes.
    close: CancellationToken,
}

impl SshConnection {
    pub(crate) fn new(
        server: Arc<Server>,
        peer: Peer,
        admission: Arc<Admission>,
        close: CancellationToken,
    ) -> Self {
        let now = Instant::now();
        Self {
            first_words: now + server.limits.silent,
            deadline: now + server.limits.login,
            server,
            peer,
            admission,
            login: watch::Sender::new(Login::NotAttempted),
            progress: Progress::default(),
            answering: TaskTracker::new(),
            ending: watch::Sender::new(Ending::Open),
            ended: CancellationToken::new(),
            close,
        }
    }

    /// Serves a client, and returns when all its tasks have ended.
    pub(crate) async fn serve(self, config: Arc<Config>, stream: TcpStream) {
        let over = self.ended.clone().drop_guard();
        let ended = self.run_session(config, stream).await.err();
        let ending = match &ended {
            None => Ending::Orderly,
            Some(DisconnectReason::Ssh(_)) if self.progress.has_hung_up() => Ending::HungUp,
            Some(_) => Ending::ChannelError,
        };
        self.ending.send_replace(ending);
        if let Some(error) = &ended {
            debug!(peer = %self.peer.address, error = %Report(error), "an SSH connection was ended");
        }
        drop(over);
        let Self { server, peer, admission, login, progress, answering, .. } = self;
        // Frees its place at once, however long the records below have to wait.
        drop(admission);
        let (stage, login) = (progress.stage(), login.borrow().clone());
        Epilogue { server: &server, peer, stage, ended: ended.as_ref() }.note(login).await;
        // A receipt may still be waiting to be written.
        answering.close();
        answering.wait().await;
    }

    async fn run_session(
        &self,
        config: Arc<Config>,
        stream: TcpStream,
    ) -> Result<(), DisconnectReason> {
        // A second handle on the socket: shutting it down ends whatever the session is waiting for.
        let stream = stream.into_std().map_err(russh::Error::from)?;
        let socket = stream.try_clone().map_err(russh::Error::from)?;
        let stream = TcpStream::from_std(stream).map_err(russh::Error::from)?;

        let stream = Watched::new(stream, Arc::clone(&self.admission), self.progress.clone());
        let mut session = tokio::select! {
            started = run_stream(config, stream, self.connection()) => started?,
            reason = self.must_end() => return Err(reason),
        };
        let reason = tokio::select! {
            ended = &mut session => return ended,
            reason = self.must_end() => reason,
        };
        let has_gone = reason.is_announced() && self.send_disconnect(&mut session, &reason).await;
        if !has_gone {
            // Ignored: it may be closed already.
            let _ = socket.shutdown(Shutdown::Both);
            let _ = session.await;
            if matches!(reason, DisconnectReason::CutOff) {
                // The kernel may hold megabytes that must not be sent any more.
                let _ = TcpStream::from_std(socket).and_then(|socket| socket.set_zero_linger());
            }
        }
        Err(reason)
    }

    fn connection(&self) -> Connection {
        Connection::new(
            Arc::clone(&self.server),
            self.peer,
            Arc::clone(&self.admission),
            self.login.clone(),
            self.answering.clone(),
            self.ending.subscribe(),
            self.ended.clone(),
        )
    }

    /// Returns when the connection must end, with the reason.
    async fn must_end(&self) -> DisconnectReason {
        tokio::select! {
            () = self.admission.evicted() => {
                let reason = self.admission.eviction_reason();
                DisconnectReason::Evicted(reason.map_or("", |reason| reason.as_str()).to_owned())
            }
            () = self.silent() => DisconnectReason::Late,
            () = self.late() => DisconnectReason::Late,
            () = self.ended.cancelled() => match *self.login.borrow() {
                Login::TooMany(_, reason) => DisconnectReason::TooMany(reason),
                _ => DisconnectReason::CutOff,
            },
            () = self.close.cancelled() => DisconnectReason::Stopping,
        }
    }

    /// Returns when the time for the client's first bytes is over and they have not come.
    async fn silent(&self) {
        sleep_until(self.first_words).await;
        if self.progress.stage() >= Stage::KexInit {
            std::future::pending::<()>().await;
        }
    }

    /// Returns when the time for a login is over and there was none.
    async fn late(&self) {
        let mut login = self.login.subscribe();
        let logged_in = async {
            // This connection owns the sender, so it exists.
            let _ = login.wait_for(|login| *login == Login::Done).await;
        };
        if timeout_at(self.deadline, logged_in).await.is_ok() {
            std::future::pending::<()>().await;
        }
    }

    /// Sends the reason to the client, and gives it a short while to disconnect; `true` when it has.
    async fn send_disconnect(
        &self,
        session: &mut RunningSession<Connection>,
        reason: &DisconnectReason,
    ) -> bool {
        let handle = session.handle();
        let shutdown_grace = async {
            disconnect(&handle, reason).await;
            let _ = session.await;
        };
        timeout(self.server.limits.shutdown_grace, shutdown_grace).await.is_ok()
    }
}

async fn disconnect(handle: &Handle, reason: &DisconnectReason) {
    // Ignored: an error means that the session is over.
    let _ = handle.disconnect(Disconnect::ByApplication, reason.to_string(), "en".into()).await;
}
