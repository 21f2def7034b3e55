use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::mpsc::Receiver;

use ::logging::LogStatus;
use access::read_certificate;
use anyhow::Result;
use app::App;
use axum::Router;
use blobs::CheckedFiles;
use error_report::Report;
use exchange::ExchangeWorker;
use health::Monitor;
use https::Callers;
use net::{Listener, RateLimiter, RefusalLog};
use off4::Off4State;
use pipeline::{Integrity, LoadWorker, Mender, Scrubber, Watcher};
use sandbox::Sandbox;
use sftp::{Door, HostKeys, ReceiptWriter, SftpServer, SftpState};
use store::{CallLimits, mend_requests};
use tls::{Protocol, Tls};
use tokio::task::spawn_blocking;
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;
use tracing::{info, warn};
use workers::{OpenCalls, Workers};

use super::call_count_writer::CallCountWriter;
use super::health_server::{HealthServer, HealthSettings};
use super::listeners::Listeners;
use super::mode_watcher::ModeWatcher;
use super::notifier::Notifier;
use super::pages::Pages;
use super::probe_worker::ProbeWorker;
use super::refusal_writer::{RefusalWriter, refusal_log};
use super::review_worker::ReviewWorker;
use super::rights_watcher::RightsWatcher;
use super::services::{callers, services, use_cases};
use super::shutdown_grace::ShutdownGrace;
use super::tasks::ListenerTasks;
use super::threads::Threads;
use crate::authority::Pair;
use crate::commands::init::parts::make_legacy_host_key;
use crate::installation::{ExchangeFiles, Installation, files};

/// All services, opened but not serving yet: errors of opening are reported before `ready`.
pub(crate) struct Server {
    https: Listener,
    tls: Tls,
    callers: Callers,
    services: Router,
    app: App,
    sftp: Listener,
    host_keys: HostKeys,
    /// For old SSH clients.
    legacy_sftp: Option<LegacySftp>,
    off4: Option<Off4>,
    pages: Option<Pages>,
    files: SftpState,
    health: HealthServer,
    workers: Workers,
    work: Work,
}

/// The listener for old SSH clients.
struct LegacySftp {
    listener: Listener,
    host_keys: HostKeys,
}

/// The listener for OFF4.
struct Off4 {
    listener: Listener,
    tls: Tls,
    state: Off4State,
}

/// What the workers do.
struct Work {
    watcher: Watcher,
    load_worker: LoadWorker,
    scrubber: Scrubber,
    mender: Mender,
    exchange_worker: ExchangeWorker,
    receipt_writer: ReceiptWriter,
    refusal_writer: RefusalWriter,
    rights_watcher: RightsWatcher,
    mode_watcher: ModeWatcher,
    notifier: Notifier,
    review_worker: ReviewWorker,
    call_count_writer: CallCountWriter,
    /// Lets days pass that somebody has ordered in a page.
    sandbox: Option<Sandbox>,
    /// When the service is measured.
    probe_worker: Option<ProbeWorker>,
    monitor: Monitor,
}

