//! Metrics of the server's own process.

use std::collections::BTreeMap;

use net::Sample;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::registry::Registry;
use workers::State;

use super::gauge::{Labels, gauge, whole};
use crate::sources::Process;

type AnyLabels = Vec<(&'static str, &'static str)>;

pub(super) fn register(registry: &mut Registry, process: &Process) {
    register_workers(registry, process);
    let log = &process.log;
    registry.register(
        "log_lines_lost",
        "Lines of the log that could not be written",
        counter(log.lost_lines()),
    );
    registry.register("panics", "Threads that panicked", counter(log.panics()));
    let connections = process.connections.iter().flat_map(|counters| counters.samples());
    register_samples(registry, connections.chain(process.refusals.samples()).collect());
    let status = process.integrity.status();
    registry.register(
        "integrity_findings",
        "Things at rest that differ from what was written and could not be repaired",
        gauge(whole(status.findings.len() as u64)),
    );
    registry.register(
        "integrity_mended",
        "Things at rest that were damaged and were repaired",
        counter(status.mended),
    );
    if let Some(at) = status.passed_at {
        registry.register(
            "integrity_verified_seconds",
            "When everything at rest had been verified last, since 1970",
            gauge(at.as_second()),
        );
    }
}

/// Samples with their names and labels: those of one name are one metric.
fn register_samples(registry: &mut Registry, samples: Vec<Sample>) {
    let mut by_name: BTreeMap<&str, Vec<Sample>> = BTreeMap::new();
    for sample in samples {
        by_name.entry(sample.name).or_default().push(sample);
    }
    for (name, samples) in by_name {
        let help = help(name);
        if samples.iter().any(|sample| sample.is_counter) {
            let family = Family::<AnyLabels, Counter>::default();
            for Sample { labels, value, .. } in samples {
                family.get_or_create(&labels).inc_by(value);
            }
            registry.register(name, help, family);
        } else {
            let family = Family::<AnyLabels, Gauge>::default();
            for Sample { labels, value, .. } in samples {
                family.get_or_create(&labels).set(whole(value));
            }
            registry.register(name, help, family);
        }
    }
}

fn help(name: &str) -> &'static str {
    match name {
        "connections_open" => "Connections, and those that wait for a place",
        "connections_admitted" => "Connections that were given a place",
        "connections_authenticated" => "Connections whose caller has proven who it is",
        "connections_evicted" => "Connections that were closed to make room for others",
        "connections_refused" => "Connections that were refused",
        "refusals" => "Callers that were refused below the application",
        _ => "",
    }
}

fn register_workers(registry: &mut Registry, process: &Process) {
    let beat = Family::<Labels<1>, Gauge>::default();
    let running = Family::<Labels<1>, Gauge>::default();
    let failures = Family::<Labels<1>, Gauge>::default();
    let restarts = Family::<Labels<1>, Counter>::default();
    for status in process.workers.statuses() {
        let worker = [("worker", status.name.to_owned())];
        beat.get_or_create(&worker).set(whole(status.beat_ago.as_secs()));
        running.get_or_create(&worker).set(i64::from(status.state == State::Running));
        failures.get_or_create(&worker).set(i64::from(status.failures));
        restarts.get_or_create(&worker).inc_by(u64::from(status.restarts));
    }
    registry.register("worker_running", "Whether a worker runs", running);
    registry.register("worker_heartbeat_age_seconds", "Since its last sign of life", beat);
    registry.register("worker_failures", "Attempts that failed one after the other", failures);
    registry.register("worker_restarts", "How often it panicked and was started again", restarts);
}

fn counter(number: u64) -> Counter {
    let counter = Counter::default();
    counter.inc_by(number);
    counter
}
