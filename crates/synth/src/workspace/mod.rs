mod error;
mod form;

use std::fs::File;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use clock::working_day_after;
use extract::{Form, Layouts};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::{InjectedFault, Plan, Population, Story};

pub use error::WorkspaceError;
pub use form::{LineEnd, RecordForm};

const READ: &str = "cannot read";
const WRITE: &str = "cannot write";

/// A population in a folder: its plan, its current day, and the files of its extracts.
#[derive(Debug)]
pub struct Workspace {
    folder: PathBuf,
    population: Population,
    state: State,
}

/// The data stored beside the plan.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct State {
    /// The day of the last extract that was made.
    today: Date,
    form: RecordForm,
    line_end: LineEnd,
    plan: Plan,
}

impl Workspace {
    /// The file of the plan and the state.
    pub const FILE: &str = "denmark.toml";

    /// A new population in a folder, which is created if missing.
    pub fn create(
        folder: &Path,
        plan: Plan,
        form: RecordForm,
        line_end: LineEnd,
    ) -> Result<Self, WorkspaceError> {
        std::fs::create_dir_all(folder).map_err(WorkspaceError::file("cannot make", folder))?;
        if folder.join(Self::FILE).exists() {
            return Err(WorkspaceError::AlreadyExists(folder.to_owned()));
        }
        let state = State { today: plan.first_day, form, line_end, plan: plan.clone() };
        Ok(Self { folder: folder.to_owned(), population: Population::new(plan)?, state })
    }

    /// The population that is kept in a folder.
    pub fn open(folder: &Path) -> Result<Self, WorkspaceError> {
        let path = folder.join(Self::FILE);
        let text = std::fs::read_to_string(&path)
            .map_err(|source| WorkspaceError::NotFound { folder: folder.to_owned(), source })?;
        let state: State = toml::from_str(&text).map_err(|source| WorkspaceError::Unreadable {
            path: path.clone(),
            source: Box::new(source),
        })?;
        let population = Population::new(state.plan.clone())
            .map_err(|source| WorkspaceError::UnusablePlan { path, source })?;
        Ok(Self { folder: folder.to_owned(), population, state })
    }

    /// The same with additions to the record layout. They are no part of the plan: the same plan gives the same bytes
    /// only with the same additions.
    #[must_use]
    pub fn with_layouts(self, layouts: Layouts) -> Self {
        Self { population: self.population.with_layouts(layouts), ..self }
    }

    /// The population itself.
    pub const fn population(&self) -> &Population {
        &self.population
    }

    /// The day of the last extract.
    pub const fn today(&self) -> Date {
        self.state.today
    }

    /// The day of the next extract.
    pub fn next_day(&self) -> Date {
        working_day_after(self.state.today)
    }

    /// Sets the form of the files written from now on; `None` leaves it.
    pub fn set_form(&mut self, form: Option<RecordForm>, line_end: Option<LineEnd>) {
        self.state.form = form.unwrap_or(self.state.form);
        self.state.line_end = line_end.unwrap_or(self.state.line_end);
    }

    /// The form of the files that are written.
    pub const fn form(&self) -> Form {
        self.state.form.with(self.state.line_end)
    }

    /// Writes the plan and the state, whole or not at all.
    pub fn save(&self) -> Result<(), WorkspaceError> {
        let state = State { plan: self.population.plan().clone(), ..self.state.clone() };
        let text = format!(
            "# A synthetic Denmark. The same plan gives the same persons and days, to the byte.\n{}",
            toml::to_string(&state)?
        );
        let write = |file: &mut File| file.write_all(text.as_bytes());
        write_whole(&self.folder.join(Self::FILE), write)
    }

    /// Writes everyone as on the last extract's day. Returns the file and its length in bytes; `progress` is called
    /// with the number of persons written.
    pub fn write_everyone(&self, progress: impl Fn(u64)) -> Result<(PathBuf, u64), WorkspaceError> {
        let path = self.path(self.state.today);
        let mut length = 0;
        write_whole(&path, |file| {
            let put = |bytes: &[u8], persons| {
                progress(persons);
                length += bytes.len() as u64;
                file.write_all(bytes)
            };
            self.population.everyone(self.state.today, self.form(), put)
        })?;
        Ok((path, length))
    }

    /// Advances a day and writes its extract, with a fault if requested; `None` for a file that does not come.
    pub fn write_next_day(
        &mut self,
        fault: Option<InjectedFault>,
    ) -> Result<Option<PathBuf>, WorkspaceError> {
        if fault == Some(InjectedFault::Duplicate) {
            return self.write_again().map(Some);
        }
        let day = self.next_day();
        let path = self.path(day);
        let bytes = self.population.day(day, self.form());
        let written = match fault {
            Some(InjectedFault::Missing) => None,
            Some(fault) => {
                let spoiled = fault.spoil(bytes);
                Some(spoiled.ok_or(WorkspaceError::NothingToSpoil { day, fault })?)
            }
            None => Some(bytes),
        };
        self.state.today = day;
        if let Some(bytes) = &written {
            write_whole(&path, |file| file.write_all(bytes))?;
        }
        self.save()?;
        Ok(written.map(|_| path))
    }

    /// Writes the last day's extract again, under another name.
    fn write_again(&self) -> Result<PathBuf, WorkspaceError> {
        let day = self.state.today;
        if day == self.population.plan().first_day {
            return Err(WorkspaceError::NothingToRepeat);
        }
        let path = self.folder.join(format!("again-{}", self.file_name(day)));
        write_whole(&path, |file| file.write_all(&self.population.day(day, self.form())))?;
        Ok(path)
    }

    /// The extracts in the folder, by name.
    pub fn extracts(&self) -> Result<Vec<PathBuf>, WorkspaceError> {
        let ending = format!("l{}", self.population.plan().opgavenr);
        let read = || -> io::Result<Vec<PathBuf>> {
            std::fs::read_dir(&self.folder)?.map(|entry| Ok(entry?.path())).collect()
        };
        let mut paths = read().map_err(WorkspaceError::file(READ, &self.folder))?;
        paths.retain(|path| path.extension().is_some_and(|extension| *extension == *ending));
        paths.sort();
        Ok(paths)
    }

    /// Orders an event for a person, on a future day.
    pub fn add_story(&mut self, story: Story) -> Result<(), WorkspaceError> {
        if story.day <= self.state.today {
            return Err(WorkspaceError::Past { day: story.day, last: self.state.today });
        }
        self.population.add_story(story)?;
        self.save()
    }

    fn path(&self, day: Date) -> PathBuf {
        self.folder.join(self.file_name(day))
    }

    /// The name, as in CPR's files: `d260105.l534902`.
    fn file_name(&self, day: Date) -> String {
        let (year, month, date) = (day.year() % 100, day.month(), day.day());
        format!("d{year:02}{month:02}{date:02}.l{}", self.population.plan().opgavenr)
    }
}

/// Writes a temporary file and renames it, so that nobody sees a part of it.
fn write_whole(
    path: &Path,
    write: impl FnOnce(&mut File) -> io::Result<()>,
) -> Result<(), WorkspaceError> {
    let part = path.with_extension("part");
    let place = || {
        write(&mut File::create(&part)?)?;
        std::fs::rename(&part, path)
    };
    place().map_err(WorkspaceError::file(WRITE, path))
}
