use std::net::{IpAddr, Shutdown};
use std::sync::Arc;

use causes::Causes;
use russh::Disconnect;
use russh::server::{Config, Handle, run_stream};
use tokio::net::TcpStream;
use tokio::sync::watch;
use tokio::time::{Instant, timeout, timeout_at};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tracing::debug;

use crate::connection::{Connection, Ended};
use crate::login::Login;
use crate::server::Server;

/// One connection's life from outside: when it must end though the client would not, and what is to be
/// done when it has ended.
pub(crate) struct Visit {
    server: Arc<Server>,
    peer: IpAddr,
    /// When the client must be logged in.
    deadline: Instant,
    login: watch::Sender<Login>,
    /// What answers on its channels.
    answering: TaskTracker,
    /// Cancelled when the connection must end, and when it has.
    ended: CancellationToken,
    /// Cancelled when the server closes.
    close: CancellationToken,
}

impl Visit {
    pub(crate) fn new(server: Arc<Server>, peer: IpAddr, close: CancellationToken) -> Self {
        let deadline = Instant::now() + server.limits.login;
        let login = watch::Sender::new(Login::Untried);
        let (answering, ended) = (TaskTracker::new(), CancellationToken::new());
        Self { server, peer, deadline, login, answering, ended, close }
    }

    /// Receives a client, and returns when nothing is left of it.
    pub(crate) async fn receive(self, config: Arc<Config>, stream: TcpStream) {
        let ended = self.ended.clone().drop_guard();
        if let Err(error) = self.talk(config, stream).await {
            debug!(peer = %self.peer, error = %Causes(&error), "an SSH connection was ended");
        }
        drop(ended);
        let login = self.login.borrow().clone();
        login.note(&self.server, self.peer).await;
        // A receipt may be waiting for its turn still.
        self.answering.close();
        self.answering.wait().await;
    }

    async fn talk(&self, config: Arc<Config>, stream: TcpStream) -> Result<(), Ended> {
        // A second handle on the socket: closing it ends whatever the session is waiting for.
        let stream = stream.into_std().map_err(russh::Error::from)?;
        let socket = stream.try_clone().map_err(russh::Error::from)?;
        let stream = TcpStream::from_std(stream).map_err(russh::Error::from)?;

        let connection = Connection::new(
            Arc::clone(&self.server),
            self.peer,
            self.login.clone(),
            self.answering.clone(),
            self.ended.clone(),
        );
        let start = run_stream(config, stream, connection);
        let mut session = timeout_at(self.deadline, start).await.map_err(|_| Ended::Late)??;
        let handle = session.handle();
        let reason = tokio::select! {
            ended = &mut session => return ended,
            () = self.late() => Ended::Late,
            () = self.ended.cancelled() => Ended::CutOff,
            () = self.close.cancelled() => Ended::Stopping,
        };
        let farewell = async {
            say_goodbye(&handle, &reason).await;
            let _ = (&mut session).await;
        };
        if timeout(self.server.limits.farewell, farewell).await.is_err() {
            // That it is closed already is no matter.
            let _ = socket.shutdown(Shutdown::Both);
            let _ = session.await;
        }
        Err(reason)
    }

    /// Returns when the time for a login is over and nobody has logged in.
    async fn late(&self) {
        let mut login = self.login.subscribe();
        let logged_in = async {
            // The sender is the visit's own: it does not go away.
            let _ = login.wait_for(|login| *login == Login::Done).await;
        };
        if timeout_at(self.deadline, logged_in).await.is_ok() {
            std::future::pending::<()>().await;
        }
    }
}

async fn say_goodbye(handle: &Handle, reason: &Ended) {
    // That the session does not hear is no matter: it is over then.
    let _ = handle.disconnect(Disconnect::ByApplication, reason.to_string(), "en".into()).await;
}
