use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::mpsc::{SyncSender, sync_channel};
use std::sync::{Arc, OnceLock};

use anyhow::{Context as _, Result};
use health::{LocalEndpoint, Snapshots};
use net::{ConnectionLimits, Listener};
use tokio::sync::oneshot;
use tokio_util::sync::CancellationToken;
use tracing::error;

use super::listeners::{bind, watch_quotas};

/// Answers health requests: over HTTP if configured, and from commands on this machine. On a thread and a runtime of
/// its own, so that it answers when everything else is busy or stuck.
pub(super) struct HealthServer {
    address: Option<SocketAddr>,
    ended: oneshot::Receiver<()>,
}

/// Its addresses and its data.
pub(super) struct HealthSettings {
    pub(super) listen: Option<SocketAddr>,
    pub(super) folder: PathBuf,
    pub(super) snapshots: Snapshots,
    /// Set to the reason if commands cannot ask for the health.
    pub(super) no_socket: Arc<OnceLock<String>>,
}

struct Endpoints {
    http: Option<Listener>,
    /// `None` when it could not be created: that is reported, but the server runs.
    local: Option<LocalEndpoint>,
}

impl HealthServer {
    /// Answers until `close` is cancelled.
    pub(super) fn start(settings: HealthSettings, close: CancellationToken) -> Result<Self> {
        let (opened, is_opened) = sync_channel(1);
        let (end, ended) = oneshot::channel();
        let thread = std::thread::Builder::new().name("health-server".to_owned());
        thread.spawn(move || {
            run(settings, close, &opened);
            drop(end);
        })?;
        let address = is_opened.recv().context("the thread that answers for health ended")??;
        Ok(Self { address, ended })
    }

    /// Its HTTP address.
    pub(super) const fn address(&self) -> Option<SocketAddr> {
        self.address
    }

    /// Returns when it has stopped answering.
    pub(super) async fn ended(self) {
        // Nothing is sent: the sender is dropped, also by a panic.
        let _ = self.ended.await;
    }
}

fn run(
    settings: HealthSettings,
    close: CancellationToken,
    opened: &SyncSender<Result<Option<SocketAddr>>>,
) {
    let answer = async {
        let endpoints = match Endpoints::open(&settings).await {
            Ok(endpoints) => endpoints,
            Err(error) => return drop(opened.send(Err(error))),
        };
        if opened.send(endpoints.address()).is_ok() {
            endpoints.serve(settings.snapshots, close).await;
        }
    };
    match tokio::runtime::Builder::new_current_thread().enable_all().build() {
        Ok(runtime) => runtime.block_on(answer),
        Err(error) => drop(opened.send(Err(error.into()))),
    }
}

impl Endpoints {
    async fn open(settings: &HealthSettings) -> Result<Self> {
        let http = match settings.listen {
            Some(address) => {
                let limits = ConnectionLimits::new("monitoring", watch_quotas());
                Some(bind(address, limits, "monitoring.listen").await?)
            }
            None => None,
        };
        let local = LocalEndpoint::bind(&settings.folder).map_err(|error| {
            error!(event = "health.socket_not_created", %error, "the socket on which commands ask for health cannot be made");
            let set = settings.no_socket.set(format!("the socket health.sock cannot be made: {error}"));
            // It is put down once.
            drop(set);
        });
        Ok(Self { http, local: local.ok() })
    }

    fn address(&self) -> Result<Option<SocketAddr>> {
        Ok(self.http.as_ref().map(Listener::local_address).transpose()?)
    }

    async fn serve(self, snapshots: Snapshots, close: CancellationToken) {
        let local = async {
            match self.local {
                Some(local) => local.serve(snapshots.clone(), close.clone()).await,
                None => close.cancelled().await,
            }
        };
        let http = async {
            if let Some(listener) = self.http {
                let limits = https::Limits::default();
                let router = health::router(snapshots.clone());
                https::serve_plain(listener, router, limits, close.clone()).await;
            }
        };
        tokio::join!(local, http);
    }
}
