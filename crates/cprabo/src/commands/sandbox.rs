use std::net::SocketAddr;
use std::sync::mpsc::channel;
use std::time::Duration;

use ::sandbox::{SandboxDay, Turn};
use ::synth::InjectedFault;
use anyhow::Result;
use clap::{Args, Subcommand};
use jiff::SignedDuration;
use store::Run;
use tokio_util::sync::CancellationToken;

use super::init::Init;
use super::serve::{self, Server, ShutdownGrace};
use super::synth::{PopulationArgs, writing_bar};
use crate::exit_status::ExitStatus;
use crate::global::Global;
use crate::installation::{Installation, files};
use crate::logging;
use crate::output::{self, FAINT, GOOD, STRONG, line, styled};
use crate::progress::Bar;
use crate::serve_lock::ServeLock;

#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub(crate) struct Sandbox {
    #[command(subcommand)]
    step: Option<Step>,
    #[command(flatten)]
    who: PopulationArgs,
    /// Let a working day pass this often, such as 30s or 5m; by default, days pass by `sandbox next-day`
    #[arg(long, value_name = "TIME", value_parser = pause)]
    day_every: Option<Duration>,
    /// Where the SOAP endpoint listens, when the data directory is made
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:8443")]
    soap: SocketAddr,
    /// Where the SFTP server listens, when the data directory is made
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:8022")]
    sftp: SocketAddr,
    /// Where the pages are, when the data directory is made
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:8444")]
    web: SocketAddr,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Step {
    /// Let working days pass now, also while the sandbox runs
    NextDay {
        /// How many
        #[arg(long, value_name = "N", default_value_t = 1)]
        days: u32,
        /// A fault in the day's extract: missing, duplicate, torn, counter, bytes or no-001
        #[arg(long, value_name = "FAULT")]
        fault: Option<InjectedFault>,
    },
    /// Order an event for a person tomorrow: see `cprabo synth event`
    Event {
        /// Whom it happens to
        #[arg(long, value_name = "PNR", value_parser = super::synth::invented)]
        pnr: civil::Pnr,
        /// The event, by the code of its main event
        #[arg(long, value_name = "A21")]
        event: civil::EventCode,
    },
}

fn pause(text: &str) -> Result<Duration, String> {
    let time: SignedDuration = text.parse().map_err(|error| format!("{error}"))?;
    Duration::try_from(time).map_err(|_| "time does not run backwards".to_owned())
}

impl Sandbox {
    pub(crate) fn run(self, global: &Global) -> Result<ExitStatus> {
        match self.step {
            None => self.serve(global),
            Some(Step::NextDay { days, fault }) => {
                let sandbox = Installation::open(&global.data)?.sandbox()?;
                let turn = sandbox.turn()?;
                let mut exit = ExitStatus::Done;
                for _ in 0..days {
                    exit = next_day(&sandbox, &turn, fault)?;
                }
                Ok(exit)
            }
            Some(Step::Event { pnr, event }) => {
                let sandbox = Installation::open(&global.data)?.sandbox()?;
                let day = sandbox.order(pnr, event)?;
                line(&format!("{} {event} in the extract of {day}", styled(GOOD, "ordered")))?;
                Ok(ExitStatus::Done)
            }
        }
    }

