use std::path::PathBuf;

use anyhow::{Context as _, Result};
use clap::Args;
use clock::working_day_after;
use extract::Extract;
use indicatif::ProgressBar;
use serde::Serialize;
use synth::{Workspace, facts, picture};

use super::population::InFolder;
use crate::exit_status::ExitStatus;
use crate::global::Global;
use crate::output::{self, line};

#[derive(Debug, Args)]
pub(crate) struct Census {
    #[command(flatten)]
    folder: InFolder,
    /// Working days whose events are counted; they are computed for it and not kept
    #[arg(long, value_name = "N", default_value_t = 250)]
    days: u32,
    /// Draw a picture, as SVG
    #[arg(long, value_name = "FILE")]
    svg: Option<PathBuf>,
}

/// A figure with that of Denmark, in per cent.
#[derive(Serialize)]
struct Row {
    what: String,
    synthetic: f64,
    denmark: f64,
}

impl Census {
    pub(crate) fn run(self, global: &Global) -> Result<ExitStatus> {
        let workspace = Workspace::open(&self.folder.out)?;
        let census = count(&workspace, self.days)?;
        if let Some(path) = &self.svg {
            std::fs::write(path, picture(&census))
                .with_context(|| format!("cannot write {}", path.display()))?;
        }
        let rows = rows(&census);
        let figure = |value: f64| format!("{value:.1}");
        output::list(global.json, &rows, ["PER CENT", "SYNTHETIC", "DENMARK"], |row| {
            [row.what.clone(), figure(row.synthetic), figure(row.denmark)]
        })?;
        if let Some(path) = self.svg.filter(|_| !global.json) {
            line(&format!("drawn: {}", path.display()))?;
        }
        Ok(ExitStatus::Done)
    }
}

/// Counts the population as it is today, and the days after it.
fn count(workspace: &Workspace, days: u32) -> Result<synth::Census> {
    let (denmark, form) = (workspace.population(), workspace.form());
    let mut file = Vec::new();
    denmark.everyone(workspace.today(), form, |bytes, _| {
        file.extend_from_slice(bytes);
        anyhow::Ok(())
    })?;
    let mut census = synth::Census::of(&Extract::parse(&file)?, &file);
    drop(file);
    let bar = ProgressBar::new(days.into());
    let mut day = workspace.today();
    for _ in 0..days {
        day = working_day_after(day);
        census.add_day(&denmark.day(day, form));
        bar.inc(1);
    }
    bar.finish_and_clear();
    Ok(census)
}

fn rows(census: &synth::Census) -> Vec<Row> {
    let mut rows = Vec::new();
    let mut row = |what: String, synthetic, denmark| rows.push(Row { what, synthetic, denmark });
    for (from, to, share) in facts::AGES {
        row(format!("residents of {from} to {to} years"), census.aged(from, to), share);
    }
    for (size, share) in facts::HOUSEHOLDS.into_iter().enumerate() {
        let more = if size == 4 { " or more" } else { "" };
        row(format!("households of {}{more}", size + 1), census.households()[size], share);
    }
    let names = ["residents who move in a year", "births in a year", "deaths in a year"];
    for (number, name) in names.into_iter().enumerate() {
        row(name.to_owned(), census.yearly()[number], facts::YEARLY[number]);
    }
    for (code, share) in facts::municipalities() {
        row(format!("residents in {code}"), census.living_in(code), share);
    }
    rows
}
