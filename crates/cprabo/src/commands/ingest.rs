use std::path::PathBuf;

use anyhow::Result;
use clap::Args;
use store::{DeliveriesOf, Run, RunId, RunState};

use super::runs;
use crate::cli::Global;
use crate::exit::Exit;
use crate::installation::Installation;
use crate::output::{self, BAD, GOOD, HINT, line, styled};
use crate::progress::Bar;

#[derive(Debug, Args)]
pub(crate) struct Ingest {
    /// The extracts, in any order: the chain of PRODDTO decides which goes first
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
}

impl Ingest {
    pub(crate) fn run(self, installation: &Installation, global: &Global) -> Result<Exit> {
        let pipeline = installation.pipeline()?;
        let mut runs = Vec::new();
        let mut failed = false;
        for file in &self.files {
            match pipeline.ingest(file, &Bar::new()) {
                Ok(run) => runs.push(run.id),
                Err(error) => {
                    failed = true;
                    output::error(&error.into());
                }
            }
        }
        let exit = report(installation, global, &runs)?;
        Ok(if failed { Exit::Failed } else { exit })
    }
}

/// Tells where runs stand, and gives the exit status that says the same.
pub(super) fn report(installation: &Installation, global: &Global, ids: &[RunId]) -> Result<Exit> {
    let mut found = Vec::new();
    for &id in ids {
        found.extend(installation.store.run(id)?);
    }
    let waits = found.iter().any(|run| run.state.is_pending());
    if global.json {
        let rows: Vec<runs::Row> = found.into_iter().map(runs::row).collect();
        output::json(&rows)?;
    } else {
        found.iter().try_for_each(|run| tell(installation, run))?;
    }
    Ok(if waits { Exit::Held } else { Exit::Done })
}

fn tell(installation: &Installation, run: &Run) -> Result<()> {
    let Run { id, file_name, persons, .. } = run;
    let head = |style, word: &str| format!("{file_name}: run {id} {}", styled(style, word));
    match run.state {
        RunState::Done | RunState::Applied => {
            let deliveries = installation.store.deliveries(DeliveriesOf::Run(*id))?.len() as u64;
            let deliveries = output::count(deliveries, "delivery", "deliveries");
            let persons = output::count(*persons, "person", "persons");
            line(&format!("{}, {persons} changed, {deliveries}", head(GOOD, "done")))
        }
        RunState::Rejected => line(&head(BAD, "rejected")),
        RunState::Held => {
            let reason = run.held.map_or("", store::HeldReason::word);
            let detail = run.detail.as_deref().unwrap_or_default();
            line(&format!("{}: {reason}: {detail}", head(BAD, "held")))?;
            let hint = format!("  cprabo release {id}   or   cprabo reject {id}");
            line(&styled(HINT, &hint))
        }
        RunState::Seen | RunState::Released => {
            let held = blocking_run(installation)?;
            line(&format!("{} behind {held}", head(HINT, "waits")))
        }
    }
}

/// The held run for which the others wait.
fn blocking_run(installation: &Installation) -> Result<String> {
    let pending = installation.store.pending_runs()?;
    let held = pending.iter().find(|run| run.state == RunState::Held);
    Ok(match held {
        Some(run) => {
            let reason = run.held.map_or("", store::HeldReason::word);
            format!("run {} ({}), held: {reason}", run.id, run.file_name)
        }
        None => "another run".to_owned(),
    })
}
