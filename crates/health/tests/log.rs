//! A log that cannot be written raises an alert. In a program of its own: a process has one log.
#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

use std::io::{self, Write};
use std::sync::Arc;

use clock::Clock;
use health::{AlertKind, AlertThresholds, Health, Process, Sources};
use jiff::Timestamp;
use logging::Format;
use net::RefusalLog;
use pipeline::Integrity;
use store::Store;
use workers::{OpenCalls, Workers};

/// As a full disk.
struct Full;

impl Write for Full {
    fn write(&mut self, _: &[u8]) -> io::Result<usize> {
        Err(io::Error::from(io::ErrorKind::StorageFull))
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[test]
fn lost_line_and_panicked_thread_are_reported_without_the_message() {
    let folder = tempfile::tempdir().unwrap();
    let log = logging::start("info", Format::Json, Full).unwrap();
    std::fs::create_dir(folder.path().join("inbox")).unwrap();
    let sources = Sources {
        store: Store::create(&folder.path().join("cprabo.db")).unwrap(),
        folders: pipeline::DataFiles::create(folder.path()).unwrap().folders,
        clock: Clock::system(),
        thresholds: AlertThresholds::default(),
        passwords_last: None,
        data: folder.path().to_owned(),
        inbox: folder.path().join("inbox"),
        process: Some(Process {
            workers: Workers::new(Clock::system()),
            log: log.status(),
            integrity: Integrity::default(),
            connections: Vec::new(),
            refusals: Arc::new(RefusalLog::new(|_| {})),
            calls: OpenCalls::default(),
            no_socket: Arc::default(),
            uploads: None,
            certificate_ends: None,
        }),
    };
    assert!(std::thread::spawn(|| panic!("0101700001")).join().is_err());
    while log.status().lost_lines() == 0 {
        std::thread::yield_now();
    }
    let troubles = Health::of(&sources, Timestamp::now()).troubles;
    let what = |kind| troubles.iter().find(|trouble| trouble.kind == kind).unwrap().what.clone();
    assert!(what(AlertKind::Log).contains("1 lines of the log are lost"), "{troubles:?}");
    let panic = what(AlertKind::Panic);
    assert!(panic.contains("1 threads panicked") && panic.contains("tests/log.rs"), "{panic}");
    assert!(!panic.contains("0101700001"));
}
