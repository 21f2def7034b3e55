use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use access::RegisteredCertificate;
use civil::SystemUuid;
use clock::Clock;
use error_report::Report;
use net::{ConnectionRegistry, KnownBy, Refusal, RefusalKind, RefusalLog};
use store::{Fingerprint, StoreError, SystemId};
use tokio::sync::Semaphore;
use tokio::time::timeout;
use tracing::warn;

use crate::blocking::blocking;

/// Concurrent look-ups of certificates, each of which takes a thread: anybody can send any number of certificates.
const LOOK_UPS: usize = 32;

type LookUp =
    dyn Fn(Fingerprint) -> Result<Option<RegisteredCertificate>, StoreError> + Send + Sync;

/// The callers: finds systems by certificate, and registers connections and refusals.
#[derive(Clone)]
pub struct Callers {
    look_up: Arc<LookUp>,
    look_ups: Arc<Semaphore>,
    refusals: Arc<RefusalLog>,
    connections: Arc<ConnectionRegistry<Identity>>,
    clock: Clock,
}

/// What the caller of a connection has proven.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Identity {
    /// The system for which its certificate was registered, and valid, when it connected.
    pub system: SystemId,
    /// The system's UUID.
    pub uuid: SystemUuid,
    /// The certificate.
    pub certificate: Fingerprint,
}

/// The result of a certificate look-up.
pub(crate) enum Found {
    /// It is registered for that system; the value also says whether it is valid.
    Holder(RegisteredCertificate),
    /// It is not registered.
    Nobody,
    /// The store did not answer in time.
    NoAnswer,
}

impl Callers {
    /// Finds systems by `look_up`, which may block and is called on a thread of its own, after each handshake.
    /// Authenticated callers are in `connections` while they are connected.
    pub fn new(
        look_up: impl Fn(Fingerprint) -> Result<Option<RegisteredCertificate>, StoreError>
        + Send
        + Sync
        + 'static,
        refusals: Arc<RefusalLog>,
        connections: Arc<ConnectionRegistry<Identity>>,
        clock: Clock,
    ) -> Self {
        let look_ups = Arc::new(Semaphore::new(LOOK_UPS));
        Self { look_up: Arc::new(look_up), look_ups, refusals, connections, clock }
    }

    /// The connected callers, to check their rights again and to close connections without one.
    pub const fn connections(&self) -> &Arc<ConnectionRegistry<Identity>> {
        &self.connections
    }

    /// Whose a certificate is.
    pub(crate) async fn find(&self, certificate: Fingerprint, patience: Duration) -> Found {
        let (look_up, look_ups) = (Arc::clone(&self.look_up), Arc::clone(&self.look_ups));
        let found = async {
            // An error would mean a closed semaphore; it is never closed.
            let permit = look_ups.acquire_owned().await.ok();
            blocking(move || {
                // Kept until the thread is free, even when the caller stops waiting.
                let _permit = permit;
                look_up(certificate)
            })
            .await
        };
        match timeout(patience, found).await {
            Ok(Ok(Ok(Some(holder)))) => Found::Holder(holder),
            Ok(Ok(Ok(None))) => Found::Nobody,
            Ok(Ok(Err(error))) => no_answer(&error),
            Ok(Err(panicked)) => no_answer(&panicked),
            Err(late) => no_answer(&late),
        }
    }

    /// Records that a connection failed.
    pub(crate) fn refuse(
        &self,
        kind: RefusalKind,
        address: IpAddr,
        detail: String,
        system: Option<SystemUuid>,
    ) {
        let system = system.map(|system| (system, KnownBy::Certificate));
        self.refusals.record(Refusal { kind, address, detail, system }, self.clock.now());
    }
}

/// The caller is served all the same: authorization is checked for each request, and that answer reports the error.
fn no_answer(error: &dyn std::error::Error) -> Found {
    warn!(
        event = "caller.not_identified",
        error = %Report(error),
        "cannot look up whose a certificate is, so its connection counts as a stranger's: look at the database"
    );
    Found::NoAnswer
}
