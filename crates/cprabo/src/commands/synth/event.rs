use anyhow::Result;
use civil::{EventCode, Pnr};
use clap::Args;
use jiff::civil::Date;
use synth::{Story, Workspace};

use super::population::InFolder;
use crate::exit_status::ExitStatus;
use crate::output::{GOOD, line, styled};

/// `A01` moves, `A06` emigrates, `A21` dies, `A20` marries, `A22` is divorced, `P40` gives birth, `A13` takes a
/// name, `A33` is protected or no longer, `P03` gets another number, `A09` has the address corrected, and more
#[derive(Debug, Args)]
pub(crate) struct Event {
    #[command(flatten)]
    folder: InFolder,
    /// The person: an invented number that is valid then
    #[arg(long, value_name = "PNR", value_parser = invented)]
    pnr: Pnr,
    /// The event, by the code of its main event
    #[arg(long, value_name = "A21")]
    event: EventCode,
    /// The day of the extract; by default, the next
    #[arg(long, value_name = "YYYY-MM-DD")]
    day: Option<Date>,
}

/// Invented numbers may have a month of 41 to 52.
pub(crate) fn invented(text: &str) -> Result<Pnr, &'static str> {
    Pnr::from_register(text.as_bytes()).ok_or("a PNR is ten digits")
}

impl Event {
    pub(crate) fn run(self) -> Result<ExitStatus> {
        let mut workspace = Workspace::open(&self.folder.out)?;
        let day = self.day.unwrap_or_else(|| workspace.next_day());
        workspace.add_story(Story { day, pnr: self.pnr, event: self.event })?;
        let text = format!("{} {} in the extract of {day}", styled(GOOD, "ordered"), self.event);
        line(&text)?;
        Ok(ExitStatus::Done)
    }
}
