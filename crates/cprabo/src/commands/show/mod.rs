//! Prints an extract or a delivery so that a person can read it.

mod json;
mod pager;
mod print;
mod source;
mod text;

use std::collections::BTreeSet;
use std::io::Write;
use std::path::PathBuf;

use anyhow::{Context as _, Result, bail};
use civil::Pnr;
use clap::Args;
use extract::{DayLayouts, PersonReader, PersonRecords, RecordFields, Shown};
use extract_lint::FileFormat;

use self::print::Print;
use self::source::Source;
use crate::exit_status::ExitStatus;
use crate::global::Global;
use crate::layouts_folder::LayoutsArg;
use crate::output::{count, note};
use crate::pnr_argument::{PnrArgument, PnrParser, numbers};

const EXAMPLES: &str = "\
Examples:
  cprabo show d260105.l534902                 all of it, a page at a time
  cprabo show --pnr - d260105.l534902         one person, whose number is asked for
  cprabo show --json d260105.l534902 | jq -r 'select(any(.records[]; .KOMKOD == \"0751\")).pnr'

With --json, one person is one line: {\"pnr\": …, \"records\": [{\"RECORDTYPE\": \"001\", …}, …]}. Fields have the register's \
names; days are 2020-01-31, moments 2020-01-31T12:00, and both are shorter where parts are unknown (1961, 1961-06); codes \
are text with their zeros; blank fields are left out. What the layout does not know is under REST.

What is shown is personal data, and no log says that it was shown.";

#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Show {
    /// An extract or a delivery in any form, or an answer of CPR Direkte PNR (OFF4); - for standard input
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Only the person with this number, which the list of processes and the shell's history show; - asks for it, or
    /// reads it from standard input. May be given several times
    #[arg(long, value_name = "PNR", value_parser = PnrParser)]
    pnr: Vec<PnrArgument>,
    /// Print everything at once on a terminal, too. Otherwise $PAGER shows it, or `less -FRX`
    #[arg(long)]
    no_pager: bool,
    #[command(flatten)]
    layouts: LayoutsArg,
}

impl Show {
    pub(crate) fn run(self, global: &Global) -> Result<ExitStatus> {
        if self.pnr.contains(&PnrArgument::StandardInput) && source::is_standard_input(&self.file) {
            bail!("standard input cannot be both the file and the number: name the file");
        }
        let wanted: BTreeSet<Pnr> = numbers(&self.pnr)?.into_iter().collect();
        let layouts = self.layouts.read(global)?;
        let shown = self.file.display();
        let source = Source::open(&self.file)?;
        let mut persons = PersonReader::new(source.read()?, source.read()?, &layouts)
            .with_context(|| format!("cannot show {shown}"))?;
        let printer = printer(persons.layouts().clone(), global.json);
        let is_paged = !self.no_pager && !global.json;
        let mut exit = ExitStatus::Done;
        let mut foreign = None;
        pager::print(is_paged, &mut |out| {
            if wanted.is_empty() {
                foreign = print_all(out, &mut persons, &*printer)?;
            } else {
                exit = print_some(out, &mut persons, &wanted, &*printer)?;
            }
            Ok(())
        })?;
        if let Some(format) = foreign {
            note(&format!("the fields of this file stand elsewhere: it is a {}", words(format)));
        }
        Ok(exit)
    }
}

/// A format whose fields are not those of U12170-P.
const fn words(format: FileFormat) -> &'static str {
    match format {
        FileFormat::RegistryCopy => "registry copy for authorities",
        _ => "private extract of CPR Direkte",
    }
}

fn printer(layouts: DayLayouts, json: bool) -> Box<dyn Print> {
    if json {
        return Box::new(json::Json { layouts });
    }
    Box::new(text::Text { layouts, has_colours: pager::has_colours() })
}

/// Prints the file as far as it can be read; gives the format that a person's records showed, if it is a foreign one.
fn print_all<R: std::io::Read>(
    out: &mut dyn Write,
    persons: &mut PersonReader<R>,
    printer: &dyn Print,
) -> Result<Option<FileFormat>> {
    let mut foreign = None;
    while let Some(shown) = persons.next()? {
        match shown {
            Shown::Person(person) => {
                printer.person(out, &person)?;
                foreign = foreign.or_else(|| foreign_format(&person, persons.layouts()));
            }
            Shown::File(record) => printer.record(out, &record)?,
            Shown::Stopped(diagnostic) => {
                out.flush()?;
                bail!("reading stopped: {diagnostic}");
            }
        }
    }
    Ok(foreign)
}

fn foreign_format(person: &PersonRecords, layouts: &DayLayouts) -> Option<FileFormat> {
    let shown = |text| FileFormat::shown_by(RecordFields::kind(text)?, text, layouts);
    person.records().filter_map(shown).find(|format| format.is_foreign())
}

/// Prints these persons, and says how many of them are not in the file.
fn print_some<R: std::io::Read>(
    out: &mut dyn Write,
    persons: &mut PersonReader<R>,
    wanted: &BTreeSet<Pnr>,
    printer: &dyn Print,
) -> Result<ExitStatus> {
    let found = persons.of(wanted)?;
    found.iter().try_for_each(|person| printer.person(out, person))?;
    out.flush()?;
    let missing = wanted.len() - found.len();
    if missing == 0 {
        return Ok(ExitStatus::Done);
    }
    let persons = count(missing as u64, "number has", "numbers have");
    note(&format!("{persons} no records in the file"));
    Ok(ExitStatus::Failed)
}
