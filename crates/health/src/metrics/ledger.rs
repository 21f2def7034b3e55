//! Metrics from the database.

use clock::{danish_day, danish_day_end};
use jiff::Timestamp;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::registry::Registry;
use store::{Store, Uncollected};

use super::gauge::{Labels, gauge, whole};
use super::service;
use crate::alert_thresholds::ago;
use crate::look::DatabaseProbe;
use crate::sources::Sources;

/// Registers the known values; a metric without a value is missing.
pub(super) fn register(
    registry: &mut Registry,
    sources: &Sources,
    now: Timestamp,
    probe: &mut DatabaseProbe,
) {
    register_extracts(registry, &sources.store, now, probe);
    register_deliveries(registry, sources, now, probe);
    register_old_clients(registry, &sources.store, probe);
    service::register(registry, &sources.store, now, probe);
}

fn register_old_clients(registry: &mut Registry, store: &Store, probe: &mut DatabaseProbe) {
    let Some(accounts) = probe.ask(|| store.legacy_accounts()) else { return };
    let logins = Family::<Labels<1>, Counter>::default();
    for account in &accounts {
        let user = ("sftp_user", account.sftp_user.to_string());
        logins.get_or_create(&[user]).inc_by(account.legacy_ssh.logins);
    }
    registry.register("legacy_ssh_logins", "Logins by the listener for old SSH clients", logins);
    let let_in = accounts.iter().filter(|account| account.legacy_ssh.since.is_some()).count();
    let help = "Accounts that may come in by the listener for old SSH clients";
    registry.register("legacy_ssh_accounts", help, gauge(whole(let_in as u64)));
}

fn register_extracts(
    registry: &mut Registry,
    store: &Store,
    now: Timestamp,
    probe: &mut DatabaseProbe,
) {
    let mut put = |name, help, number: usize| {
        registry.register(name, help, gauge(whole(number as u64)));
    };
    if let Some(pending) = probe.ask(|| store.pending_runs()) {
        let held = pending.iter().filter(|run| run.held.is_some()).count();
        put("extracts_held", "Extracts that are held for a reason", held);
        put("extracts_waiting", "Extracts that wait for others", pending.len() - held);
    }
    if let Some(runs) = probe.ask(|| store.applied_runs()) {
        let help = "Extracts in the replica whose deliveries are not all published";
        put("extracts_undelivered", help, runs.len());
    }
    if let Some(problems) = probe.ask(|| store.problems()) {
        let help = "Deliveries that could not be written, while others of their extract could";
        put("deliveries_failed", help, problems.len());
    }
    if let Some(held) = probe.ask(|| store.held_deliveries(now)) {
        let help = "Days' deliveries that are held because they have many times the usual persons";
        put("deliveries_held", help, held.len());
    }
    if let Some(loads) = probe.ask(|| store.open_loads()) {
        put("loads_open", "Loads that are ordered and not delivered", loads.len());
    }
    let last = probe.ask(|| store.last_applied()).flatten();
    if let Some(header) = last.and_then(|run| run.header) {
        let before = header.proddto.yesterday().unwrap_or(header.proddto);
        let seconds = danish_day_end(before).as_second();
        let help = "PRODDTO of the last extract in the replica, since 1970";
        registry.register("last_proddto_seconds", help, gauge(seconds));
    }
}

fn register_deliveries(
    registry: &mut Registry,
    sources: &Sources,
    now: Timestamp,
    probe: &mut DatabaseProbe,
) {
    let Sources { store, thresholds, .. } = sources;
    let today = danish_day(now);
    let mut put = |name, help, files: Option<Vec<Uncollected>>| {
        let Some(files) = files else { return };
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
        probe.ask(|| store.uncollected(now, today)),
    );
    put(
        "deliveries_overdue",
        "Those that nobody has collected for longer than alarm.uncollected_hours",
        probe.ask(|| store.uncollected(ago(now, thresholds.uncollected), today)),
    );
    put(
        "deliveries_missed",
        "Files that left IN without having been collected, and could be replayed",
        probe.ask(|| store.expired_uncollected(today)),
    );
}