impl Server {
    /// Opens the listeners and the inbox of an installation. Health is answered at once, until `close` is cancelled.
    pub(crate) async fn open(
        installation: &Installation,
        log: Arc<LogStatus>,
        close: CancellationToken,
    ) -> Result<Self> {
        let Installation { store, files: data, clock, config, .. } = installation;
        let store = Arc::new(store.with_limits(CallLimits::REQUESTS));
        let server_pair = installation.server_certificate()?;
        let Pair { certificate, key } = &server_pair;
        let host_keys = installation.host_keys()?;
        let Listeners { https, https_rate, sftp, sftp_rate, legacy_sftp, off4, off4_rate, web } =
            Listeners::bind(config, clock).await?;
        let open = |listener| LegacySftp::open(installation, listener);
        let legacy_sftp = legacy_sftp.map(open).transpose()?;
        let (refusals, refusal_writer) = refusal_log(&store, clock);
        let app = use_cases(installation, &store, &https_rate)?;
        let open = |listener| Off4::open(listener, &server_pair, &app, &off4_rate, &refusals);
        let off4 = off4.map(open).transpose()?;
        let (integrity, checked) = (Integrity::default(), Arc::new(CheckedFiles::default()));
        let (mend, requests) = mend_requests();
        let (receipts, receipt_writer) = sftp::receipts(Arc::clone(&store));
        let callers = callers(installation, &store, &refusals);
        let exchange = ExchangeFiles::open(installation)?;
        let exchange_worker = exchange.worker(installation, &store);
        let rights_watcher = RightsWatcher {
            store: Arc::clone(&store),
            clock: clock.clone(),
            rights: Arc::default(),
            callers: Arc::clone(callers.connections()),
            accounts: Arc::default(),
        };
        let notified = Arc::clone(&store);
        let workers = Workers::new(clock.clone());
        let (calls, no_socket) = (OpenCalls::default(), Arc::default());
        let process = health::Process {
            workers: workers.clone(),
            log,
            integrity: integrity.clone(),
            connections: [&https, &sftp]
                .into_iter()
                .chain(legacy_sftp.as_ref().map(|legacy| &legacy.listener))
                .chain(off4.as_ref().map(|off4| &off4.listener))
                .chain(web.as_ref())
                .map(|listener| Arc::clone(listener.limits().counters()))
                .collect(),
            refusals: Arc::clone(&refusals),
            calls: calls.clone(),
            no_socket: Arc::clone(&no_socket),
            uploads: Some(exchange.uploads.clone()),
            certificate_ends: Some(read_certificate(certificate.as_bytes())?.not_after),
        };
        let (monitor, snapshots) = health::monitor(installation.health_sources(Some(process)));
        let addresses = (https.local_address()?, sftp.local_address()?);
        let probe_worker = ProbeWorker::open(installation, &store, &app, addresses)?;
        let seen = snapshots.clone();
        let sandbox = installation.served_sandbox()?;
        let shown = sandbox.clone();
        let open = |listener| {
            Pages::open(installation, listener, &server_pair, &app, seen, addresses, shown)
        };
        let pages = web.map(open).transpose()?;
        Ok(Self {
            https,
            tls: Tls::new(certificate.as_bytes(), key.as_bytes(), Protocol::HTTP)?,
            callers,
            services: services(app.clone(), config.soap.public_url.clone()),
            sftp,
            host_keys: HostKeys::read(&host_keys)?,
            legacy_sftp,
            off4,
            pages,
            files: SftpState {
                store,
                folders: data.folders.clone(),
                forwarded: exchange.forwarded,
                uploads: exchange.uploads,
                checked: Arc::clone(&checked),
                mend,
                receipts,
                clock: clock.clone(),
                rate_limiter: sftp_rate,
                refusals,
                rights: Arc::clone(&rights_watcher.rights),
                calls,
                connections: Arc::clone(&rights_watcher.accounts),
            },
            work: Work {
                call_count_writer: CallCountWriter { app: app.clone() },
                probe_worker,
                exchange_worker,
                sandbox,
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
                refusal_writer,
                rights_watcher,
                mode_watcher: ModeWatcher::new(&installation.folder),
                review_worker: ReviewWorker {
                    store: Arc::clone(&notified),
                    clock: clock.clone(),
                    periods: config.review.periods(),
                },
                notifier: Notifier {
                    store: notified,
                    clock: clock.clone(),
                    command: config.notify.command(),
                    passwords_last: config.off4.settings().passwords_last,
                },
                monitor,
            },
            workers,
            app,
            // Last, because it answers from now on.
            health: HealthServer::start(
                HealthSettings {
                    listen: config.monitoring.listen,
                    folder: installation.folder.clone(),
                    snapshots,
                    no_socket,
                },
                close,
            )?,
        })
    }

