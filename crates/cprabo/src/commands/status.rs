use anyhow::Result;
use clap::Args;
use jiff::civil::Date;
use serde::Serialize;
use store::{DeliveriesOf, RunState};

use crate::cli::Global;
use crate::exit::Exit;
use crate::installation::Installation;
use crate::output::{self, BAD, GOOD, HINT, line, or_dash, styled};

#[derive(Debug, Args)]
pub(crate) struct Status {}

/// How the installation stands.
#[derive(Serialize)]
struct Standing {
    data: String,
    soap: String,
    sftp: String,
    systems: usize,
    agreements: usize,
    persons: u64,
    last_proddto: Option<Date>,
    held: Vec<HeldRun>,
    waiting: usize,
    unfinished: usize,
    uncollected: usize,
}

#[derive(Serialize)]
struct HeldRun {
    run: i64,
    file: String,
    reason: &'static str,
    detail: String,
}

impl Status {
    pub(crate) fn run(self, installation: &Installation, global: &Global) -> Result<Exit> {
        let standing = standing(installation)?;
        if global.json {
            output::json(&standing)?;
        } else {
            standing.print()?;
        }
        Ok(if standing.held.is_empty() { Exit::Done } else { Exit::Held })
    }
}

fn standing(installation: &Installation) -> Result<Standing> {
    let store = &installation.store;
    let pending = store.pending_runs()?;
    let held: Vec<HeldRun> = pending
        .iter()
        .filter(|run| run.state == RunState::Held)
        .map(|run| HeldRun {
            run: run.id.number(),
            file: run.file_name.clone(),
            reason: run.held.map_or("", store::HeldReason::word),
            detail: run.detail.clone().unwrap_or_default(),
        })
        .collect();
    let agreements = store.agreements()?;
    let mut uncollected = 0;
    for agreement in &agreements {
        let deliveries = store.deliveries(DeliveriesOf::Agreement(agreement.id))?;
        let waits = |delivery: &&store::Delivery| {
            delivery.published.is_some()
                && delivery.collected_at.is_none()
                && delivery.removed_at.is_none()
        };
        uncollected += deliveries.iter().filter(waits).count();
    }
    Ok(Standing {
        data: installation.folder.display().to_string(),
        soap: installation.config.soap.listen.to_string(),
        sftp: installation.config.sftp.listen.to_string(),
        systems: store.systems()?.len(),
        agreements: agreements.len(),
        persons: store.count_persons()?,
        last_proddto: store.last_applied()?.and_then(|run| run.header).map(|header| header.proddto),
        waiting: pending.len() - held.len(),
        held,
        unfinished: store.applied_runs()?.len(),
        uncollected,
    })
}

impl Standing {
    fn print(&self) -> Result<()> {
        for (name, value) in [
            ("data directory", self.data.clone()),
            ("SOAP", format!("https://{}", self.soap)),
            ("SFTP", self.sftp.clone()),
            ("systems", self.systems.to_string()),
            ("agreements", self.agreements.to_string()),
            ("replica", output::count(self.persons, "person", "persons")),
            ("last extract", or_dash(self.last_proddto)),
            ("not collected", output::count(self.uncollected as u64, "delivery", "deliveries")),
        ] {
            line(&format!("{name:<14} {value}"))?;
        }
        if self.unfinished > 0 {
            let unfinished = output::count(self.unfinished as u64, "extract", "extracts");
            line(&styled(HINT, &format!("{unfinished} not delivered yet")))?;
        }
        for held in &self.held {
            let HeldRun { run, file, reason, detail } = held;
            line(&styled(BAD, &format!("run {run} ({file}) is held: {reason}: {detail}")))?;
        }
        match (self.held.is_empty(), self.waiting) {
            (true, 0) => line(&styled(GOOD, "nothing is held, nothing waits")),
            (_, waiting) => {
                let waiting = output::count(waiting as u64, "extract", "extracts");
                line(&format!("{waiting} waiting"))
            }
        }
    }
}
