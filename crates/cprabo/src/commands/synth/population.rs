use std::path::PathBuf;
use std::time::Instant;

use anyhow::Result;
use clap::Args;
use indicatif::{HumanBytes, HumanCount, ProgressBar, ProgressStyle};
use jiff::civil::Date;
use synth::{NumberSeries, Plan, Workspace};

use crate::exit_status::ExitStatus;
use crate::form_name::{FormName, LineEndName, StandardAddressName};
use crate::global::Global;
use crate::layouts_folder::LayoutsArg;
use crate::output::{FAINT, GOOD, line, styled};

#[derive(Debug, Args)]
pub(crate) struct WritePopulation {
    #[command(flatten)]
    folder: InFolder,
    #[command(flatten)]
    who: PopulationArgs,
    /// The form of the files
    #[arg(long, value_enum, default_value_t = FormName::Padded)]
    form: FormName,
    /// What ends a line
    #[arg(long, value_enum, default_value_t = LineEndName::Lf)]
    line_end: LineEndName,
    #[command(flatten)]
    layouts: LayoutsArg,
}

/// Where a Denmark is kept.
#[derive(Debug, Args)]
pub(super) struct InFolder {
    /// The folder with `denmark.toml` and the extracts
    #[arg(long, value_name = "DIR")]
    pub(super) out: PathBuf,
}

/// Which Denmark.
#[derive(Debug, Args)]
pub(crate) struct PopulationArgs {
    /// Numbers at the beginning: of residents, of the dead and those who left, and former ones
    #[arg(long, value_name = "N", default_value_t = 10_000)]
    pub(crate) persons: u64,
    /// Selects one of the possible populations: the same seed gives the same bytes
    #[arg(long, value_name = "S", default_value_t = 1)]
    pub(crate) seed: u64,
    /// The series of numbers: past (1858 to 1899, whose owners are dead), future (2037 to 2057), or month (past with 40
    /// added to the month, which is not a date)
    #[arg(long, value_name = "past|future|month", default_value_t = NumberSeries::Past)]
    pub(crate) numbers: NumberSeries,
    /// The day of the population, a working day
    #[arg(long, value_name = "YYYY-MM-DD", default_value_t = Plan::FIRST_DAY)]
    pub(crate) first_day: Date,
    /// The frequency of events, in per cent of that in Denmark
    #[arg(long, value_name = "PERCENT", default_value_t = 100)]
    pub(crate) pace: u32,
    /// How standard addresses are written
    #[arg(long, value_enum, default_value_t = StandardAddressName::Dar)]
    pub(crate) standard_address: StandardAddressName,
}

impl PopulationArgs {
    pub(crate) fn plan(&self) -> Plan {
        let Self { persons, seed, numbers, first_day, pace, standard_address } = *self;
        let standard_address = standard_address.into();
        Plan { numbers, first_day, pace, standard_address, ..Plan::new(seed, persons) }
    }
}

impl WritePopulation {
    pub(crate) fn run(self, global: &Global) -> Result<ExitStatus> {
        let layouts = self.layouts.read(global)?;
        let workspace = Workspace::create(
            &self.folder.out,
            self.who.plan(),
            self.form.into(),
            self.line_end.into(),
        )?
        .with_layouts(layouts);
        let start = Instant::now();
        let (path, length) = write_everyone(&workspace)?;
        workspace.save()?;
        let seconds = start.elapsed().as_secs_f64();
        #[expect(clippy::cast_precision_loss, reason = "for people")]
        let rate = length as f64 / seconds / 1e6;
        line(&format!("{} {}", styled(GOOD, "written"), path.display()))?;
        let persons = HumanCount(self.who.persons);
        let text = format!("  {persons} persons, {}, {rate:.0} MB/s", HumanBytes(length));
        line(&styled(FAINT, &text))?;
        Ok(ExitStatus::Done)
    }
}

/// Writes everyone, with a progress bar on a terminal.
fn write_everyone(workspace: &Workspace) -> Result<(PathBuf, u64)> {
    let bar = writing_bar(workspace.population().plan().persons);
    let written = workspace.write_everyone(|persons| bar.set_position(persons));
    bar.finish_and_clear();
    Ok(written?)
}

/// A progress bar for writing so many persons; indicatif shows nothing when standard error is not a terminal.
pub(crate) fn writing_bar(persons: u64) -> ProgressBar {
    let bar = ProgressBar::new(persons);
    if let Ok(style) =
        ProgressStyle::with_template("{bar:30} {human_pos} of {human_len} persons, {eta} left")
    {
        bar.set_style(style);
    }
    bar
}
