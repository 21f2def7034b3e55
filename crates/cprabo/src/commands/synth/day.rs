use anyhow::{Result, bail};
use clap::Args;
use synth::{InjectedFault, Workspace};

use super::population::InFolder;
use crate::exit_status::ExitStatus;
use crate::form_name::{FormName, LineEndName};
use crate::global::Global;
use crate::layouts_folder::LayoutsArg;
use crate::output::{GOOD, HINT, line, styled};

#[derive(Debug, Args)]
pub(crate) struct Day {
    #[command(flatten)]
    folder: InFolder,
    /// How many days
    #[arg(long, value_name = "N", default_value_t = 1)]
    days: u32,
    /// The form of the files from now on; by default, as before
    #[arg(long, value_enum)]
    form: Option<FormName>,
    /// The line end from now on; by default, as before
    #[arg(long, value_enum)]
    line_end: Option<LineEndName>,
    /// A fault in the file: missing, duplicate (the last day's again), torn, counter, bytes or no-001
    #[arg(long, value_name = "FAULT")]
    fault: Option<InjectedFault>,
    #[command(flatten)]
    layouts: LayoutsArg,
}

impl Day {
    pub(crate) fn run(self, global: &Global) -> Result<ExitStatus> {
        if self.fault.is_some() && self.days != 1 {
            bail!("a fault is for one day");
        }
        let layouts = self.layouts.read(global)?;
        let mut workspace = Workspace::open(&self.folder.out)?.with_layouts(layouts);
        workspace.set_form(self.form.map(Into::into), self.line_end.map(Into::into));
        for _ in 0..self.days {
            match workspace.write_next_day(self.fault)? {
                Some(path) => line(&format!("{} {}", styled(GOOD, "written"), path.display()))?,
                None => line(&styled(HINT, &format!("{} is missing", workspace.today())))?,
            }
        }
        Ok(ExitStatus::Done)
    }
}
