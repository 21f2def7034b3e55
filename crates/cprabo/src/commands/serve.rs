use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::{Duration, Instant};

use access::{Door, Gate, Throttle};
use anyhow::{Context as _, Result};
use jiff::SignedDuration;
use pipeline::{Inbox, InboxSettings, Pipeline, PipelineError, Progress, Taken};
use sftp::{Files, HostKeys};
use soap::{Endpoint, Tls};
use tokio::signal::unix::{SignalKind, signal};
use tokio_util::sync::CancellationToken;
use tracing::{error, info};

use crate::exit::Exit;
use crate::installation::{Installation, files};
use crate::logging;
use crate::output::line;
use crate::progress::UntilClosed;

/// Connections in all, and from one address: municipalities share their vendors' addresses.
const SOAP_CONNECTIONS: (usize, usize) = (2000, 500);
const SFTP_CONNECTIONS: (usize, usize) = (1000, 200);
/// Refusals from one address before it is slowed down.
const REFUSALS: u32 = 100;
/// How often everything is gone through, though nothing called for it.
const RECONCILE: Duration = Duration::from_secs(600);
/// How long to leave things alone when they did not work.
const BACK_OFF: Duration = Duration::from_secs(10);

/// Serves SOAP and SFTP and watches the inbox, until SIGTERM or SIGINT.
pub(crate) fn run(installation: &Installation) -> Result<Exit> {
    logging::start(&installation.config.log);
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(async {
        let close = CancellationToken::new();
        let server = Server::open(installation).await?;
        let ready = server.ready_line()?;
        let closing = close.clone();
        let (wake, woken) = channel();
        tokio::spawn(watch_signals(closing, wake)?);
        line(&ready)?;
        server.serve(installation, close, woken).await?;
        Ok(Exit::Done)
    })
}

/// Both doors, open and not serving yet.
pub(crate) struct Server {
    soap: Door,
    tls: Tls,
    sftp: Door,
    host_keys: HostKeys,
}

impl Server {
    /// Opens both doors of an installation.
    pub(crate) async fn open(installation: &Installation) -> Result<Self> {
        let certificate = installation.read(files::SERVER_CERTIFICATE)?;
        let key = installation.read(files::SERVER_KEY)?;
        let host_keys = installation.host_keys()?;
        let config = &installation.config;
        let open = async |address, (in_all, from_one), name| {
            let door = Door::open(address, Gate::new(in_all, from_one)).await;
            door.with_context(|| format!("cannot listen on {address} ({name})"))
        };
        Ok(Self {
            soap: open(config.soap.listen, SOAP_CONNECTIONS, "soap.listen").await?,
            tls: Tls::new(certificate.as_bytes(), key.as_bytes())?,
            sftp: open(config.sftp.listen, SFTP_CONNECTIONS, "sftp.listen").await?,
            host_keys: HostKeys::read(&host_keys)?,
        })
    }

    /// The line that says where to connect.
    pub(crate) fn ready_line(&self) -> Result<String> {
        Ok(format!("ready soap=https://{} sftp={}", self.soap.address()?, self.sftp.address()?))
    }

    /// Where the doors are.
    pub(crate) fn addresses(&self) -> Result<(std::net::SocketAddr, std::net::SocketAddr)> {
        Ok((self.soap.address()?, self.sftp.address()?))
    }

    /// Serves until `close` is cancelled.
    pub(crate) async fn serve(
        self,
        installation: &Installation,
        close: CancellationToken,
        woken: Receiver<()>,
    ) -> Result<()> {
        let Installation { store, shelf, clock, config, .. } = installation;
        let endpoint = Endpoint {
            store: store.clone(),
            clock: clock.clone(),
            throttle: Arc::new(Throttle::new(REFUSALS)),
            public_url: config.soap.public_url.clone(),
        };
        let files = Files {
            store: store.clone(),
            shelf: shelf.clone(),
            clock: clock.clone(),
            throttle: Arc::new(Throttle::new(REFUSALS)),
        };
        let watcher = Watcher::new(installation, close.clone())?;
        let watching = tokio::task::spawn_blocking(move || watcher.watch(&woken));
        let limits = sftp::Limits::default();
        tokio::join!(
            soap::serve(self.soap, self.tls, endpoint, close.clone()),
            sftp::serve(self.sftp, self.host_keys, files, limits, close.clone()),
        );
        watching.await.context("the inbox watcher failed")?;
        info!("stopped");
        Ok(())
    }
}

