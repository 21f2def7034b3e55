use std::sync::Arc;

use clock::Clock;
use health::{AlertKind, AlertThresholds, Health, Process, Sources};
use jiff::Timestamp;
use net::{ConnectionLimits, ConnectionQuotas, RefusalLog};
use pipeline::Integrity;
use store::Store;
use tempfile::TempDir;
use workers::{OpenCalls, Workers};

/// An installation without extracts, and its server.
pub struct Site {
    pub folder: TempDir,
    pub sources: Sources,
}

impl Site {
    pub fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let inbox = folder.path().join("inbox");
        std::fs::create_dir(&inbox).unwrap();
        let sources = Sources {
            store: Store::create(&folder.path().join("cprabo.db")).unwrap(),
            folders: pipeline::DataFiles::create(folder.path()).unwrap().folders,
            clock: Clock::system(),
            thresholds: AlertThresholds::default(),
            passwords_last: None,
            data: folder.path().to_owned(),
            inbox,
            process: None,
        };
        Self { folder, sources }
    }

    /// The same with a running server.
    pub fn serving() -> Self {
        let mut site = Self::new();
        let connections =
            ConnectionLimits::new("sftp", ConnectionQuotas::without_authentication(1));
        site.sources.process = Some(Process {
            workers: Workers::new(Clock::system()),
            log: Arc::default(),
            integrity: Integrity::default(),
            connections: vec![Arc::clone(connections.counters())],
            refusals: Arc::new(RefusalLog::new(|_| {})),
            calls: OpenCalls::default(),
            no_socket: Arc::default(),
            uploads: None,
            certificate_ends: None,
        });
        site
    }

    pub fn process(&mut self) -> &mut Process {
        self.sources.process.as_mut().unwrap()
    }

    /// The alerts, except the one about the empty replica.
    pub fn alerts(&self) -> Vec<(AlertKind, String)> {
        let health = Health::of(&self.sources, Timestamp::now());
        let alerts = health.troubles.into_iter().map(|alert| (alert.kind, alert.what));
        alerts.filter(|(kind, _)| *kind != AlertKind::Empty).collect()
    }

    /// Checks that there is exactly one alert, of this kind and with this text.
    pub fn has_alert(&self, kind: &AlertKind, what: &str) {
        let alerts = self.alerts();
        let [(found, text)] = &alerts[..] else { panic!("{alerts:?}") };
        assert!(found == kind && text.contains(what), "{alerts:?}");
    }
}
