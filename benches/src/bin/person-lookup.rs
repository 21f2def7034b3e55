//! The time of a look-up of SF1520 in the server: from the parsed request to the bytes of the answer, with its disclosure on
//! disk. `benches/person-lookup` makes the installation, and runs it beside PostgreSQL.
//!
//! ```text
//! cargo run --release -p benches --bin person-lookup -- --data DIR --questions 2000
//! ```

use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use access::{AgreementClaim, Principal};
use anyhow::{Context as _, Result};
use app::{App, CallMetering, Protocol, RelatedPersons, RequestContext};
use benches::{say, subscribe};
use civil::{Pnr, ServiceName};
use clap::Parser;
use clock::Clock;
use filters::FilterSet;
use lookup::{PersonRecords, person_base_data};
use manifest::Signer;
use net::RateLimiter;
use pipeline::{DataFiles, Pipeline, Settings};
use soap_proto::{Service, lookup_answer};
use store::{Actor, Author, Fingerprint, Sha256, Store};
use uuid::Uuid;

#[derive(Debug, Parser)]
struct Arguments {
    /// An installation with a seeded replica, which gets one more system
    #[arg(long)]
    data: PathBuf,
    /// Persons who are looked up
    #[arg(long, default_value_t = 2000)]
    questions: usize,
    /// Selects the persons
    #[arg(long, default_value_t = 3)]
    seed: u64,
}

fn main() -> Result<()> {
    let arguments = Arguments::parse();
    let store = Arc::new(Store::create(&arguments.data.join("cprabo.db"))?);
    let (app, context) = caller(&arguments, &store)?;
    let pnrs = choose(&store, &arguments)?;
    measure("reading a person's records", &pnrs, |pnr| Ok(store.person(pnr)?.is_some()))?;
    measure("PersonLookup, with its disclosure on disk", &pnrs, |pnr| {
        Ok(answer(&app, &context, pnr)?.len() > 1000)
    })?;
    measure_at_once(&app, &context, &pnrs)
}

/// An agreement on look-ups, and its system as the caller.
fn caller(arguments: &Arguments, store: &Arc<Store>) -> Result<(App, RequestContext)> {
    let number = usize::try_from(jiff::Timestamp::now().as_microsecond())?;
    let agreement = subscribe(store, number, FilterSet::default())?;
    let services = std::collections::BTreeSet::from([ServiceName::PersonBaseData]);
    let set = |covered: &mut _| *covered = services.clone();
    store.change_services(agreement, &set, &Author::PLATFORM, jiff::Timestamp::now())?;
    let (folder, clock) = (&arguments.data, Clock::system());
    let files = Arc::new(DataFiles::create(folder)?);
    let settings = Settings::new(folder, Signer::generate()?.0);
    let pipeline = Pipeline::new(Arc::clone(store), files, clock.clone(), settings);
    let signer = Arc::new(Signer::generate()?.0);
    let limiter = Arc::new(RateLimiter::new(100));
    let app = App::new(Arc::clone(store), pipeline, clock, signer, limiter);
    let uuid = Uuid::from_u128(number as u128);
    let certificate = Fingerprint(Sha256::of([&uuid.as_bytes()[..]]));
    let context = RequestContext {
        principal: Principal::System(Some(certificate)),
        author: Author::new(Actor::Certificate(certificate), Uuid::nil()),
        claim: AgreementClaim::Named(uuid.into()),
        service: ServiceName::PersonBaseData,
        operation: "PersonLookup".to_owned(),
        callers_id: None,
        protocol: Protocol::Soap([127, 0, 0, 1].into()),
        metering: CallMetering::default(),
    };
    Ok((app, context))
}

/// Numbers of the replica, chosen at random.
fn choose(store: &Store, arguments: &Arguments) -> Result<Vec<Pnr>> {
    let mut all = Vec::new();
    store.scan_index(&mut |row| all.push(row.pnr))?;
    anyhow::ensure!(!all.is_empty(), "the replica is empty");
    let mut random = fastrand::Rng::with_seed(arguments.seed);
    Ok((0..arguments.questions).map(|_| all[random.usize(..all.len())]).collect())
}

fn answer(app: &App, context: &RequestContext, pnr: Pnr) -> Result<Vec<u8>> {
    let found = app.look_up(context, pnr, RelatedPersons::Children)?;
    let children: Vec<PersonRecords<'_>> =
        found.others.iter().map(|it| PersonRecords::new(it.pnr, &it.records)).collect();
    let person = PersonRecords::new(found.person.pnr, &found.person.records);
    let content = person_base_data::response(&person, &children, app.now(), found.addresses);
    Ok(lookup_answer(Service::PersonBaseDataExtended5, "PersonLookupResponse", &content))
}

/// Sixteen callers at once, who share commits.
fn measure_at_once(app: &App, context: &RequestContext, pnrs: &[Pnr]) -> Result<()> {
    const CALLERS: usize = 16;
    let start = Instant::now();
    std::thread::scope(|scope| {
        let ask =
            |part: &[Pnr]| part.iter().try_for_each(|pnr| answer(app, context, *pnr).map(drop));
        let callers: Vec<_> = pnrs
            .chunks(pnrs.len().div_ceil(CALLERS))
            .map(|part| scope.spawn(move || ask(part)))
            .collect();
        callers
            .into_iter()
            .try_for_each(|caller| caller.join().ok().context("a caller panicked")?)
    })?;
    let rate = pnrs.len() as f64 / start.elapsed().as_secs_f64();
    say(&format!("{CALLERS} callers at once: {rate:.0} look-ups a second"));
    Ok(())
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
