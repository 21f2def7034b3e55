use std::path::PathBuf;
use std::time::Duration;

use anyhow::Result;
use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};
use serde::Serialize;
use store::{LedgerFinding, LedgerRemovals, LedgerStep};

use crate::exit_status::ExitStatus;
use crate::global::Global;
use crate::input::read_text;
use crate::installation::{Installation, operator_context};
use crate::output::{self, BAD, GOOD, line, styled};

#[derive(Debug, Args)]
pub(crate) struct Verify {
    /// Checkpoints that were kept elsewhere, one a line: they show a cut tail and an older copy, too
    #[arg(long, value_name = "FILE")]
    checkpoint: Option<PathBuf>,
}

/// For programs.
#[derive(Serialize)]
struct Answer {
    sound: bool,
    /// The number of entries.
    entries: u64,
    /// What it says was taken out; null when that cannot be read.
    removals: Option<Removals>,
    found: Vec<Row>,
}

/// Reductions and withdrawals, and how many entries they name.
#[derive(Serialize)]
struct Removals {
    reductions: u64,
    reduced_entries: u64,
    persons_taken_out: u64,
    withdrawals: u64,
    withdrawn_entries: u64,
}

impl From<LedgerRemovals> for Removals {
    fn from(removals: LedgerRemovals) -> Self {
        let LedgerRemovals { reductions, reduced, taken_out, withdrawals, withdrawn } = removals;
        Self {
            reductions,
            reduced_entries: reduced,
            persons_taken_out: taken_out,
            withdrawals,
            withdrawn_entries: withdrawn,
        }
    }
}

/// Something that is wrong.
#[derive(Serialize)]
struct Row {
    kind: &'static str,
    entry: Option<u64>,
    what: String,
}

impl From<&LedgerFinding> for Row {
    fn from(finding: &LedgerFinding) -> Self {
        Self { kind: finding.kind(), entry: finding.entry(), what: finding.to_string() }
    }
}

impl Verify {
    pub(crate) fn run(self, installation: &Installation, global: &Global) -> Result<ExitStatus> {
        let checkpoints = self.checkpoint.as_deref().map(read_text).transpose()?;
        let app = installation.app()?;
        let bar = bar();
        let mut entries = 0;
        let found = app.verify_ledger(
            &operator_context("ledger"),
            checkpoints.as_deref().unwrap_or_default(),
            &mut |step| {
                if let LedgerStep::Entries(done, of) = step {
                    bar.set_length(of);
                    bar.set_position(done);
                }
                Ok(())
            },
        )?;
        bar.finish_and_clear();
        if let Ok(head) = installation.store.ledger_head(installation.clock.now()) {
            entries = head.number;
        }
        let removals = installation.store.ledger_removals().ok();
        report(global, entries, removals, &found)
    }
}

fn report(
    global: &Global,
    entries: u64,
    removals: Option<LedgerRemovals>,
    found: &[LedgerFinding],
) -> Result<ExitStatus> {
    let sound = found.is_empty();
    if global.json {
        let found = found.iter().map(Row::from).collect();
        let removals = removals.map(Removals::from);
        output::json(&Answer { sound, entries, removals, found })?;
    } else {
        for finding in found {
            line(&format!("{} {finding}", styled(BAD, "wrong")))?;
        }
        if let Some(removals) = removals.filter(|it| it.reductions + it.withdrawals > 0) {
            line(&taken_out(removals))?;
        }
        let entries = output::count(entries, "entry", "entries");
        let verdict = match sound {
            true => format!("{} ({entries})", styled(GOOD, "the ledger is as it was written")),
            false => format!(
                "{} ({entries}). Keep a copy of the database before anything else; docs/operating.md says what to do",
                styled(BAD, "the ledger is not as it was written")
            ),
        };
        line(&verdict)?;
    }
    Ok(if sound { ExitStatus::Done } else { ExitStatus::Held })
}

/// For the operator, who knows which of them were ordered.
fn taken_out(removals: LedgerRemovals) -> String {
    let LedgerRemovals { reductions, reduced, taken_out, withdrawals, withdrawn } = removals;
    let of = |entries| output::count(entries, "entry", "entries");
    format!(
        "{} of {} and of single persons in {}; {} of {}",
        output::count(reductions, "reduction", "reductions"),
        of(reduced),
        of(taken_out),
        output::count(withdrawals, "withdrawal", "withdrawals"),
        of(withdrawn),
    )
}

fn bar() -> ProgressBar {
    let bar = ProgressBar::new_spinner();
    bar.enable_steady_tick(Duration::from_millis(100));
    if let Ok(style) = ProgressStyle::with_template("{spinner} entries {bar:30} {pos}/{len}") {
        bar.set_style(style);
    }
    bar
}
