//! How long the server takes for each page, with many persons, agreements and deliveries in the store.
//!
//! Makes an installation: a replica by the released `cprabo`, and systems, agreements and days in this process. Then asks for each
//! page some times, by the router without a network. What counts is the largest median.
//!
//! ```text
//! cargo build --release -p cprabo && cargo run --release -p benches --bin pages
//! ```

use std::fs::File;
use std::io::Write as _;
use std::net::IpAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

use access::SecretToken;
use anyhow::{Result, ensure};
use app::{App, RequestContext};
use axum::Router;
use axum::body::Body;
use axum::http::{Request, StatusCode};
use benches::{run, say, subscribe};
use clap::Parser;
use clock::{Clock, working_day_after};
use extract::Form;
use filters::{Filter, FilterSet};
use http_body_util::BodyExt as _;
use https::Peer;
use jiff::{SignedDuration, Timestamp};
use manifest::Signer;
use net::RateLimiter;
use pipeline::{DataFiles, NoObserver, Pipeline, Settings};
use store::{Author, NewUser, NewUserSession, PasswordHash, RunState, Store, UserName, UserRole};
use synth::{Plan, Population};
use tower::ServiceExt as _;
use uuid::Uuid;
use web::{AccessibilityStatement, Environment, ServiceAddresses, WebState};

#[derive(Debug, Parser)]
struct Arguments {
    /// The binary that makes the replica
    #[arg(long, default_value = "target/release/cprabo")]
    cprabo: PathBuf,
    /// Persons in the replica
    #[arg(long, default_value_t = 1_000_000)]
    persons: u64,
    /// Agreements, each with a system of its own
    #[arg(long, default_value_t = 2_000)]
    agreements: usize,
    /// Extracts: with 2,000 agreements, 250 are 500,000 deliveries
    #[arg(long, default_value_t = 250)]
    days: u16,
    /// How often each page is asked for
    #[arg(long, default_value_t = 11)]
    runs: usize,
}

/// PNR filters of an agreement.
const NUMBERS: usize = 100;

/// The pages, as an operator asks for them: paging, sorting and searching too.
const PAGES: &[&str] = &[
    "/i-dag",
    "/udtraek",
    "/udtraek?sorter=-personer&side=2",
    "/udtraek/2",
    "/leverancer",
    "/leverancer?sorter=-personer&side=20",
    "/tendenser",
    "/tendenser?periode=aar",
    "/aftaler",
    "/aftaler?sorter=-personer&side=20",
    "/aftaler?ord=system+17",
    "/aftaler/{agreement}",
    "/aftaler/{agreement}/filtre",
    "/aftaler/{agreement}/leverancer",
    "/aftaler/{agreement}/leverancer?sorter=-stoerrelse&side=2",
    "/aftaler/{agreement}/leverancer/7",
    "/aftaler/{agreement}/behov",
    "/aftaler/{agreement}/oprydning",
    "/aftaler/{agreement}/forbrug",
    "/aftaler/{agreement}/historik",
    "/systemer",
    "/systemer?sorter=-udloeber&side=20",
    "/systemer/{agreement}",
    "/person",
    "/spor",
    "/spor?hvem=ingen",
    "/brugere",
    "/konto",
    "/service/sf6002",
];

fn main() -> Result<()> {
    let arguments = Arguments::parse();
    let folder = tempfile::tempdir()?;
    let data = make_replica(&arguments, folder.path())?;
    let (app, token) = make_days(&arguments, &data)?;
    let state = WebState {
        app,
        environment: Environment::Production,
        service: ServiceAddresses::default(),
        alerts: Arc::new(Vec::new),
        sandbox: None,
        statement: AccessibilityStatement::default(),
        url: String::new(),
        public_url: None,
    };
    let router = web::router(state);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(measure(&arguments, &router, &token))
}

/// A replica of everybody.
fn make_replica(arguments: &Arguments, folder: &Path) -> Result<PathBuf> {
    let data = folder.join("data");
    let cprabo = |command: &str, file: Option<&Path>| {
        let first = ["--data".as_ref(), data.as_os_str(), command.as_ref()];
        let all: Vec<_> = first.into_iter().chain(file.map(Path::as_os_str)).collect();
        run(&arguments.cprabo, &all)
    };
    cprabo("init", None)?;
    let file = folder.join("extract");
    let mut everyone = File::create(&file)?;
    denmark(arguments)?
        .everyone(Plan::FIRST_DAY, Form::PADDED_LF, |bytes, _| everyone.write_all(bytes))?;
    drop(everyone);
    cprabo("seed", Some(&file))?;
    std::fs::remove_file(&file)?;
    Ok(data)
}

