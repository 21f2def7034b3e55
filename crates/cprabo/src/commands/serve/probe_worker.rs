use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use access::read_certificate;
use anyhow::Result;
use app::App;
use clock::Clock;
use error_report::Report;
use jiff::{SignedDuration, Timestamp};
use probe::{Probe, ProbeFault, ProbeKind, Target};
use store::{Measurement, Store, StoreError};
use tokio::runtime::{Builder, Runtime};
use tracing::{error, info, warn};
use workers::{Activity, GrowingPause, Worker, rest};

use crate::installation::{Installation, ProbeSystem};

/// How often it looks whether the next round begins.
const TICK: Duration = Duration::from_millis(100);
/// The pause after an error.
const PAUSE: GrowingPause = GrowingPause::new(Duration::from_secs(1), Duration::from_secs(60));
/// Calls that wait to be written, at most: some hours of them. What is dropped counts as not measured.
const WAITING: usize = 1000;
/// How long measurements are kept: the figures are of a year.
const KEPT: SignedDuration = SignedDuration::from_hours(24 * 400);
/// Rounds after which older ones are forgotten.
const FORGETS_EVERY: u64 = 360;

/// Measures the service by calls from outside of its handlers, and writes what it finds.
pub(super) struct ProbeWorker {
    store: Arc<Store>,
    app: App,
    clock: Clock,
    /// Who calls: the system is made when it is needed first.
    system: ProbeSystem,
    target: Target,
    every: Duration,
    timeout: Duration,
}

/// Between two rounds.
#[derive(Default)]
struct Progress {
    /// The number of the last round, counted from 1970.
    round: Option<i64>,
    rounds: u64,
    waiting: Vec<Measurement>,
    faults: BTreeMap<ProbeKind, Option<ProbeFault>>,
}

/// Why no calls can be made.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
struct NoProbe(String);

impl ProbeWorker {
    /// For the listeners of SOAP and SFTP; `None` where the service is not measured.
    pub(super) fn open(
        installation: &Installation,
        store: &Arc<Store>,
        app: &App,
        listeners: (SocketAddr, SocketAddr),
    ) -> Result<Option<Self>> {
        let probe = &installation.config.probe;
        let Some(every) = probe.every() else { return Ok(None) };
        Ok(Some(Self {
            store: Arc::clone(store),
            app: app.clone(),
            clock: installation.clock.clone(),
            system: installation.probe_system(),
            target: installation.probe_target(listeners)?,
            every,
            timeout: probe.timeout(),
        }))
    }

    /// Measures until `is_over`. Errors are logged, reported to `worker`, and it is tried again.
    pub(super) fn work(&self, is_over: &dyn Fn() -> bool, worker: &Worker) {
        let mut pause = PAUSE;
        while !is_over() {
            worker.beat(Activity::Idle);
            match self.begin() {
                Ok((runtime, probe)) => return self.go_on(&runtime, &probe, is_over, worker),
                Err(error) => {
                    let error = NoProbe(format!("{error:#}"));
                    error!(event = "probe.not_begun", error = %Report(&error), "the service cannot be measured; it is tried again");
                    worker.failed("beginning to measure the service", &error);
                    rest(pause.grow(), is_over);
                }
            }
        }
    }

    /// The calls are made on a runtime of their own: when that of the server is stuck, they see it from outside.
    fn begin(&self) -> Result<(Runtime, Probe)> {
        let identity = self.system.identity()?;
        let certificate = read_certificate(identity.certificate.as_bytes())?;
        self.app.know_probe(certificate.fingerprint);
        let probe = Probe::new(&self.target, &identity, self.timeout, self.clock.clone())?;
        Ok((Builder::new_current_thread().enable_all().build()?, probe))
    }

    fn go_on(&self, runtime: &Runtime, probe: &Probe, is_over: &dyn Fn() -> bool, worker: &Worker) {
        let mut progress = Progress::default();
        while !is_over() {
            worker.beat(Activity::Idle);
            let at = self.clock.now();
            let round = at
                .as_millisecond()
                .div_euclid(self.every.as_millis().max(1).try_into().unwrap_or(i64::MAX));
            if progress.round == Some(round) {
                rest(TICK, is_over);
                continue;
            }
            progress.round = Some(round);
            for kind in ProbeKind::ALL {
                worker.beat(Activity::Working("calling the service"));
                let call = runtime.block_on(probe.call(kind));
                // What ends while the server stops says nothing.
                if is_over() {
                    return;
                }
                let (span, took, fault) = (self.span(), call.took, call.fault);
                progress.waiting.push(Measurement { kind, at, span, took, fault });
                progress.say(kind, fault);
            }
            self.write(&mut progress, worker);
        }
    }

    fn span(&self) -> SignedDuration {
        SignedDuration::try_from(self.every).unwrap_or(SignedDuration::MAX)
    }

    /// Writes what waits. When that fails it is tried again with the next round.
    fn write(&self, progress: &mut Progress, worker: &Worker) {
        let forgets = progress.rounds.is_multiple_of(FORGETS_EVERY);
        let written = self
            .forget_before(forgets)
            .and_then(|since| self.store.note_measurements(&progress.waiting, since));
        match written {
            Ok(()) => {
                progress.waiting.clear();
                progress.rounds += 1;
                worker.succeeded();
            }
            Err(error) => {
                warn!(event = "probe.not_written", error = %Report(&error), "what was measured cannot be written now; it is tried again");
                worker.failed("writing what was measured", &error);
                let too_many = progress.waiting.len().saturating_sub(WAITING);
                progress.waiting.drain(..too_many);
            }
        }
    }

    /// What is older may be forgotten. By a clock that is wrong nothing is.
    fn forget_before(&self, forgets: bool) -> Result<Option<Timestamp>, StoreError> {
        let now = self.clock.now();
        if !forgets || self.store.see_clock(now)?.jump.is_some() {
            return Ok(None);
        }
        Ok(now.checked_sub(KEPT).ok())
    }
}

impl Progress {
    /// Says in the log when a kind of call is not answered any more, and when it is again.
    fn say(&mut self, kind: ProbeKind, fault: Option<ProbeFault>) {
        let before = self.faults.insert(kind, fault).flatten();
        let kind = kind.as_str();
        match (before, fault.map(store::ProbeFault::as_str)) {
            (None, Some(fault)) => {
                warn!(
                    event = "probe.failing",
                    kind, fault, "a call of the probe was not answered rightly"
                );
            }
            (Some(_), None) => {
                info!(
                    event = "probe.right_again",
                    kind, "the probe's calls are answered rightly again"
                );
            }
            _ => {}
        }
    }
}
