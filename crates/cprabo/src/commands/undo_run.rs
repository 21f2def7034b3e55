use std::time::Duration;

use anyhow::Result;
use clap::Args;
use jiff::civil::Date;
use serde::Serialize;
use store::{RunId, Undone};

use crate::exit_status::ExitStatus;
use crate::global::Global;
use crate::installation::{Installation, files, operator_context};
use crate::output::{self, GOOD, count, line, styled};
use crate::progress::Bar;
use crate::serve_lock;

#[derive(Debug, Args)]
pub(crate) struct UndoRun {
    /// The run, as `cprabo runs` numbers it: the last one that was applied. While a server runs, all systems are
    /// suspended for some seconds
    run: RunId,
}

/// How long sessions take to end, and to have recorded what they fetched, once their systems are suspended.
const QUIET: Duration = Duration::from_secs(4);

/// What was undone.
#[derive(Serialize)]
struct Shown {
    run: i64,
    persons_restored: u64,
    persons_removed: u64,
    filters_taken_back: u64,
    withdrawn: Vec<Withdrawn>,
    loads_called_off: Vec<CalledOff>,
    last_run: Option<i64>,
    last_proddto: Option<Date>,
}

#[derive(Serialize)]
struct Withdrawn {
    sftp_user: String,
    deliveries: u64,
}

#[derive(Serialize)]
struct CalledOff {
    load: i64,
    agreement: String,
}

impl UndoRun {
    pub(crate) fn run(self, installation: &Installation, global: &Global) -> Result<ExitStatus> {
        let lock = installation.folder.join(files::SERVE_LOCK);
        let quiet = if serve_lock::running(&lock)?.is_some() { QUIET } else { Duration::ZERO };
        let context = operator_context("undo run");
        let (undone, last) =
            installation.app()?.undo_run(&context, self.run, quiet, &Bar::new())?;
        let shown = Shown {
            last_run: last.as_ref().map(|run| run.id.number()),
            last_proddto: last.and_then(|run| run.header).map(|header| header.proddto),
            ..shown(self.run, undone)
        };
        if global.json {
            output::json(&shown)?;
        } else {
            shown.print()?;
        }
        Ok(ExitStatus::Done)
    }
}

fn shown(run: RunId, undone: Undone) -> Shown {
    let Undone { restored, removed, follows, withdrawn, loads } = undone;
    Shown {
        run: run.number(),
        persons_restored: restored,
        persons_removed: removed,
        filters_taken_back: follows,
        withdrawn: withdrawn
            .into_iter()
            .map(|(user, deliveries)| Withdrawn { sftp_user: user.to_string(), deliveries })
            .collect(),
        loads_called_off: loads
            .into_iter()
            .map(|(load, uuid)| CalledOff { load: load.number(), agreement: uuid.to_string() })
            .collect(),
        last_run: None,
        last_proddto: None,
    }
}

impl Shown {
    fn print(&self) -> Result<()> {
        line(&format!("run {} {}", self.run, styled(GOOD, "undone")))?;
        let restored = count(self.persons_restored, "person", "persons");
        line(&format!("  replica      {restored} as before, {} gone", self.persons_removed))?;
        let filters = count(self.filters_taken_back, "number", "numbers");
        line(&format!("  filters      {filters} that had followed are taken out"))?;
        for Withdrawn { sftp_user, deliveries } in &self.withdrawn {
            let files = count(*deliveries, "delivery", "deliveries");
            line(&format!("  withdrawn    {files} of {sftp_user}, which nobody had fetched"))?;
        }
        for CalledOff { load, agreement } in &self.loads_called_off {
            line(&format!(
                "  load {load:<7} of agreement {agreement} is cancelled: order it again"
            ))?;
        }
        match (self.last_run, self.last_proddto) {
            (Some(run), Some(proddto)) => {
                line(&format!("  last extract is run {run}, PRODDTO {proddto}"))
            }
            _ => line("  no extract is in the replica now"),
        }
    }
}