    /// The line with the addresses to connect to.
    pub(crate) fn ready_line(&self) -> Result<String> {
        let watch = self.health.address();
        let watch = watch.map(|address| format!(" watch=http://{address}")).unwrap_or_default();
        let (soap, sftp) = self.addresses()?;
        let legacy = self.legacy_sftp.as_ref();
        let legacy = legacy.map(|legacy| legacy.listener.local_address()).transpose()?;
        let legacy = legacy.map(|address| format!(" legacy_sftp={address}")).unwrap_or_default();
        let off4 = self.off4.as_ref().map(|off4| off4.listener.local_address()).transpose()?;
        let off4 = off4.map(|address| format!(" off4={address}")).unwrap_or_default();
        let web = self.pages.as_ref().map(|pages| pages.listener.local_address()).transpose()?;
        let web = web.map(|address| format!(" web=https://{address}")).unwrap_or_default();
        Ok(format!("ready soap=https://{soap} sftp={sftp}{watch}{legacy}{off4}{web}"))
    }

    /// A line with a link that makes the first operator, when there are pages and no operator.
    pub(crate) fn first_link(&self, installation: &Installation) -> Result<Option<String>> {
        self.pages.as_ref().map_or(Ok(None), |pages| pages.first_link(installation))
    }

    /// The address of the pages, if there are any.
    pub(crate) fn pages_url(&self, installation: &Installation) -> Result<Option<String>> {
        self.pages.as_ref().map(|pages| pages.url(installation)).transpose()
    }

    /// The addresses of SOAP and SFTP.
    pub(crate) fn addresses(&self) -> Result<(SocketAddr, SocketAddr)> {
        Ok((self.https.local_address()?, self.sftp.local_address()?))
    }

    /// Serves until the shutdown begins, and returns when everything has ended or its time is over.
    pub(crate) async fn serve(
        self,
        shutdown_grace: &ShutdownGrace,
        woken: Receiver<()>,
    ) -> Result<()> {
        let close = shutdown_grace.close().clone();
        let Self { https, tls, callers, services, sftp, host_keys, .. } = self;
        let Self { legacy_sftp, off4, pages, files, health, workers, work, app, .. } = self;
        let threads = work.start(workers, &close, woken)?;
        let (of_https, of_sftp) = (https::Limits::default(), sftp::Limits::default());
        let mut listeners = ListenerTasks::new(close.clone());
        if let Some(Pages { listener, tls, state }) = pages {
            let (router, limits, callers) = (web::router(state), web::limits(), callers.clone());
            let serve = https::serve(listener, tls, callers, router, limits, close.clone());
            listeners.spawn("web", serve);
        }
        let https = https::serve(https, tls, callers, services, of_https, close.clone());
        listeners.spawn("https", https);
        let server = SftpServer::new(files, of_sftp);
        if let Some(LegacySftp { listener, host_keys }) = legacy_sftp {
            let server = server.clone();
            let serve = server.serve(Door::Legacy, listener, host_keys, close.clone());
            listeners.spawn("sftp_legacy", serve);
        }
        if let Some(Off4 { listener, tls, state }) = off4 {
            let limits = off4::Limits::default();
            listeners.spawn("off4", off4::serve(listener, tls, state, limits, close.clone()));
        }
        listeners.spawn("sftp", server.serve(Door::Ordinary, sftp, host_keys, close));
        listeners.spawn("health", health.ended());
        let served = tokio::select! {
            served = listeners.join() => served,
            () = shutdown_grace.over() => {
                warn!(event = "listener.not_stopping", "connections do not end: the process ends without them");
                Ok(())
            }
        };
        threads.join(shutdown_grace).await;
        write_last_counts(app, shutdown_grace).await;
        info!(event = "process.stopped", "stopped");
        served
    }
}

/// Writes the counts of calls that were answered after the worker's last time.
async fn write_last_counts(app: App, shutdown_grace: &ShutdownGrace) {
    let written = spawn_blocking(move || app.write_counted_calls());
    match timeout(shutdown_grace.left(), written).await {
        Ok(Ok(Ok(_))) => {}
        Ok(Ok(Err(error))) => {
            warn!(event = "metering.lost", error = %Report(&error), "the last calls that were counted cannot be written");
        }
        Ok(Err(_)) | Err(_) => {
            warn!(
                event = "metering.lost",
                error = "no time",
                "the last calls that were counted cannot be written"
            );
        }
    }
}

