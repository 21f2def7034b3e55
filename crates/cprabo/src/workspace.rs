//! A synthetic Denmark in a folder: its plan, how far its days have come, and the files of its extracts.

use std::fs::File;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};
use clap::ValueEnum;
use clock::working_day_after;
use extract::Form;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use synth::{InjectedFault, Plan, Population, Story};

/// The file in which a Denmark is kept.
pub(crate) const FILE: &str = "denmark.toml";

/// Whether records are filled up to their full length, and what stands between them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum FormName {
    /// Filled up with blanks, a line each: as in production
    Padded,
    /// Trailing blanks cut, a line each: as in CPR-kontoret's test extracts
    Trimmed,
    /// Filled up with blanks, with no line ends
    Stream,
}

/// What stands at the end of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum LineEndName {
    /// A line feed
    Lf,
    /// Carriage return and line feed
    Crlf,
}

/// A Denmark and where it is kept.
pub(crate) struct Workspace {
    folder: PathBuf,
    denmark: Population,
    state: State,
}

/// What is kept beside the plan.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct State {
    /// The day of the last extract that was made.
    today: Date,
    form: FormName,
    line_end: LineEndName,
    plan: Plan,
}

impl Workspace {
    /// A new Denmark in a folder, which is made if it is not there.
    pub(crate) fn create(
        folder: &Path,
        plan: Plan,
        form: FormName,
        line_end: LineEndName,
    ) -> Result<Self> {
        std::fs::create_dir_all(folder)
            .with_context(|| format!("cannot make {}", folder.display()))?;
        if folder.join(FILE).exists() {
            bail!("there is a Denmark in {} already", folder.display());
        }
        let state = State { today: plan.first_day, form, line_end, plan: plan.clone() };
        let denmark = Population::new(plan)?;
        Ok(Self { folder: folder.to_owned(), denmark, state })
    }

    /// The Denmark that is kept in a folder.
    pub(crate) fn open(folder: &Path) -> Result<Self> {
        let path = folder.join(FILE);
        let text = std::fs::read_to_string(&path).with_context(|| {
            let shown = folder.display();
            format!("there is no Denmark in {shown}: make one with `cprabo synth population --out {shown}`")
        })?;
        let unusable = || format!("{} cannot be used", path.display());
        let state: State = toml::from_str(&text).with_context(unusable)?;
        let denmark = Population::new(state.plan.clone()).with_context(unusable)?;
        Ok(Self { folder: folder.to_owned(), denmark, state })
    }

    pub(crate) const fn denmark(&self) -> &Population {
        &self.denmark
    }

    /// The day of the last extract.
    pub(crate) const fn today(&self) -> Date {
        self.state.today
    }

    /// The day of the next extract.
    pub(crate) fn next_day(&self) -> Date {
        working_day_after(self.state.today)
    }

    /// Files have another form from now on.
    pub(crate) fn set_form(&mut self, form: Option<FormName>, line_end: Option<LineEndName>) {
        self.state.form = form.unwrap_or(self.state.form);
        self.state.line_end = line_end.unwrap_or(self.state.line_end);
    }

    pub(crate) fn form(&self) -> Form {
        match (self.state.form, self.state.line_end) {
            (FormName::Padded, LineEndName::Lf) => Form::PADDED_LF,
            (FormName::Padded, LineEndName::Crlf) => Form::PADDED_CRLF,
            (FormName::Trimmed, LineEndName::Lf) => Form::TRIMMED_LF,
            (FormName::Trimmed, LineEndName::Crlf) => Form::TRIMMED_CRLF,
            (FormName::Stream, _) => Form::STREAM,
        }
    }

    /// Keeps the Denmark as it is now; written whole or not at all.
    pub(crate) fn save(&self) -> Result<()> {
        let path = self.folder.join(FILE);
        let state = State { plan: self.denmark.plan().clone(), ..self.state.clone() };
        let text = format!(
            "# A synthetic Denmark. The same plan gives the same persons and days, to the byte.\n{}",
            toml::to_string(&state)?
        );
        let write = || {
            let mut file = tempfile::NamedTempFile::new_in(&self.folder)?;
            file.write_all(text.as_bytes())?;
            file.persist(&path).map_err(|error| error.error)
        };
        write().map(drop).with_context(|| format!("cannot write {}", path.display()))
    }