/// Closes on SIGTERM and SIGINT, reconciles on SIGHUP.
fn watch_signals(
    close: CancellationToken,
    wake: Sender<()>,
) -> Result<impl Future<Output = ()> + Send + 'static> {
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut hang_up = signal(SignalKind::hangup())?;
    Ok(async move {
        loop {
            tokio::select! {
                _ = terminate.recv() => break,
                _ = interrupt.recv() => break,
                // The watcher is gone only when everything is: that nobody hears is no matter.
                _ = hang_up.recv() => {
                    let _ = wake.send(());
                }
            }
        }
        info!("stopping");
        close.cancel();
        let _ = wake.send(());
    })
}

/// Takes extracts from the inbox, and goes on with whatever waits.
struct Watcher {
    inbox: Inbox,
    pipeline: Pipeline,
    clock: access::Clock,
    poll: Duration,
    close: CancellationToken,
}

impl Watcher {
    fn new(installation: &Installation, close: CancellationToken) -> Result<Self> {
        let settings = &installation.config.inbox;
        let seconds = |name: &str, seconds: f64| {
            Duration::try_from_secs_f64(seconds).with_context(|| format!("setting inbox.{name}"))
        };
        let settle = seconds("settle_seconds", settings.settle_seconds)?;
        let folder = installation.folder.join(&settings.folder);
        let inbox = InboxSettings { folder, settle: SignedDuration::try_from(settle)? };
        Ok(Self {
            inbox: Inbox::open(inbox)?,
            pipeline: installation.pipeline()?,
            clock: installation.clock.clone(),
            poll: seconds("poll_seconds", settings.poll_seconds)?.max(Duration::from_millis(50)),
            close,
        })
    }

    /// Works until the server closes; a word through `woken` reconciles at once.
    fn watch(mut self, woken: &Receiver<()>) {
        let mut reconcile_at = Instant::now();
        while !self.close.is_cancelled() {
            if Instant::now() >= reconcile_at {
                self.attempt("reconciling", |watcher, progress| {
                    watcher.pipeline.reconcile(progress)
                });
                reconcile_at = Instant::now() + RECONCILE;
            }
            let well = self.attempt("taking files from the inbox", Self::take);
            match woken.recv_timeout(if well { self.poll } else { self.poll.max(BACK_OFF) }) {
                Ok(()) => reconcile_at = Instant::now(),
                Err(RecvTimeoutError::Timeout) => {}
                // Nobody will wake us any more; the poll goes on.
                Err(RecvTimeoutError::Disconnected) => std::thread::sleep(self.poll),
            }
        }
    }

    /// What a crash, a full disk or a killed `ingest` left in the middle comes first.
    fn take(&mut self, progress: &dyn Progress) -> Result<(), PipelineError> {
        if self.pipeline.has_work()? {
            self.pipeline.reconcile(progress)?;
        }
        let mut taken = self.inbox.unfinished()?;
        taken.append(&mut self.inbox.take(self.clock.now())?);
        taken.iter().try_for_each(|taken| self.ingest(taken, progress))
    }

    fn ingest(&self, taken: &Taken, progress: &dyn Progress) -> Result<(), PipelineError> {
        match self.pipeline.ingest_taken(taken, progress) {
            Err(error) if error.is_the_files() => {
                let place = self.inbox.refuse(taken)?;
                error!(file = taken.name, %error, place = %place.display(), "file refused");
                Ok(())
            }
            other => other,
        }
    }

    /// Does some work, and logs why it could not be done; tells whether it was.
    fn attempt(
        &mut self,
        doing: &str,
        work: impl FnOnce(&mut Self, &dyn Progress) -> Result<(), PipelineError>,
    ) -> bool {
        let progress = UntilClosed(self.close.clone());
        match work(self, &progress) {
            Ok(()) | Err(PipelineError::Interrupted(_)) => true,
            Err(error) => {
                let cause = std::error::Error::source(&error).map(ToString::to_string);
                error!(%error, cause, "{doing} failed; it is tried again");
                false
            }
        }
    }
}