impl LegacySftp {
    /// With the host key for old clients, which is made when the listener is new.
    fn open(installation: &Installation, listener: Listener) -> Result<Self> {
        if make_legacy_host_key(&installation.folder)? {
            let file = files::LEGACY_HOST_KEY;
            warn!(
                event = "legacy_ssh.host_key_made",
                file, "there was no SSH host key for old clients: it is made"
            );
            installation.audit("make legacy host key", file.to_owned())?;
        }
        warn!(event = "legacy_ssh.open", address = %listener.local_address()?, "clients that know only SHA-1 are let in here, where `cprabo system legacy-ssh` says so");
        let host_keys = HostKeys::read(&installation.legacy_host_keys()?)?;
        Ok(Self { listener, host_keys })
    }
}

impl Off4 {
    fn open(
        listener: Listener,
        Pair { certificate, key }: &Pair,
        app: &App,
        rate: &Arc<RateLimiter>,
        refusals: &Arc<RefusalLog>,
    ) -> Result<Self> {
        let tls = Tls::new(certificate.as_bytes(), key.as_bytes(), off4::PROTOCOL)?;
        let app = app.clone().with_rate_limiter(Arc::clone(rate));
        let state = Off4State { app, refusals: Arc::clone(refusals) };
        Ok(Self { listener, tls, state })
    }
}

impl Work {
    /// Starts each worker on a thread of its own.
    fn start(
        self,
        workers: Workers,
        close: &CancellationToken,
        woken: Receiver<()>,
    ) -> Result<Threads> {
        let Self { mut watcher, load_worker, scrubber, mender, mut receipt_writer, .. } = self;
        let Self { mut refusal_writer, rights_watcher, mode_watcher, monitor, .. } = self;
        let Self { mut exchange_worker, notifier, review_worker, call_count_writer, .. } = self;
        let Self { probe_worker, sandbox, .. } = self;
        let mut threads = Threads::new(workers, close.clone());
        threads.spawn("inbox-watcher", move |progress, worker| {
            watcher.watch(&woken, progress, worker);
        })?;
        threads.spawn("load-writer", move |progress, worker| load_worker.work(progress, worker))?;
        threads.spawn("scrubber", move |progress, worker| scrubber.work(progress, worker))?;
        threads.spawn("mender", move |progress, worker| mender.work(progress, worker))?;
        threads.spawn_loop("exchange", move |is_over, worker| {
            exchange_worker.work(is_over, worker);
        })?;
        threads.spawn_loop("receipt-writer", move |is_over, worker| {
            receipt_writer.work(is_over, worker);
        })?;
        threads.spawn_loop("refusal-writer", move |is_over, worker| {
            refusal_writer.work(is_over, worker);
        })?;
        threads.spawn_loop("rights-watcher", move |is_over, worker| {
            rights_watcher.work(is_over, worker);
        })?;
        threads.spawn_loop("mode-watcher", move |is_over, worker| {
            mode_watcher.work(is_over, worker);
        })?;
        threads.spawn_loop("review-worker", move |is_over, worker| {
            review_worker.work(is_over, worker);
        })?;
        threads.spawn_loop("call-count-writer", move |is_over, worker| {
            call_count_writer.work(is_over, worker);
        })?;
        if let Some(sandbox) = sandbox {
            let close = close.clone();
            threads.spawn("sandbox-days", move |progress, worker| {
                sandbox.work(&|| close.is_cancelled(), progress, worker);
            })?;
        }
        if let Some(probe_worker) = probe_worker {
            threads.spawn_loop("probe", move |is_over, worker| {
                probe_worker.work(is_over, worker);
            })?;
        }
        threads.spawn_loop("notifier", move |is_over, worker| {
            notifier.work(is_over, worker);
        })?;
        threads.spawn_loop("health-monitor", move |is_over, worker| {
            monitor.work(is_over, worker);
        })?;
        Ok(threads)
    }
}
