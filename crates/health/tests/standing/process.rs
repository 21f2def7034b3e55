use std::io::Error;
use std::time::Duration;

use health::AlertKind::{Certificate, Server, Worker};
use health::{AlertKind, Health};
use jiff::{SignedDuration, Timestamp};
use workers::Activity;

use crate::site::Site;

#[test]
fn worker_that_fails_raises_an_alert_with_its_last_error_until_it_succeeds() {
    let mut site = Site::serving();
    let worker = site.process().workers.add("inbox-watcher");
    assert_eq!(site.alerts(), []);
    worker.failed("taking extracts from the inbox", &Error::other("no space left on device"));
    site.has_alert(&Worker, "inbox-watcher has failed 1 times");
    site.has_alert(&Worker, "taking extracts from the inbox: no space left on device");
    worker.succeeded();
    assert_eq!(site.alerts(), []);
}

#[test]
fn worker_that_waits_for_another_process_or_is_silent_raises_an_alert() {
    let mut site = Site::serving();
    let worker = site.process().workers.add("inbox-watcher");
    site.sources.thresholds.stalled = Duration::ZERO;
    site.has_alert(&Worker, "no sign of life");
    worker.beat(Activity::WaitingFor("pipeline.lock"));
    site.has_alert(&Worker, "waiting for pipeline.lock");
}

#[test]
fn worker_that_has_ended_raises_an_alert_and_is_listed() {
    let mut site = Site::serving();
    let worker = site.process().workers.add("load-writer");
    worker.supervise(&|| true, || {});
    site.has_alert(&Worker, "load-writer has ended");
    let health = Health::of(&site.sources, Timestamp::now());
    assert_eq!(
        (health.workers[0].name.as_str(), health.workers[0].state.as_str()),
        ("load-writer", "ended")
    );
}

#[test]
fn socket_that_could_not_be_made_raises_an_alert() {
    let mut site = Site::serving();
    site.process().no_socket.set("health.sock is a folder".to_owned()).unwrap();
    site.has_alert(&Server, "health.sock is a folder");
}

#[test]
fn certificate_that_ends_within_two_weeks_raises_an_alert() {
    let mut site = Site::serving();
    let ends = |days: i64| Some(Timestamp::now() + SignedDuration::from_hours(24 * days));
    site.process().certificate_ends = ends(15);
    assert_eq!(site.alerts(), []);
    site.process().certificate_ends = ends(13);
    site.has_alert(&Certificate, "the server's TLS certificate ends");
}

#[test]
fn answer_for_programs_is_read_as_it_was_written() {
    let mut site = Site::serving();
    let worker = site.process().workers.add("scrubber");
    worker.failed("verifying", &Error::other("torn"));
    let health = Health::of(&site.sources, Timestamp::now());
    let written = serde_json::to_string(&health).unwrap();
    let read: Health = serde_json::from_str(&written).unwrap();
    assert_eq!(serde_json::to_string(&read).unwrap(), written);
    assert!(read.troubles.iter().any(|trouble| trouble.kind == AlertKind::Worker));
}
