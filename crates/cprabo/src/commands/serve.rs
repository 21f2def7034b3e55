use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};

use ::logging::LogStatus;
use access::{Door, Gate, Throttle, read_certificate};
use anyhow::{Context as _, Result};
use axum::Router;
use health::Monitor;
use https::Tls;
use pipeline::{Integrity, Mender, Scrubber};
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use sftp::{Files, HostKeys, ReceiptWriter};
use store::{CallLimits, CheckedFiles, Store, mend_requests};
use tokio::signal::unix::{SignalKind, signal};
use tokio_util::sync::CancellationToken;
use tracing::{info, warn};
use workers::Workers;

use crate::exit::Exit;
use crate::installation::{Installation, files};
use crate::logging;
use crate::output::line;
use crate::serving::Serving;

mod health_server;
mod listeners;
mod threads;

use self::health_server::{HealthServer, HealthSettings};
use self::listeners::Listeners;
use self::threads::Threads;

/// Connections in all, and from one address: municipalities share their vendors' addresses.
const SOAP_CONNECTIONS: (usize, usize) = (2000, 500);
const SFTP_CONNECTIONS: (usize, usize) = (1000, 200);
/// Refusals from one address before it is slowed down.
const REFUSALS: u32 = 100;
/// Open files for all connections, for the files that they read, and for the database.
const OPEN_FILES: u64 = 16 * 1024;

/// Serves SOAP and SFTP and watches the inbox, until SIGTERM or SIGINT.
pub(crate) fn run(installation: &Installation) -> Result<Exit> {
    let log = logging::start(&installation.config.log, None)?;
    for path in &installation.made_private {
        warn!(event = "file.made_private", path = %path.display(), "others could touch it");
    }
    let mut serving = Serving::begin(&installation.folder.join(files::SERVE_LOCK))?;
    allow_open_files();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let served = runtime.block_on(async {
        let close = CancellationToken::new();
        let server = Server::open(installation, log.status(), close.clone()).await?;
        let (wake, woken) = channel();
        tokio::spawn(watch_signals(close.clone(), wake)?);
        let ready = server.ready_line()?;
        serving.tell(&ready)?;
        announce(ready)?;
        server.serve(close, woken).await?;
        Ok(Exit::Done)
    });
    // What blocks in the outside still is as safe as after a kill.
    runtime.shutdown_timeout(threads::LONGEST_FAREWELL);
    served
}

/// Tells on standard output where to connect. Whoever reads it may be gone, or read nothing: that is no reason not
/// to serve.
fn announce(ready: String) -> Result<()> {
    let tell = move || {
        if let Err(error) = line(&ready) {
            warn!(event = "process.ready_not_told", error = %format!("{error:#}"), "the line that says ready cannot be written");
        }
    };
    std::thread::Builder::new().name("ready-line".to_owned()).spawn(tell)?;
    Ok(())
}

/// Everything that serves, opened and not serving yet: what cannot be opened is told before `ready`.
pub(crate) struct Server {
    soap: Door,
    tls: Tls,
    services: Router,
    sftp: Door,
    host_keys: HostKeys,
    files: Files,
    health: HealthServer,
    monitor: Monitor,
    watcher: pipeline::Watcher,
    load_worker: pipeline::LoadWorker,
    scrubber: Scrubber,
    mender: Mender,
    receipt_writer: ReceiptWriter,
    workers: Workers,
}

impl Server {
    /// Opens the doors and the inbox of an installation. How it stands is told at once, until `close` is cancelled.
    pub(crate) async fn open(
        installation: &Installation,
        log: Arc<LogStatus>,
        close: CancellationToken,
    ) -> Result<Self> {
        let Installation { store, shelf, clock, config, .. } = installation;
        let store = Arc::new(store.with_limits(CallLimits::REQUESTS));
        let certificate = installation.read(files::SERVER_CERTIFICATE)?;
        let key = installation.read(files::SERVER_KEY)?;
        let host_keys = installation.host_keys()?;
        let (integrity, checked) = (Integrity::default(), Arc::new(CheckedFiles::default()));
        let (mend, requests) = mend_requests();
        let (receipts, receipt_writer) = sftp::receipts(Arc::clone(&store));
        let open = async |address, (in_all, from_one), name| {
            let door = Door::open(address, Gate::new(in_all, from_one)).await;
            door.with_context(|| format!("cannot listen on {address} ({name})"))
        };
        let workers = Workers::new(clock.clone());
        let process = health::Process {
            workers: workers.clone(),
            log,
            integrity: integrity.clone(),
            certificate_ends: Some(read_certificate(certificate.as_bytes())?.not_after),
        };
        let (monitor, snapshots) = health::monitor(installation.health_sources(Some(process)));
        Ok(Self {
            soap: open(config.soap.listen, SOAP_CONNECTIONS, "soap.listen").await?,
            tls: Tls::new(certificate.as_bytes(), key.as_bytes())?,
            services: services(installation, &store)?,
            sftp: open(config.sftp.listen, SFTP_CONNECTIONS, "sftp.listen").await?,
            host_keys: HostKeys::read(&host_keys)?,
            files: Files {
                store: Arc::clone(&store),
                shelf: Arc::clone(shelf),
                checked: Arc::clone(&checked),
                mend,
                receipts,
                clock: clock.clone(),
                throttle: Arc::new(Throttle::new(REFUSALS)),
            },
            watcher: installation.watcher()?.after_check_of(integrity.clone()),
            load_worker: installation.load_worker()?,
            scrubber: Scrubber::new(
                installation.pipeline()?,
                integrity,
                Arc::clone(&checked),
                config.verify.settings(),
            ),
            mender: Mender::new(installation.pipeline()?, checked, requests),
            receipt_writer,
            workers,
            monitor,
            // Last, since it answers from now on.
            health: HealthServer::start(
                HealthSettings {
                    listen: config.watch.listen,
                    folder: installation.folder.clone(),
                    snapshots,
                },
                close,
            )?,
        })
    }

