//! The folder with additions to the record layout: one CSV each, valid from the day in its name.

use std::io::Read as _;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};
use clap::Args;
use extract::{Addition, Layouts, RecordType};
use jiff::civil::Date;
use private_files::regular_file;
use serde::Serialize;

use crate::global::Global;
use crate::installation::files;

/// Where a command finds additions to the record layout.
#[derive(Debug, Args)]
pub(crate) struct LayoutsArg {
    /// The folder with additions to the record layout, one CSV each; by default `layouts` in the data directory, if
    /// there is one
    #[arg(long, value_name = "DIR")]
    layouts: Option<PathBuf>,
}

impl LayoutsArg {
    /// The record layouts: the built-in ones and those of the folder.
    pub(crate) fn read(&self, global: &Global) -> Result<Layouts> {
        match &self.layouts {
            Some(folder) => read(folder),
            None => of_data(&global.data),
        }
    }
}

/// The layouts of a data directory.
pub(crate) fn of_data(data: &Path) -> Result<Layouts> {
    let folder = data.join(files::LAYOUTS);
    if folder.exists() { read(&folder) } else { Ok(Layouts::default()) }
}

/// What an addition teaches, for operators and programs.
#[derive(Debug, Serialize)]
pub(crate) struct LoadedAddition {
    pub(crate) file: String,
    pub(crate) valid_from: Date,
    pub(crate) record_types: Vec<String>,
}

/// The additions that are loaded, in the order in which they take effect.
pub(crate) fn loaded(layouts: &Layouts) -> Vec<LoadedAddition> {
    let describe = |addition: &Addition| LoadedAddition {
        file: addition.file().to_owned(),
        valid_from: addition.valid_from(),
        record_types: addition.record_types().iter().map(RecordType::to_string).collect(),
    };
    layouts.additions().iter().map(describe).collect()
}

impl LoadedAddition {
    /// `2027-03-01-delt-bopael.csv: records 031, 002 from 2027-03-01`.
    pub(crate) fn sentence(&self) -> String {
        let Self { file, valid_from, record_types } = self;
        let records = if record_types.len() == 1 { "record" } else { "records" };
        format!("{file}: {records} {} from {valid_from}", record_types.join(", "))
    }
}

/// Reads each `.csv` of a folder; other files are not looked at.
fn read(folder: &Path) -> Result<Layouts> {
    let shown = folder.display();
    let entries = folder.read_dir().with_context(|| format!("cannot read {shown}"))?;
    let mut additions = Vec::new();
    for entry in entries {
        let name = entry.with_context(|| format!("cannot read {shown}"))?.file_name();
        let Some(name) = name.to_str().filter(|name| name.ends_with(".csv")) else { continue };
        if additions.len() == Layouts::MOST_FILES {
            bail!("{shown} has more than {} files of additions", Layouts::MOST_FILES);
        }
        additions.push(read_addition(&folder.join(name), name)?);
    }
    Layouts::new(additions).with_context(|| format!("cannot use the additions in {shown}"))
}

fn read_addition(path: &Path, name: &str) -> Result<Addition> {
    let cannot = || format!("cannot read {}", path.display());
    let mut bytes = Vec::new();
    let limit = Addition::LARGEST_FILE as u64 + 1;
    regular_file::open(path)?.take(limit).read_to_end(&mut bytes).with_context(cannot)?;
    let text = text::decode(&bytes).with_context(cannot)?;
    Addition::parse(name, &text)
        .with_context(|| format!("cannot use the additions in {}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    const ROWS: &str =
        "record,position,length,kind,field,english\n031,1,3,N,RECORDTYPE,\n031,4,10,A,PNR,\n";

    #[test]
    fn folder_of_additions_is_read_in_order_and_other_files_are_not() {
        let data = tempfile::tempdir().unwrap();
        assert_eq!(of_data(data.path()).unwrap().additions(), []);
        let folder = data.path().join("layouts");
        std::fs::create_dir(&folder).unwrap();
        std::fs::write(folder.join("2028-01-01.csv"), ROWS.replace("031", "032")).unwrap();
        std::fs::write(folder.join("2027-03-01-delt.csv"), ROWS).unwrap();
        std::fs::write(folder.join("2027-03-01-delt.csv~"), "x").unwrap();
        let loaded = loaded(&of_data(data.path()).unwrap());
        let sentences: Vec<String> = loaded.iter().map(LoadedAddition::sentence).collect();
        assert_eq!(
            sentences,
            [
                "2027-03-01-delt.csv: record 031 from 2027-03-01",
                "2028-01-01.csv: record 032 from 2028-01-01"
            ]
        );
    }

    #[test]
    fn folder_with_a_wrong_line_is_refused_with_file_line_and_reason() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("2027-03-01.csv");
        std::fs::write(&path, format!("{ROWS}031,15,1,A,X,\n")).unwrap();
        let error = format!("{:#}", read(folder.path()).unwrap_err());
        assert!(
            error.ends_with("2027-03-01.csv, line 4: leaves a gap: the next free position is 14"),
            "{error}"
        );
        std::fs::write(&path, format!("{ROWS}{}", "\n".repeat(Addition::LARGEST_FILE))).unwrap();
        let error = format!("{:#}", read(folder.path()).unwrap_err());
        assert!(error.ends_with("2027-03-01.csv: has more than 262144 bytes"), "{error}");
    }
}
