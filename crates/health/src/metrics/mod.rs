//! The state in the text format of OpenMetrics. Every number is read at each request: no counter can be forgotten, and the work of
//! other processes is included.

mod gauge;
mod ledger;
mod process;
mod service;

use jiff::Timestamp;
use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::registry::Registry;

use crate::alert::{Alert, AlertKind};
use crate::document::Health;
use crate::look::{DatabaseProbe, DiskSpace};
use crate::sources::Sources;

use gauge::{Labels, whole};

/// All metrics as text, beside the health. Metrics that the database does not answer are missing, and
/// `cprabo_alerts{kind="database"}` says so.
pub(crate) fn metrics(
    sources: &Sources,
    health: &Health,
    now: Timestamp,
    probe: &mut DatabaseProbe,
) -> String {
    let mut registry = Registry::with_prefix("cprabo");
    register_alerts(&mut registry, &health.troubles);
    register_disks(&mut registry, &health.disks);
    if let Some(process) = &sources.process {
        process::register(&mut registry, process);
    }
    ledger::register(&mut registry, sources, now, probe);
    let mut text = String::new();
    // Writing to a string does not fail.
    let _ = encode(&mut text, &registry);
    text
}

fn register_alerts(registry: &mut Registry, alerts: &[Alert]) {
    let by_kind = Family::<Labels<1>, Gauge>::default();
    for kind in AlertKind::ALL {
        let number = alerts.iter().filter(|alert| alert.kind == kind).count();
        by_kind.get_or_create(&[("kind", kind.as_str().to_owned())]).set(whole(number as u64));
    }
    registry.register("alerts", "What needs a person, as `cprabo healthcheck` lists it", by_kind);
}

fn register_disks(registry: &mut Registry, disks: &[DiskSpace]) {
    let free = Family::<Labels<1>, Gauge>::default();
    let needed = Family::<Labels<1>, Gauge>::default();
    for disk in disks {
        let place = [("place", disk.place.clone())];
        free.get_or_create(&place).set(whole(disk.free_bytes));
        needed.get_or_create(&place).set(whole(disk.needed_bytes));
    }
    registry.register(
        "disk_free_bytes",
        "Free on the disk of the data directory and of the inbox",
        free,
    );
    registry.register(
        "disk_needed_bytes",
        "What the next day's extract needs there, about",
        needed,
    );
}