    /// The line that says where to connect.
    pub(crate) fn ready_line(&self) -> Result<String> {
        let watch = self.health.address();
        let watch = watch.map(|address| format!(" watch=http://{address}")).unwrap_or_default();
        let (soap, sftp) = self.addresses()?;
        Ok(format!("ready soap=https://{soap} sftp={sftp}{watch}"))
    }

    /// Where the doors are.
    pub(crate) fn addresses(&self) -> Result<(std::net::SocketAddr, std::net::SocketAddr)> {
        Ok((self.soap.address()?, self.sftp.address()?))
    }

    /// Serves until `close` is cancelled.
    pub(crate) async fn serve(self, close: CancellationToken, woken: Receiver<()>) -> Result<()> {
        let Self {
            soap,
            tls,
            services,
            sftp,
            host_keys,
            files,
            health,
            monitor,
            mut watcher,
            load_worker,
            scrubber,
            mender,
            mut receipt_writer,
            workers,
        } = self;
        let mut threads = Threads::new(workers, close.clone());
        threads.spawn("inbox-watcher", move |progress, worker| {
            watcher.watch(&woken, progress, worker);
        })?;
        threads.spawn("load-writer", move |progress, worker| load_worker.work(progress, worker))?;
        threads.spawn("scrubber", move |progress, worker| scrubber.work(progress, worker))?;
        threads.spawn("mender", move |progress, worker| mender.work(progress, worker))?;
        let is_over = close.clone();
        threads.spawn("receipt-writer", move |_, worker| {
            receipt_writer.work(&|| is_over.is_cancelled(), worker);
        })?;
        let is_over = close.clone();
        threads.spawn("health-monitor", move |_, worker| {
            monitor.work(&|| is_over.is_cancelled(), worker);
        })?;

        let (of_https, of_sftp) = (https::Limits::default(), sftp::Limits::default());
        let mut listeners = Listeners::new(close.clone());
        listeners.spawn("soap", https::serve(soap, tls, services, of_https, close.clone()));
        listeners.spawn("sftp", sftp::serve(sftp, host_keys, files, of_sftp, close));
        listeners.spawn("health", health.ended());
        let served = listeners.join().await;
        threads.join().await;
        info!("stopped");
        served
    }
}

/// What is served over HTTPS: SOAP at the contract's paths, and the JSON API at its own.
fn services(installation: &Installation, store: &Arc<Store>) -> Result<Router> {
    let Installation { clock, config, .. } = installation;
    let pipeline = installation.pipeline_for_requests()?;
    // SOAP and the API share one rate limiter.
    let throttle = Arc::new(Throttle::new(REFUSALS));
    let soap = soap::Endpoint {
        store: Arc::clone(store),
        clock: clock.clone(),
        pipeline: pipeline.clone(),
        throttle: Arc::clone(&throttle),
        public_url: config.soap.public_url.clone(),
    };
    let api = api::Endpoint {
        store: Arc::clone(store),
        clock: clock.clone(),
        pipeline,
        throttle,
        signer: Arc::new(installation.signer()?),
    };
    Ok(soap::router(soap).nest(api::PATH, api::router(api)))
}

/// Closes on SIGTERM and SIGINT, and ends the process on the second one; reconciles on SIGHUP.
pub(crate) fn watch_signals(
    close: CancellationToken,
    wake: Sender<()>,
) -> Result<impl Future<Output = ()> + Send + 'static> {
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut hang_up = signal(SignalKind::hangup())?;
    Ok(async move {
        loop {
            tokio::select! {
                _ = terminate.recv() => {}
                _ = interrupt.recv() => {}
                // An error says that the watcher is gone: so is everything else then.
                _ = hang_up.recv() => {
                    let _ = wake.send(());
                    continue;
                }
            }
            if close.is_cancelled() {
                // Whoever asks twice does not want to wait. It is as safe as a kill.
                std::process::exit(1);
            }
            info!("stopping");
            close.cancel();
            let _ = wake.send(());
        }
    })
}

/// Raises the limit of open files as far as this process may: many systems give 1,024, and each connection
/// is one.
fn allow_open_files() {
    let Rlimit { current, maximum } = getrlimit(Resource::Nofile);
    if current.is_none_or(|current| current >= OPEN_FILES) {
        return;
    }
    let raised = maximum.map_or(OPEN_FILES, |maximum| maximum.min(OPEN_FILES));
    let limit = Rlimit { current: Some(raised), maximum };
    if raised < OPEN_FILES || setrlimit(Resource::Nofile, limit).is_err() {
        warn!(limit = raised, wanted = OPEN_FILES, "few open files are allowed; see `ulimit -n`");
    }
}