/// Few persons change in a day: what counts here is how many deliveries there are.
fn denmark(arguments: &Arguments) -> Result<Population> {
    Ok(Population::new(Plan { pace: 2, ..Plan::new(1, arguments.persons) })?)
}

/// Agreements and their days, and an operator who has signed in.
fn make_days(arguments: &Arguments, data: &Path) -> Result<(App, SecretToken)> {
    let store = Arc::new(Store::create(&data.join("cprabo.db"))?);
    let denmark = denmark(arguments)?;
    // A street that gets another name changes thousands: of a municipality, each of them would be in each file.
    let mut pnrs = denmark.pnrs();
    for number in 1..=arguments.agreements {
        let filters = pnrs.by_ref().take(NUMBERS).map(Filter::Pnr).collect::<FilterSet>();
        subscribe(&store, number, filters)?;
    }
    drop(pnrs);
    let clock = Clock::new(Timestamp::now);
    let files = Arc::new(DataFiles::create(data)?);
    let (signer, _) = Signer::generate()?;
    let settings = Settings::new(data, signer);
    let pipeline = Pipeline::new(Arc::clone(&store), files, clock.clone(), settings);
    let (mut day, begun) = (Plan::FIRST_DAY, Instant::now());
    for _ in 0..arguments.days {
        day = working_day_after(day);
        let path = data.join(day.to_string());
        std::fs::write(&path, denmark.day(day, Form::PADDED_LF))?;
        let runs = pipeline.ingest(&[&path], &NoObserver)?;
        for run in runs {
            let run = run?;
            ensure!(run.state == RunState::Done, "{day} is {}", run.state.as_str());
        }
        std::fs::remove_file(&path)?;
    }
    say(&format!(
        "{} persons, {} agreements, {} deliveries in {:.0} s",
        arguments.persons,
        arguments.agreements,
        arguments.agreements * usize::from(arguments.days),
        begun.elapsed().as_secs_f64(),
    ));
    let (signer, _) = Signer::generate()?;
    let limiter = Arc::new(RateLimiter::new(100));
    let app = App::new(Arc::clone(&store), pipeline, clock, Arc::new(signer), limiter);
    let token = sign_in(&app, &store)?;
    Ok((app, token))
}

fn sign_in(app: &App, store: &Store) -> Result<SecretToken> {
    let (name, now): (UserName, _) = ("operator".parse()?, Timestamp::now());
    let new = NewUser { name: name.clone(), role: UserRole::Operator, authority: None };
    let link = app.add_user(&RequestContext::operator(Author::PLATFORM, "bench"), &new)?;
    let hash = PasswordHash::new("hash".to_owned());
    store.use_user_link(&link.digest(), None, &hash, &Author::PLATFORM, now)?;
    let user = store.user(&name)?;
    let token = SecretToken::generate()?;
    let session = NewUserSession {
        digest: token.digest(),
        is_signed_in: true,
        address: "127.0.0.1".to_owned(),
        others_end_before: now - SignedDuration::from_hours(1),
        at: now,
    };
    if let Some(user) = user {
        store.begin_user_session(&user, &session, &Author::PLATFORM)?;
    }
    Ok(token)
}

async fn measure(arguments: &Arguments, router: &Router, token: &SecretToken) -> Result<()> {
    let agreement = Uuid::from_u128(17).to_string();
    let mut worst = (0.0_f64, "");
    for page in PAGES {
        let path = page.replace("{agreement}", &agreement);
        let mut times = Vec::new();
        let mut bytes = 0;
        for _ in 0..arguments.runs {
            let mut request = Request::builder()
                .uri(&path)
                .header("host", "127.0.0.1")
                .header("cookie", format!("__Host-cprabo={}", token.reveal()))
                .body(Body::empty())?;
            let address = IpAddr::from([127, 0, 0, 1]);
            request.extensions_mut().insert(Peer {
                address,
                certificate: None,
                is_authenticated: false,
            });
            let start = Instant::now();
            let response = router.clone().oneshot(request).await?;
            let status = response.status();
            bytes = response.into_body().collect().await?.to_bytes().len();
            times.push(start.elapsed().as_secs_f64() * 1_000.0);
            ensure!(status == StatusCode::OK, "{path} answers {status}");
        }
        let first = times[0];
        times.sort_by(f64::total_cmp);
        let (median, largest) = (times[times.len() / 2], times[times.len() - 1]);
        say(&format!(
            "  {median:7.1} ms (first {first:.1}, largest {largest:.1})  {:4} kB  {page}",
            bytes / 1_000
        ));
        if median > worst.0 {
            worst = (median, page);
        }
    }
    say(&format!("largest median: {:.1} ms, {}", worst.0, worst.1));
    Ok(())
}