    /// Creates what is missing, then serves while time runs.
    fn serve(self, global: &Global) -> Result<ExitStatus> {
        if !global.data.join(files::CONFIG).exists() {
            // Users of a sandbox may have any client, and the key protects no real data.
            let init = Init::at(self.soap, self.sftp).with_sandbox_pages(self.web);
            init.with_rsa_host_key().make(&global.data)?;
        }
        let installation = Installation::open(&global.data)?;
        let log = logging::start(
            &installation.config.log,
            Some(tracing_subscriber::filter::LevelFilter::WARN),
        )?;
        let mut serving = ServeLock::begin(&installation.folder.join(files::SERVE_LOCK))?;
        let sandbox = installation.sandbox()?;
        self.populate(&sandbox)?;
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
        let close = CancellationToken::new();
        let shutdown_grace = ShutdownGrace::new(close.clone());
        let served = runtime.block_on(async {
            let server = Server::open(&installation, log.status(), close.clone()).await?;
            let (wake, woken) = channel();
            tokio::spawn(serve::watch_signals(close.clone(), wake)?);
            let ready = server.ready_line()?;
            serving.report(&ready)?;
            let mut lines = vec![ready];
            lines.extend(server.first_link(&installation)?);
            lines.extend(hints(global, server.pages_url(&installation)?, self.day_every.is_some()));
            serve::announce(lines)?;
            let days = run_days(&sandbox, self.day_every, close);
            let (served, ran) = tokio::join!(server.serve(&shutdown_grace, woken), days);
            served.and(ran)
        });
        runtime.shutdown_timeout(shutdown_grace.left());
        served.map(|()| ExitStatus::Done)
    }

    /// Creates the population of a new sandbox. Extracts that a stopped one had made and not ingested are ingested.
    fn populate(&self, sandbox: &::sandbox::Sandbox) -> Result<()> {
        if sandbox.exists() {
            let left = sandbox.ingest_left(&Bar::new())?;
            return left.iter().try_for_each(|run| show(run).map(|_| ()));
        }
        let plan = self.who.plan();
        let persons = output::count(self.who.persons, "person", "persons");
        line(&styled(STRONG, &format!("a Denmark of {persons} as of {}", plan.first_day)))?;
        let written = writing_bar(self.who.persons);
        sandbox.create(plan, |persons| written.set_position(persons), &Bar::new())?;
        written.finish_and_clear();
        Ok(())
    }
}

/// Lets days pass until the server closes.
async fn run_days(
    sandbox: &::sandbox::Sandbox,
    every: Option<Duration>,
    close: CancellationToken,
) -> Result<()> {
    let Some(every) = every else { return Ok(()) };
    loop {
        tokio::select! {
            () = close.cancelled() => return Ok(()),
            () = tokio::time::sleep(every) => {}
        }
        let day = || next_day(sandbox, &sandbox.turn()?, None).map(|_| ());
        if let Err(error) = tokio::task::block_in_place(day) {
            close.cancel();
            return Err(error);
        }
    }
}

/// Lets a day pass, and prints what came of it.
fn next_day(
    sandbox: &::sandbox::Sandbox,
    turn: &Turn,
    fault: Option<InjectedFault>,
) -> Result<ExitStatus> {
    // Of an interruption.
    for left in sandbox.ingest_left(&Bar::new())? {
        show(&left)?;
    }
    let SandboxDay { day, run } = sandbox.next_day(turn, fault, &Bar::new())?;
    match run {
        Some(run) => show(&run),
        None => {
            line(&format!("{day}: no extract came"))?;
            Ok(ExitStatus::Done)
        }
    }
}

/// Prints what came of an extract.
fn show(run: &Run) -> Result<ExitStatus> {
    let proddto = output::or_dash(run.header.map(|header| header.proddto));
    let persons = output::count(run.persons, "person", "persons");
    let outcome = match &run.held {
        Some(held) => format!("held: {}: {}", held.reason.as_str(), held.detail),
        None => format!("{persons} changed, {}", run.state.as_str()),
    };
    line(&format!("{proddto}: {outcome}"))?;
    Ok(if run.state.is_pending() { ExitStatus::Held } else { ExitStatus::Done })
}

/// What could be done next: in the pages first.
fn hints(global: &Global, url: Option<String>, time_runs: bool) -> Vec<String> {
    let mut hints = Vec::new();
    if let Some(url) = url {
        hints.push(format!(
            "pages: {url}/afproev to choose a person, let something happen and see the file"
        ));
    }
    hints.push(global.command("user add NAME --role developer"));
    hints.push(global.command("system add …, agreement add …, filter add …"));
    hints.push(global.command("sandbox event --pnr … --event A21"));
    if !time_runs {
        hints.push(global.command("sandbox next-day"));
    }
    hints.iter().map(|hint| styled(FAINT, &format!("  {hint}"))).collect()
}
