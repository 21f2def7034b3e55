use std::io::Read as _;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};
use civil::{AgeRange, AgreementUuid, EventCode, MunicipalityCode, Pnr};
use clap::{Args, Subcommand};
use filters::{Difference, FilterSet, parse_listing};
use serde::Serialize;
use store::FilterEdit;

use crate::cli::Global;
use crate::exit::Exit;
use crate::installation::{Installation, operator, read_text};
use crate::output::{self, BAD, FAINT, GOOD, line, styled};

#[derive(Debug, Subcommand)]
pub(crate) enum Filter {
    /// List the filters in force
    List(Of),
    /// Put filters in
    Add(Some),
    /// Take filters out
    Remove(Some),
    /// Make the filters those of a file, in one transaction, and say what changed
    Import(OfFile),
    /// Write the filters as `import` reads them
    Export(Of),
    /// Say what `import` would change
    Diff(OfFile),
}

#[derive(Debug, Args)]
pub(crate) struct Of {
    /// ServiceAgreementUUID
    #[arg(long, value_name = "UUID")]
    agreement: AgreementUuid,
}

#[derive(Debug, Args)]
pub(crate) struct Some {
    #[command(flatten)]
    of: Of,
    /// A person's number; each of these can be given several times
    #[arg(long, value_name = "PNR")]
    pnr: Vec<Pnr>,
    /// A municipality code
    #[arg(long, value_name = "0751")]
    municipality: Vec<MunicipalityCode>,
    /// An age range, both ends included
    #[arg(long, value_name = "0-17")]
    age: Vec<AgeRange>,
    /// An event code
    #[arg(long, value_name = "A01")]
    event: Vec<EventCode>,
    /// Everyone
    #[arg(long)]
    no_filter: bool,
}

#[derive(Debug, Args)]
pub(crate) struct OfFile {
    #[command(flatten)]
    of: Of,
    /// A line each: `pnr 0101701234`, `municipality 0751`, `age 0-17`, `event A01`, `no-filter`;
    /// `#` comments. `-` is standard input
    file: PathBuf,
}

impl Filter {
    pub(crate) fn run(self, installation: &Installation, global: &Global) -> Result<Exit> {
        match self {
            Self::List(of) => list(installation, global, &of),
            Self::Add(some) => some.edit(installation, global, FilterEdit::Add),
            Self::Remove(some) => some.edit(installation, global, FilterEdit::Remove),
            Self::Import(of_file) => of_file.import(installation, global),
            Self::Export(of) => export(installation, &of),
            Self::Diff(of_file) => of_file.diff(installation, global),
        }
    }
}

impl Of {
    fn set(&self, installation: &Installation) -> Result<FilterSet> {
        Ok(installation.store.filters(installation.agreement(self.agreement)?.id)?)
    }

    fn edit(&self, installation: &Installation, edit: &FilterEdit) -> Result<Difference> {
        let agreement = installation.agreement(self.agreement)?.id;
        let now = installation.clock.now();
        let edited = installation.store.edit_filters(agreement, edit, &operator(), now)?;
        Ok(Difference { added: edited.added, removed: edited.removed })
    }
}

impl Some {
    fn edit(
        self,
        installation: &Installation,
        global: &Global,
        edit: impl Fn(Vec<filters::Filter>) -> FilterEdit,
    ) -> Result<Exit> {
        use filters::Filter;
        let filters: Vec<Filter> = (self.pnr.iter().copied().map(Filter::Pnr))
            .chain(self.municipality.iter().copied().map(Filter::Municipality))
            .chain(self.age.iter().copied().map(Filter::Age))
            .chain(self.event.iter().copied().map(Filter::Event))
            .chain(self.no_filter.then_some(Filter::NoFilter))
            .collect();
        if filters.is_empty() {
            bail!("name at least one filter: --pnr, --municipality, --age, --event or --no-filter");
        }
        let asked = filters.len();
        let difference = self.of.edit(installation, &edit(filters))?;
        let changed = difference.added.len() + difference.removed.len();
        tell(global, &difference)?;
        if changed < asked && !global.json {
            line(&styled(FAINT, &format!("{} as it was already", asked - changed)))?;
        }
        Ok(Exit::Done)
    }
}

impl OfFile {
    fn import(self, installation: &Installation, global: &Global) -> Result<Exit> {
        let set = read_listing(&self.file)?;
        let difference = self.of.edit(installation, &FilterEdit::Set(set))?;
        tell(global, &difference)?;
        Ok(Exit::Done)
    }

    fn diff(self, installation: &Installation, global: &Global) -> Result<Exit> {
        let set = read_listing(&self.file)?;
        tell(global, &self.of.set(installation)?.difference(&set))?;
        Ok(Exit::Done)
    }
}

/// A filter in a list.
#[derive(Serialize)]
struct Row {
    kind: &'static str,
    value: Option<String>,
}

fn row(filter: filters::Filter) -> Row {
    let line = filter.line();
    let value = line.split_once(' ').map(|(_, value)| value.to_owned());
    Row { kind: filter.kind().word(), value }
}

fn list(installation: &Installation, global: &Global, of: &Of) -> Result<Exit> {
    let rows: Vec<Row> = of.set(installation)?.iter().map(row).collect();
    let columns = |row: &Row| [row.kind.to_owned(), output::or_dash(row.value.as_ref())];
    output::list(global.json, &rows, ["KIND", "VALUE"], columns)?;
    Ok(Exit::Done)
}

fn export(installation: &Installation, of: &Of) -> Result<Exit> {
    let set = of.set(installation)?;
    line(&format!("# {} filters of agreement {}", set.len(), of.agreement))?;
    let text: Vec<String> = set.iter().map(|filter| filter.line()).collect();
    if !text.is_empty() {
        line(&text.join("\n"))?;
    }
    Ok(Exit::Done)
}

fn read_listing(path: &Path) -> Result<FilterSet> {
    let text = if path == Path::new("-") {
        let mut text = String::new();
        std::io::stdin().read_to_string(&mut text).context("cannot read standard input")?;
        text
    } else {
        read_text(path)?
    };
    parse_listing(&text).with_context(|| format!("{}: nothing was changed", path.display()))
}

/// Says what changed, or would.
fn tell(global: &Global, difference: &Difference) -> Result<()> {
    #[derive(Serialize)]
    struct Changes {
        added: Vec<Row>,
        removed: Vec<Row>,
    }
    let Difference { added, removed } = difference;
    if global.json {
        let rows = |filters: &[filters::Filter]| filters.iter().copied().map(row).collect();
        return output::json(&Changes { added: rows(added), removed: rows(removed) });
    }
    for filter in removed {
        line(&styled(BAD, &format!("- {}", filter.line())))?;
    }
    for filter in added {
        line(&styled(GOOD, &format!("+ {}", filter.line())))?;
    }
    line(&format!("{} added, {} removed", added.len(), removed.len()))
}
