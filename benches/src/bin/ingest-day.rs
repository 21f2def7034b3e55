//! The time and memory of a day's extract from file to published deliveries.
//!
//! Makes an installation with a replica, a thousand subscriptions and half a million PNR filters, and a
//! day on which 100,000 persons change; then runs the released `cprabo ingest` on a fresh copy of it, a
//! few times.
//!
//! ```text
//! cargo build --release -p cprabo && cargo run --release -p benches --bin ingest-day
//! ```

use std::fs::File;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Result, ensure};
use benches::{run, say};
use civil::Pnr;
use clap::Parser;
use clock::working_day_after;
use extract::{Extract, Form, Minimisation};
use filters::{Filter, FilterSet};
use jiff::Timestamp;
use store::{Author, Store};
use synth::{Plan, Population};

#[derive(Debug, Parser)]
struct Arguments {
    /// The binary to measure
    #[arg(long, default_value = "target/release/cprabo")]
    cprabo: PathBuf,
    /// Persons in the replica before the day
    #[arg(long, default_value_t = 300_000)]
    replica: u64,
    /// The frequency of events on the day, in per cent of an ordinary one: by default, more than a third of everyone
    /// changes
    #[arg(long, default_value_t = 52_000)]
    pace: u32,
    /// Subscriptions
    #[arg(long, default_value_t = 1000)]
    subscriptions: usize,
    /// PNR filters of each subscription
    #[arg(long, default_value_t = 500)]
    filters: usize,
    /// What is left out of every subscription's deliveries, such as `omit=013 protected=blank-addresses`; nothing by default
    #[arg(long)]
    terms: Option<Minimisation>,
    /// How often the day is measured
    #[arg(long, default_value_t = 3)]
    runs: usize,
}

fn main() -> Result<()> {
    let arguments = Arguments::parse();
    let folder = tempfile::tempdir()?;
    let input = make_input(&arguments, folder.path())?;
    say(&format!(
        "{} persons, {:.0} MB; {} subscriptions, {} PNR filters; a replica of {} persons",
        input.persons,
        input.bytes as f64 / 1e6,
        arguments.subscriptions,
        arguments.subscriptions * arguments.filters,
        arguments.replica,
    ));
    let mut seconds = Vec::new();
    let mut memory = 0;
    for _ in 0..arguments.runs {
        let measured = measure(&arguments, &input, folder.path())?;
        say(&format!(
            "  {:.2} s, {} MB of memory",
            measured.wall.as_secs_f64(),
            measured.memory / 1_000_000
        ));
        seconds.push(measured.wall.as_secs_f64());
        memory = memory.max(measured.memory);
    }
    seconds.sort_by(f64::total_cmp);
    let median = seconds[seconds.len() / 2];
    say(&format!(
        "median {median:.2} s: {:.0} persons/s, {:.0} MB/s; at most {} MB of memory",
        input.persons as f64 / median,
        input.bytes as f64 / 1e6 / median,
        memory / 1_000_000,
    ));
    Ok(())
}

struct Input {
    /// The data directory, as it is before the day.
    data: PathBuf,
    day: PathBuf,
    persons: usize,
    bytes: u64,
}

fn make_input(arguments: &Arguments, folder: &Path) -> Result<Input> {
    let data = folder.join("data");
    run(&arguments.cprabo, &["--data".as_ref(), data.as_os_str(), "init".as_ref()])?;
    let denmark =
        Population::new(Plan { pace: arguments.pace, ..Plan::new(1, arguments.replica) })?;
    let pnrs: Vec<Pnr> = denmark.pnrs().collect();
    let before = folder.join("before");
    let mut file = File::create(&before)?;
    denmark.everyone(Plan::FIRST_DAY, Form::PADDED_LF, |bytes, _| file.write_all(bytes))?;
    drop(file);
    run(
        &arguments.cprabo,
        &["--data".as_ref(), data.as_os_str(), "ingest".as_ref(), before.as_os_str()],
    )?;
    std::fs::remove_file(&before)?;
    subscribe(arguments, &data, &pnrs)?;

    let bytes = denmark.day(working_day_after(Plan::FIRST_DAY), Form::PADDED_LF);
    let persons = Extract::parse(&bytes)?.persons().len();
    let day = folder.join("day");
    std::fs::write(&day, &bytes)?;
    Ok(Input { data, day, persons, bytes: bytes.len() as u64 })
}

/// A system and an agreement for each subscription, each with its own choice of persons.
fn subscribe(arguments: &Arguments, data: &Path, pnrs: &[Pnr]) -> Result<()> {
    let store = Store::create(&data.join("cprabo.db"))?;
    let mut random = fastrand::Rng::with_seed(2);
    for number in 0..arguments.subscriptions {
        let mut set = FilterSet::default();
        while set.len() < arguments.filters {
            set.insert(Filter::Pnr(pnrs[random.usize(..pnrs.len())]));
        }
        let agreement = benches::subscribe(&store, number, set)?;
        if let Some(terms) = &arguments.terms {
            store.change_terms(agreement, terms, &Author::PLATFORM, Timestamp::now())?;
        }
    }
    Ok(())
}

struct Measured {
    wall: Duration,
    memory: u64,
}

/// Runs the day once, on a copy of the installation.
fn measure(arguments: &Arguments, input: &Input, folder: &Path) -> Result<Measured> {
    let copy = folder.join("copy");
    run("cp".as_ref(), &["-a".as_ref(), input.data.as_os_str(), copy.as_os_str()])?;
    // So that the run does not wait for the writes of the copy.
    run("sync".as_ref(), &[])?;
    let start = Instant::now();
    let mut child = Command::new(&arguments.cprabo)
        .args(["--data".as_ref(), copy.as_os_str(), "ingest".as_ref(), input.day.as_os_str()])
        .stdout(Stdio::null())
        .spawn()?;
    let mut memory = 0;
    let status = loop {
        memory = memory.max(peak_memory(&child).unwrap_or(0));
        if let Some(status) = child.try_wait()? {
            break status;
        }
        std::thread::sleep(Duration::from_millis(5));
    };
    let wall = start.elapsed();
    ensure!(status.success(), "cprabo ingest failed");
    std::fs::remove_dir_all(&copy)?;
    Ok(Measured { wall, memory })
}

/// The peak memory of the process until now, in bytes.
fn peak_memory(child: &Child) -> Option<u64> {
    let status = std::fs::read_to_string(format!("/proc/{}/status", child.id())).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().strip_suffix(" kB")?.trim().parse::<u64>().ok().map(|kilobytes| kilobytes * 1024)
}