    /// Writes everyone as they are on the last extract's day, and tells the file and its length; `progress`
    /// is told how many persons are written.
    pub(crate) fn write_everyone(&self, progress: impl Fn(u64)) -> Result<(PathBuf, u64)> {
        let path = self.path(self.state.today);
        let cannot = || format!("cannot write {}", path.display());
        let part = path.with_extension("part");
        let mut file = File::create(&part).with_context(cannot)?;
        let mut length = 0;
        let put = |bytes: &[u8], persons| {
            progress(persons);
            length += bytes.len() as u64;
            file.write_all(bytes)
        };
        self.denmark.everyone(self.state.today, self.form(), put).with_context(cannot)?;
        std::fs::rename(&part, &path).with_context(cannot)?;
        Ok((path, length))
    }

    /// Lets a day pass and writes its extract, with a fault in it if one is asked for; `None` for a file
    /// that does not come.
    pub(crate) fn write_next_day(
        &mut self,
        fault: Option<InjectedFault>,
    ) -> Result<Option<PathBuf>> {
        if fault == Some(InjectedFault::Duplicate) {
            return self.write_again().map(Some);
        }
        let day = self.next_day();
        let path = self.path(day);
        let bytes = self.denmark.day(day, self.form());
        let written = match fault {
            Some(InjectedFault::Missing) => None,
            Some(fault) => Some(spoil(fault, bytes, day)?),
            None => Some(bytes),
        };
        self.state.today = day;
        if let Some(bytes) = &written {
            let part = path.with_extension("part");
            let write = || {
                std::fs::write(&part, bytes)?;
                std::fs::rename(&part, &path)
            };
            write().with_context(|| format!("cannot write {}", path.display()))?;
        }
        self.save()?;
        Ok(written.map(|_| path))
    }

    /// Writes the last day's extract once more, under another name.
    fn write_again(&self) -> Result<PathBuf> {
        let day = self.state.today;
        if day == self.denmark.plan().first_day {
            bail!("no day has passed yet whose extract could come twice");
        }
        let path = self.path(day);
        let path = path.with_file_name(format!("again-{}", file_name(&path)));
        std::fs::write(&path, self.denmark.day(day, self.form()))
            .with_context(|| format!("cannot write {}", path.display()))?;
        Ok(path)
    }

    /// The extracts that lie in the folder, by name.
    pub(crate) fn extracts(&self) -> Result<Vec<PathBuf>> {
        let ending = format!("l{}", self.denmark.plan().opgavenr);
        let read = || -> std::io::Result<Vec<PathBuf>> {
            let paths = std::fs::read_dir(&self.folder)?.map(|entry| Ok(entry?.path()));
            paths.collect()
        };
        let cannot = || format!("cannot read the folder {}", self.folder.display());
        let mut paths = read().with_context(cannot)?;
        paths.retain(|path| path.extension().is_some_and(|extension| *extension == *ending));
        paths.sort();
        Ok(paths)
    }

    /// Has something happen to somebody, on the next day if none is said.
    pub(crate) fn add_story(&mut self, story: Story) -> Result<()> {
        if story.day <= self.state.today {
            bail!("{} is past: the last extract made is that of {}", story.day, self.state.today);
        }
        self.denmark.add_story(story)?;
        self.save()
    }

    /// As CPR names its files: `d260105.l534902`.
    fn path(&self, day: Date) -> PathBuf {
        let (year, month, date) = (day.year() % 100, day.month(), day.day());
        let opgavenr = self.denmark.plan().opgavenr;
        self.folder.join(format!("d{year:02}{month:02}{date:02}.l{opgavenr}"))
    }
}

fn file_name(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

/// A file with a fault in it. A fault that nobody could see would be taken for one that was survived.
fn spoil(fault: InjectedFault, bytes: Vec<u8>, day: Date) -> Result<Vec<u8>> {
    fault.spoil(bytes).with_context(|| {
        format!(
            "the extract of {day} has nothing that `{fault}` could spoil: it needs persons who change (more of \
             them, or a greater --pace) and a form with line ends"
        )
    })
}
