//! The time of a preview of a municipality, an age range and 10,000 PNRs, beside that of a bare scan of the same replica.
//!
//! Makes an installation with a replica and thirty days of extracts by the released `cprabo`; then previews in this process, and
//! scans the index rows of the replica on one thread without asking anything of them, in turns. Medians count.
//!
//! ```text
//! cargo build --release -p cprabo && cargo run --release -p benches --bin previews
//! ```

use std::fs::File;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::{Result, ensure};
use benches::{run, say};
use blobs::Archive;
use clap::Parser;
use clock::working_day_after;
use extract::{Form, Layouts, Minimisation};
use filters::{Combination, Filter, FilterSet};
use pipeline::DataFiles;
use preview::{Precision, Preview, Question, Sources, preview};
use store::Store;
use synth::{Plan, Population};

#[derive(Debug, Parser)]
struct Arguments {
    /// The binary that makes the installation
    #[arg(long, default_value = "target/release/cprabo")]
    cprabo: PathBuf,
    /// Persons in the replica
    #[arg(long, default_value_t = 1_000_000)]
    persons: u64,
    /// Extracts
    #[arg(long, default_value_t = 30)]
    days: u16,
    /// PNR filters
    #[arg(long, default_value_t = 10_000)]
    numbers: usize,
    /// How often both are measured
    #[arg(long, default_value_t = 5)]
    runs: usize,
}

fn main() -> Result<()> {
    let arguments = Arguments::parse();
    let folder = tempfile::tempdir()?;
    let (data, filters) = make_input(&arguments, folder.path())?;
    let store = Store::create(&data.join("cprabo.db"))?;
    let files = DataFiles::create(&data)?;
    let (mut previews, mut scans) = (Vec::new(), Vec::new());
    for number in 0..arguments.runs {
        let start = Instant::now();
        let found = ask(&store, &files.archive, &filters)?;
        previews.push(start.elapsed().as_secs_f64());
        if number == 0 {
            describe(&arguments, &found);
        }
        scans.push(scan(&store)?);
        say(&format!("  preview {:.2} s   bare scan {:.2} s", previews[number], scans[number]));
    }
    let (preview, scan) = (median(previews), median(scans));
    say(&format!("median: preview {preview:.2} s, bare scan of the index rows {scan:.2} s"));
    Ok(())
}

/// An installation, and the filters to be previewed.
fn make_input(arguments: &Arguments, folder: &Path) -> Result<(PathBuf, FilterSet)> {
    let data = folder.join("data");
    let cprabo = |command: &str, file: Option<&Path>| {
        let first = ["--data".as_ref(), data.as_os_str(), command.as_ref()];
        let all: Vec<_> = first.into_iter().chain(file.map(Path::as_os_str)).collect();
        run(&arguments.cprabo, &all)
    };
    cprabo("init", None)?;
    let denmark = Population::new(Plan::new(1, arguments.persons))?;
    let file = folder.join("extract");
    let mut everyone = File::create(&file)?;
    denmark.everyone(Plan::FIRST_DAY, Form::PADDED_LF, |bytes, _| everyone.write_all(bytes))?;
    drop(everyone);
    cprabo("seed", Some(&file))?;
    let mut day = Plan::FIRST_DAY;
    for _ in 0..arguments.days {
        day = working_day_after(day);
        std::fs::write(&file, denmark.day(day, Form::PADDED_LF))?;
        cprabo("ingest", Some(&file))?;
    }
    std::fs::remove_file(&file)?;
    let pnrs: Vec<_> = denmark.pnrs().collect();
    let mut random = fastrand::Rng::with_seed(2);
    let mut filters: FilterSet =
        ["municipality 0751".parse::<Filter>()?, "age 0-17".parse()?].into_iter().collect();
    while filters.len() < arguments.numbers + 2 {
        filters.insert(Filter::Pnr(pnrs[random.usize(..pnrs.len())]));
    }
    Ok((data, filters))
}

fn ask(store: &Store, archive: &Archive, filters: &FilterSet) -> Result<Preview> {
    let layouts = Layouts::default();
    let sources = Sources { store, archive, layouts: &layouts, load_form: Form::PADDED_LF };
    let question = Question {
        combination: Combination::Any,
        before: FilterSet::default(),
        after: filters.clone(),
        days: 366,
        precision: Precision::Exact,
        minimisation: Minimisation::default(),
        with_persons: false,
    };
    Ok(preview(&sources, &question, &|_| {})?)
}

fn describe(arguments: &Arguments, found: &Preview) {
    let (load, days) = (found.load.after, found.all_days.after);
    let shown = |figure: preview::Figure| figure.get().unwrap_or_default();
    say(&format!(
        "{} persons, {} extracts; {} filters choose {} persons with {:.0} MB, and {} a day with {:.1} MB",
        arguments.persons,
        found.days.len(),
        found.filters.after,
        shown(load.persons),
        shown(load.bytes) as f64 / 1e6,
        shown(days.persons) / found.days.len().max(1) as u64,
        shown(days.bytes) as f64 / 1e6 / found.days.len().max(1) as f64,
    ));
}

/// Seconds of a scan that asks nothing.
fn scan(store: &Store) -> Result<f64> {
    let start = Instant::now();
    let mut persons = 0u64;
    store.scan_index(&mut |_| persons += 1)?;
    ensure!(persons > 0, "the replica is empty");
    Ok(start.elapsed().as_secs_f64())
}

fn median(mut times: Vec<f64>) -> f64 {
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}
