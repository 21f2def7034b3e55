use std::path::PathBuf;

use anyhow::{Context as _, Result, bail};
use civil::AgreementUuid;
use clap::{Args, ValueHint};
use serde::Serialize;
use store::{AgreementRow, ImportConflict, ImportEffect};

use super::import_file::{FileRow, RowErrors};
use crate::exit_status::ExitStatus;
use crate::global::Global;
use crate::input::read_text;
use crate::installation::{Installation, operator_context};
use crate::output::{self, note};

#[derive(Debug, Args)]
pub(crate) struct Import {
    /// A list in TOML (a table `agreement` for each) or CSV (a file that ends with .csv); `-` is TOML on standard input
    ///
    /// Keys and columns: agreement, system, authority, combination, opgavenr, valid_from, valid_until, services, user_systems, cvr,
    /// only_chosen (on|off), protected_addresses (given|omitted), state (draft|active, of a new one), authority_name, municipality,
    /// supplier, purpose, law, paragraph, legal_text, contact. What is left out, and an empty cell of a CSV file, stays as it is; `-`, in
    /// TOML also `""`, takes the value away, where an agreement can be without: valid_until, user_systems, cvr, and from
    /// authority_name on.
    #[arg(value_name = "FILE", value_hint = ValueHint::FilePath)]
    file: PathBuf,
    /// Say what would be added and changed, and change nothing
    #[arg(long)]
    dry_run: bool,
}

/// What happened to an agreement.
#[derive(Serialize)]
struct Row {
    agreement: AgreementUuid,
    effect: &'static str,
    changed: Vec<String>,
    problem: Option<String>,
}

impl Import {
    pub(super) fn run(self, installation: &Installation, global: &Global) -> Result<ExitStatus> {
        let text = read_text(&self.file)?;
        let is_csv = self.file.extension().is_some_and(|end| end.eq_ignore_ascii_case("csv"));
        let rows = if is_csv { FileRow::of_csv(&text) } else { FileRow::of_toml(&text) };
        let rows = rows.with_context(|| format!("{} cannot be read", self.file.display()))?;
        let rows = parse(rows)?;
        let context = operator_context("agreement import");
        let effects = installation.app()?.import_agreements(&context, &rows, self.dry_run)?;
        let is_possible = effects.iter().all(Result::is_ok);
        let shown: Vec<Row> =
            rows.iter().zip(effects).map(|(row, effect)| Row::new(row, effect)).collect();
        print(global, &shown)?;
        match (is_possible, self.dry_run) {
            (false, _) => bail!("nothing was changed: correct the rows with a problem"),
            (true, true) => note("a dry run: nothing was changed"),
            (true, false) => {}
        }
        Ok(ExitStatus::Done)
    }
}

/// The rows as they are meant; an error has all wrong ones.
fn parse(rows: Vec<FileRow>) -> Result<Vec<AgreementRow>> {
    let mut wrong = Vec::new();
    let mut parsed = Vec::with_capacity(rows.len());
    for (number, row) in (1..).zip(rows) {
        match row.parse() {
            Ok(row) => parsed.push(row),
            Err(RowErrors(errors)) => {
                wrong.extend(errors.iter().map(|error| format!("agreement {number}: {error}")));
            }
        }
    }
    if wrong.is_empty() { Ok(parsed) } else { bail!("nothing was changed:\n{}", wrong.join("\n")) }
}

impl Row {
    fn new(row: &AgreementRow, effect: Result<ImportEffect, ImportConflict>) -> Self {
        let (effect, changed, problem) = match effect {
            Ok(ImportEffect::Added) => ("added", Vec::new(), None),
            Ok(ImportEffect::Changed(changed)) => ("changed", changed, None),
            Ok(ImportEffect::Unchanged) => ("unchanged", Vec::new(), None),
            Err(conflict) => ("problem", Vec::new(), Some(conflict.to_string())),
        };
        Self { agreement: row.uuid, effect, changed, problem }
    }
}

fn print(global: &Global, rows: &[Row]) -> Result<()> {
    output::list(global.json, rows, ["AGREEMENT", "EFFECT", "WHAT"], |row| {
        let what = row.problem.clone().unwrap_or_else(|| row.changed.join(", "));
        [row.agreement.to_string(), row.effect.to_owned(), what]
    })
}
