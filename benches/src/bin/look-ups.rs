//! The time to find a person, and to explain why a subscription received them or not, on a large replica.
//!
//! Makes an installation with a million persons, a hundred subscriptions and one large one; ingests a day, and makes a
//! load; then queries many persons, half of whom changed on the day.
//!
//! ```text
//! cargo build --release -p cprabo && cargo run --release -p benches --bin look-ups
//! ```

use std::fs::File;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result};
use benches::{run, say, subscribe};
use civil::Pnr;
use clap::Parser;
use clock::working_day_after;
use disclosure::{Question, explain};
use extract::{Extract, Form};
use filters::{Filter, FilterSet};
use jiff::Timestamp;
use store::{Actor, Agreement, Author, Store};
use synth::{Plan, Population};
use uuid::Uuid;

#[derive(Debug, Parser)]
struct Arguments {
    /// The binary that makes the installation
    #[arg(long, default_value = "target/release/cprabo")]
    cprabo: PathBuf,
    /// Persons in the replica
    #[arg(long, default_value_t = 1_000_000)]
    persons: u64,
    /// Subscriptions beside the large one, with 500 PNR filters each
    #[arg(long, default_value_t = 100)]
    subscriptions: usize,
    /// PNR filters of the large one
    #[arg(long, default_value_t = 100_000)]
    filters: usize,
    /// Persons who are queried
    #[arg(long, default_value_t = 2000)]
    questions: usize,
}

/// The number of the large subscription.
const LARGE: usize = 1_000_000;

fn main() -> Result<()> {
    let arguments = Arguments::parse();
    let folder = tempfile::tempdir()?;
    let denmark = Population::new(Plan { pace: 2000, ..Plan::new(1, arguments.persons) })?;
    let day = working_day_after(Plan::FIRST_DAY);
    let changed = make_installation(&arguments, &denmark, folder.path())?;
    let store = Store::create(&folder.path().join("data/cprabo.db"))?;
    let agreement = store.agreement(Uuid::from_u128(LARGE as u128).into())?;
    let agreement = agreement.context("the large subscription")?;
    let everyone: Vec<Pnr> = denmark.pnrs().collect();
    say(&format!(
        "{} persons, {} of whom changed on the day; {} filters and a load of the subscription",
        arguments.persons,
        changed.len(),
        store.filters(agreement.id)?.len(),
    ));
    let mut random = fastrand::Rng::with_seed(3);
    let pnrs: Vec<Pnr> = (0..arguments.questions)
        .map(|number| {
            let from = if number % 2 == 0 { &changed } else { &everyone };
            from[random.usize(..from.len())]
        })
        .collect();
    let run = store.runs_of_day(day)?.pop().context("the day's run")?;
    measure("all records of a person", &pnrs, |pnr| Ok(store.person(pnr)?.map(drop).is_some()))?;
    measure("what explain looks up", &pnrs, |pnr| {
        store.trace(run.id, agreement.id, pnr)?;
        Ok(store.other_disclosures(run.id, agreement.id, pnr)?.loads.len() == 1)
    })?;
    measure("explain, with its line in the audit trail on disk", &pnrs, |pnr| {
        answer(&store, &agreement, pnr, day)
    })
}

fn answer(store: &Store, agreement: &Agreement, pnr: Pnr, day: jiff::civil::Date) -> Result<bool> {
    let author = Author::new(Actor::Platform, Uuid::nil());
    let explained = explain(store, &Question { agreement, pnr, day }, &author, Timestamp::now())?;
    Ok(explained.iter().all(|one| one.contradiction().is_none()))
}

/// Who changed on the day.
fn make_installation(
    arguments: &Arguments,
    denmark: &Population,
    folder: &Path,
) -> Result<Vec<Pnr>> {
    let (data, full, next) = (folder.join("data"), folder.join("full"), folder.join("next"));
    let cprabo = |words: &[&std::ffi::OsStr]| {
        run(&arguments.cprabo, &[&["--data".as_ref(), data.as_os_str()], words].concat())
    };
    cprabo(&["init".as_ref()])?;
    let mut file = File::create(&full)?;
    denmark.everyone(Plan::FIRST_DAY, Form::PADDED_LF, |bytes, _| file.write_all(bytes))?;
    drop(file);
    cprabo(&["seed".as_ref(), full.as_os_str()])?;
    std::fs::remove_file(&full)?;

    let pnrs: Vec<Pnr> = denmark.pnrs().collect();
    let mut random = fastrand::Rng::with_seed(2);
    let mut choose = |size: usize| -> FilterSet {
        (0..size).map(|_| Filter::Pnr(pnrs[random.usize(..pnrs.len())])).collect()
    };
    let store = Store::create(&data.join("cprabo.db"))?;
    for number in 0..arguments.subscriptions {
        subscribe(&store, number, choose(500))?;
    }
    let mut large = choose(arguments.filters);
    for filter in ["municipality 0751", "municipality 0101", "age 0-17", "event A01"] {
        large.insert(filter.parse()?);
    }
    subscribe(&store, LARGE, large)?;
    drop(store);

    let bytes = denmark.day(working_day_after(Plan::FIRST_DAY), Form::PADDED_LF);
    let changed = Extract::parse(&bytes)?.persons().iter().map(extract::Person::pnr).collect();
    std::fs::write(&next, &bytes)?;
    cprabo(&["ingest".as_ref(), next.as_os_str()])?;
    let large = Uuid::from_u128(LARGE as u128).to_string();
    cprabo(&["load".as_ref(), "order".as_ref(), "--agreement".as_ref(), large.as_ref()])?;
    Ok(changed)
}

fn measure(what: &str, pnrs: &[Pnr], look: impl Fn(Pnr) -> Result<bool>) -> Result<()> {
    let mut times = Vec::with_capacity(pnrs.len());
    for pnr in pnrs {
        let start = Instant::now();
        anyhow::ensure!(look(*pnr)?, "{what}: not what it should be");
        times.push(start.elapsed());
    }
    times.sort();
    let at = |share: usize| milliseconds(times[(times.len() - 1) * share / 1000]);
    say(&format!("{what}: median {} ms, 99 % within {}, at most {}", at(500), at(990), at(1000)));
    Ok(())
}

fn milliseconds(duration: Duration) -> String {
    format!("{:.3}", duration.as_secs_f64() * 1000.0)
}
