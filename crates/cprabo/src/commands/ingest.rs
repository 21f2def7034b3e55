use std::path::PathBuf;

use anyhow::Result;
use clap::Args;
use store::{DeliveryHold, DeliveryProblem, Run, RunState};

use super::runs;
use crate::exit_status::ExitStatus;
use crate::global::Global;
use crate::installation::Installation;
use crate::output::{self, BAD, FAINT, GOOD, HINT, line, local, styled};
use crate::progress::Bar;

#[derive(Debug, Args)]
pub(crate) struct Ingest {
    /// The extracts, in any order: the chain of PRODDTO decides which goes first
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
}

impl Ingest {
    pub(crate) fn run(self, installation: &Installation, global: &Global) -> Result<ExitStatus> {
        let outcomes = installation.pipeline()?.ingest(&self.files, &Bar::new())?;
        let mut runs = Vec::new();
        let mut failed = false;
        for outcome in outcomes {
            match outcome {
                Ok(run) => runs.push(run),
                Err(error) => {
                    failed = true;
                    output::error(error.into());
                }
            }
        }
        let exit = report(installation, global, &runs)?;
        Ok(if failed { ExitStatus::Failed } else { exit })
    }
}

/// Prints the states of runs, and returns the exit status that says the same.
pub(super) fn report(
    installation: &Installation,
    global: &Global,
    runs: &[Run],
) -> Result<ExitStatus> {
    if global.json {
        let rows: Vec<runs::Row> = runs.iter().cloned().map(runs::row).collect();
        output::json(&rows)?;
    } else {
        runs.iter().try_for_each(|run| report_run(installation, global, run))?;
    }
    let is_done = runs
        .iter()
        .all(|run| matches!(run.state, RunState::Done | RunState::Rejected | RunState::Undone));
    Ok(if is_done { ExitStatus::Done } else { ExitStatus::Held })
}

fn report_run(installation: &Installation, global: &Global, run: &Run) -> Result<()> {
    let Run { id, file_name, persons, .. } = run;
    let head = |style, word: &str| format!("{file_name}: run {id} {}", styled(style, word));
    match (run.state, &run.held) {
        (RunState::Undone, _) => line(&head(BAD, "undone")),
        (RunState::Rejected, _) => line(&head(BAD, "rejected")),
        (_, Some(held)) => {
            line(&format!("{}: {}: {}", head(BAD, "held"), held.reason.as_str(), held.detail))?;
            hint(&global.command(&format!("runs {id}")), "what was found in the file")?;
            if held.releasable {
                hint(
                    &global.command(&format!("release {id}")),
                    "it is processed despite the reason",
                )?;
            }
            hint(&global.command(&format!("reject {id}")), "it does not count")
        }
        (RunState::Seen | RunState::Held, None) => {
            line(&format!("{} behind {}", head(HINT, "waits"), first_in_line(installation)?))
        }
        (RunState::Applied, None) => {
            line(&format!(
                "{}, {persons} persons changed",
                head(HINT, "not delivered to everyone")
            ))?;
            let problems = installation.store.problems()?;
            problems.iter().filter(|problem| problem.run <= *id).try_for_each(print_problem)?;
            let held = installation.store.held_deliveries(installation.clock.now())?;
            held.iter().filter(|held| held.run <= *id).try_for_each(|held| print_held(global, held))
        }
        (RunState::Done, None) => {
            let deliveries = installation.store.count_deliveries(*id)?;
            let deliveries = output::count(deliveries, "delivery", "deliveries");
            let persons = output::count(*persons, "person", "persons");
            line(&format!("{}, {persons} changed, {deliveries}", head(GOOD, "done")))?;
            match run.findings.len() as u64 {
                0 => Ok(()),
                findings => {
                    let findings = output::count(findings, "finding", "findings");
                    hint(&global.command(&format!("runs {id}")), &findings)
                }
            }
        }
    }
}

/// The account that did not get the run, because of the run or an earlier one.
fn print_problem(problem: &DeliveryProblem) -> Result<()> {
    let DeliveryProblem { sftp_user, agreement, what, .. } = problem;
    line(&format!("  {sftp_user} (agreement {agreement}): {what}"))
}

/// The account for which the run, or an earlier one, is held.
fn print_held(global: &Global, held: &DeliveryHold) -> Result<()> {
    let DeliveryHold { pair, persons, usual, .. } = held;
    let (user, agreement) = (&pair.sftp_user, pair.agreement);
    line(&format!("  {user} (agreement {agreement}): held, {persons} persons, usual are {usual}"))?;
    hint(
        &global.command(&format!("delivery release --agreement {agreement}")),
        &format!("it is delivered; else {}", local(held.held_until)),
    )
}

fn hint(command: &str, what: &str) -> Result<()> {
    line(&format!("  {command}  {}", styled(FAINT, &format!("# {what}"))))
}

/// The run for which the others wait.
fn first_in_line(installation: &Installation) -> Result<String> {
    let pending = installation.store.pending_runs()?;
    let Some(run) = pending.first() else { return Ok("another run".to_owned()) };
    let held =
        run.held.as_ref().map_or(String::new(), |held| format!(", held: {}", held.reason.as_str()));
    Ok(format!("run {} ({}){held}", run.id, run.file_name))
}
