//! What the database tells.

use clock::{danish_day, danish_day_end};
use jiff::Timestamp;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::registry::Registry;
use store::{Store, StoreError, Uncollected};

use super::{Labels, gauge, whole};
use crate::alarms::{Alarms, ago};

/// Registers everything; what was registered before an error stays.
pub(super) fn register(
    registry: &mut Registry,
    store: &Store,
    alarms: &Alarms,
    now: Timestamp,
) -> Result<(), StoreError> {
    register_extracts(registry, store)?;
    register_deliveries(registry, store, alarms, now)
}

fn register_extracts(registry: &mut Registry, store: &Store) -> Result<(), StoreError> {
    let pending = store.pending_runs()?;
    let held = pending.iter().filter(|run| run.held.is_some()).count();
    let mut put = |name, help, number: i64| registry.register(name, help, gauge(number));
    put("extracts_held", "Extracts that are held for a reason", whole(held as u64));
    put("extracts_waiting", "Extracts that wait for others", whole((pending.len() - held) as u64));
    put(
        "extracts_undelivered",
        "Extracts in the replica whose deliveries are not all published",
        whole(store.applied_runs()?.len() as u64),
    );
    put(
        "deliveries_failed",
        "Deliveries that could not be written, while others of their extract could",
        whole(store.problems()?.len() as u64),
    );
    put(
        "loads_open",
        "Loads that are ordered and not delivered",
        whole(store.open_loads()?.len() as u64),
    );
    if let Some(header) = store.last_applied()?.and_then(|run| run.header) {
        let before = header.proddto.yesterday().unwrap_or(header.proddto);
        let seconds = danish_day_end(before).as_second();
        put(
            "last_proddto_seconds",
            "PRODDTO of the last extract in the replica, since 1970",
            seconds,
        );
    }
    Ok(())
}

fn register_deliveries(
    registry: &mut Registry,
    store: &Store,
    alarms: &Alarms,
    now: Timestamp,
) -> Result<(), StoreError> {
    let mut put = |name, help, files: Vec<Uncollected>| {
        let family = Family::<Labels<2>, Gauge>::default();
        for files in files {
            let agreement = ("agreement", files.agreement.to_string());
            let user = ("sftp_user", files.sftp_user.to_string());
            family.get_or_create(&[agreement, user]).set(whole(files.deliveries));
        }
        registry.register(name, help, family);
    };
    put(
        "deliveries_uncollected",
        "Files in IN that nobody has collected yet",
        store.uncollected(now, danish_day(now))?,
    );
    put(
        "deliveries_overdue",
        "Those that nobody has collected for longer than alarm.uncollected_hours",
        store.uncollected(ago(now, alarms.uncollected), danish_day(now))?,
    );
    put(
        "deliveries_missed",
        "Files that left IN without having been collected, and could be replayed",
        store.missed(danish_day(now))?,
    );
    Ok(())
}
