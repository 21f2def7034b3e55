//! What needs a person.

use anyhow::Result;
use jiff::{SignedDuration, Timestamp};
use serde::Serialize;
use store::{LoadState, Run};

use crate::installation::Installation;
use crate::output::{count, local};

/// Something that needs a person, and what.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Trouble {
    /// One word, for programs.
    pub(crate) kind: &'static str,
    /// What it is, and what to do.
    pub(crate) what: String,
}

/// Everything that needs a person now. Nothing personal.
pub(crate) fn troubles(installation: &Installation) -> Result<Vec<Trouble>> {
    let now = installation.clock.now();
    let alarm = &installation.config.alarm;
    let before = |duration| now.saturating_sub(duration).unwrap_or(Timestamp::MIN);
    let late = before(SignedDuration::from_mins(alarm.unfinished_minutes.into()));
    let old = before(SignedDuration::from_hours(alarm.uncollected_hours.into()));
    let mut troubles = held(installation)?;
    troubles.extend(unfinished(installation, late)?);
    troubles.extend(uncollected(installation, old)?);
    Ok(troubles)
}

fn held(installation: &Installation) -> Result<Vec<Trouble>> {
    let trouble = |run: &Run| {
        let held = run.held.as_ref()?;
        let (id, file, reason) = (run.id, &run.file_name, held.reason.word());
        let what = format!("run {id} ({file}) is held: {reason}: {}", held.detail);
        Some(Trouble { kind: "held", what })
    };
    Ok(installation.store.pending_runs()?.iter().filter_map(trouble).collect())
}

fn unfinished(installation: &Installation, late: Timestamp) -> Result<Vec<Trouble>> {
    let runs = installation.store.applied_runs()?;
    let runs = runs.iter().filter(|run| run.seen_at < late).map(|run| Trouble {
        kind: "undelivered",
        what: format!(
            "run {} ({}) came {} and is not delivered: is the server running?",
            run.id,
            run.file_name,
            local(run.seen_at)
        ),
    });
    let loads = installation.store.loads(None)?;
    let is_late = |load: &&store::Load| {
        matches!(load.state, LoadState::Ordered | LoadState::Running) && load.ordered_at < late
    };
    let loads = loads.iter().filter(is_late).map(|load| Trouble {
        kind: "undelivered",
        what: format!(
            "load {} was ordered {} and is not delivered: is the server running?",
            load.id,
            local(load.ordered_at)
        ),
    });
    Ok(runs.chain(loads).collect())
}

fn uncollected(installation: &Installation, old: Timestamp) -> Result<Vec<Trouble>> {
    let trouble = |uncollected: store::Uncollected| Trouble {
        kind: "uncollected",
        what: format!(
            "{} of agreement {} not collected by {} since {}",
            count(uncollected.deliveries, "delivery", "deliveries"),
            uncollected.agreement,
            uncollected.sftp_user,
            local(uncollected.since)
        ),
    };
    Ok(installation.store.uncollected(old)?.into_iter().map(trouble).collect())
}
