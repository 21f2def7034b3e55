use clock::{danish_day, danish_time};
use jiff::Timestamp;
use store::{DeliveryHold, DeliveryProblem, Load, Run, Store, Uncollected};

use super::database_probe::DatabaseProbe;
use crate::alert::{Alert, AlertKind};
use crate::alert_thresholds::{AlertThresholds, ago};

/// Extracts and loads that make no progress, and files that nobody collects.
pub(super) fn look(
    store: &Store,
    thresholds: &AlertThresholds,
    now: Timestamp,
    probe: &mut DatabaseProbe,
) -> Vec<Alert> {
    let (late, today) = (ago(now, thresholds.unfinished), danish_day(now));
    let pending = probe.ask(|| store.pending_runs()).unwrap_or_default();
    let mut alerts: Vec<Alert> = pending.iter().filter_map(held).collect();
    let problems = probe.ask(|| store.problems()).unwrap_or_default();
    // One that waits behind a held delivery has nothing to be written.
    let runs = probe.ask(|| store.undelivered_runs(now)).unwrap_or_default();
    let is_late = |run: &&Run| {
        // Problems of a single account have alerts of their own.
        run.seen_at < late && !problems.iter().any(|problem| problem.run == run.id)
    };
    alerts.extend(runs.iter().filter(is_late).map(undelivered));
    alerts.extend(problems.iter().map(failed));
    let held = probe.ask(|| store.held_deliveries(now)).unwrap_or_default();
    alerts.extend(held.iter().map(held_delivery));
    let loads = probe.ask(|| store.loads_under_way()).unwrap_or_default();
    // One that waits behind a held delivery has an alert already.
    let is_held = |load: &Load| held.iter().any(|held| held.pair.agreement == load.agreement);
    let is_late = |load: &&Load| load.ordered_at < late && !is_held(load);
    alerts.extend(loads.iter().filter(is_late).map(unwritten));
    let files = probe.ask(|| store.uncollected(ago(now, thresholds.uncollected), today));
    for files in files.unwrap_or_default() {
        alerts.push(AlertKind::Uncollected.of(uncollected(&files)));
    }
    if let Some(before) = thresholds.leaving_before(now) {
        let leaving = probe.ask(|| store.uncollected(before, today)).unwrap_or_default();
        alerts.extend(leaving.iter().map(|files| about_to_leave(files, thresholds)));
    }
    alerts.extend(
        probe
            .ask(|| store.expired_uncollected(today))
            .unwrap_or_default()
            .iter()
            .map(expired_uncollected),
    );
    alerts
}

fn held(run: &Run) -> Option<Alert> {
    let held = run.held.as_ref()?;
    let (id, file, reason) = (run.id, &run.file_name, held.reason.as_str());
    let what = format!("run {id} ({file}) is held: {reason}: {}", held.detail);
    Some(AlertKind::Held.of(what))
}

fn held_delivery(held: &DeliveryHold) -> Alert {
    let DeliveryHold { run, proddto, pair, persons, usual, held_until, .. } = held;
    let (user, agreement, until) = (&pair.sftp_user, pair.agreement, danish_time(*held_until));
    let what = format!(
        "run {run} (PRODDTO {proddto}) is held for {user} (agreement {agreement}) until {until}: it has {persons} persons, and \
         usual are {usual}; others are delivered. Look at its filters: `cprabo filter history`; \
         `cprabo delivery release --agreement {agreement}` delivers it"
    );
    AlertKind::Held.of(what)
}

fn undelivered(run: &Run) -> Alert {
    let (id, file, came) = (run.id, &run.file_name, danish_time(run.seen_at));
    let what =
        format!("run {id} ({file}) came {came} and is not delivered: is the server running?");
    AlertKind::Undelivered.of(what)
}

fn failed(problem: &DeliveryProblem) -> Alert {
    let DeliveryProblem { run, proddto, agreement, sftp_user, what, attempts, since, .. } = problem;
    let since = danish_time(*since);
    let what = format!(
        "run {run} (PRODDTO {proddto}) cannot be delivered to {sftp_user} (agreement {agreement}) since {since}, tried \
         {attempts} times: {what}; others are delivered. Later ones wait for it; SIGHUP has it tried at once"
    );
    AlertKind::Undelivered.of(what)
}

fn unwritten(load: &Load) -> Alert {
    let (id, ordered) = (load.id, danish_time(load.ordered_at));
    let what =
        format!("load {id} was ordered {ordered} and is not delivered: is the server running?");
    AlertKind::Undelivered.of(what)
}

fn uncollected(files: &Uncollected) -> String {
    let Uncollected { agreement, sftp_user, since, .. } = files;
    let since = danish_time(*since);
    format!(
        "{} of agreement {agreement} not collected by {sftp_user} since {since}",
        deliveries(files)
    )
}

fn about_to_leave(files: &Uncollected, thresholds: &AlertThresholds) -> Alert {
    let stay = thresholds.leaving.unwrap_or_default();
    let from = danish_time(files.since.saturating_add(stay).unwrap_or(Timestamp::MAX));
    let what = format!(
        "{}, and to leave IN from {from} on: have them collected, or set retention.folder_days higher",
        uncollected(files)
    );
    AlertKind::Leaving.of(what)
}

fn expired_uncollected(files: &Uncollected) -> Alert {
    let Uncollected { agreement, sftp_user, since, .. } = files;
    let day = danish_day(*since);
    let what = format!(
        "{} of agreement {agreement} left IN and {sftp_user} had not collected them, the first published {day}: \
         `cprabo deliveries` lists them, `cprabo replay` brings them again, or a load everything",
        deliveries(files)
    );
    AlertKind::Missed.of(what)
}

fn deliveries(files: &Uncollected) -> String {
    match files.deliveries {
        1 => "1 delivery".to_owned(),
        number => format!("{number} deliveries"),
    }
}
