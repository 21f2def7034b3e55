//! The subcommands, one file each.

pub(crate) mod agreement;
pub(crate) mod audit;
pub(crate) mod check;
pub(crate) mod clean_up;
pub(crate) mod client_cert;
pub(crate) mod clock;
pub(crate) mod decide;
pub(crate) mod deliveries;
pub(crate) mod delivery;
pub(crate) mod demo;
pub(crate) mod drift;
pub(crate) mod explain;
pub(crate) mod filter;
pub(crate) mod healthcheck;
pub(crate) mod ingest;
pub(crate) mod init;
pub(crate) mod ledger;
pub(crate) mod load;
pub(crate) mod manifest;
pub(crate) mod metering;
pub(crate) mod notice;
pub(crate) mod off4_account;
pub(crate) mod person;
pub(crate) mod preview;
pub(crate) mod replay;
pub(crate) mod report;
pub(crate) mod review;
pub(crate) mod route;
pub(crate) mod runs;
pub(crate) mod sandbox;
pub(crate) mod seed;
pub(crate) mod serve;
pub(crate) mod show;
pub(crate) mod status;
pub(crate) mod synth;
pub(crate) mod system;
pub(crate) mod transfers;
pub(crate) mod undo_run;
pub(crate) mod user;
pub(crate) mod verify;

use anyhow::Result;
use tracing_subscriber::filter::LevelFilter;

use crate::cli::{Cli, Command};
use crate::config::Log;
use crate::exit_status::ExitStatus;
use crate::installation::Installation;
use crate::logging;

/// Runs the given command.
pub(crate) fn run(cli: Cli) -> Result<ExitStatus> {
    let Cli { global, command } = cli;
    let open = || Installation::open(&global.data);
    let _log = match command {
        // The commands that serve start their own log.
        Command::Serve | Command::Sandbox(_) | Command::Demo(_) => None,
        _ => Some(logging::start(&Log::default(), Some(LevelFilter::ERROR))?),
    };
    match command {
        Command::Init(init) => init.run(&global),
        Command::System(system) => system.run(&open()?, &global),
        Command::Agreement(agreement) => agreement.run(&open()?, &global),
        Command::ClientCert(client_cert) => client_cert.run(&open()?),
        Command::Filter(filter) => filter.run(&open()?, &global),
        Command::CleanUp(clean_up) => clean_up.run(&open()?, &global),
        Command::Review(review) => review.run(&open()?, &global),
        Command::Seed(seed) => seed.run(&open()?, &global),
        Command::Load(load) => load.run(&open()?, &global),
        Command::Manifest(manifest) => manifest.run(&open()?, &global),
        Command::Replay(replay) => replay.run(&open()?, &global),
        Command::Preview(preview) => preview.run(&open()?, &global),
        Command::Drift(drift) => drift.run(&open()?, &global),
        Command::Ingest(ingest) => ingest.run(&open()?, &global),
        Command::Check(check) => check.run(&global),
        Command::Show(show) => show.run(&global),
        Command::Verify(verify) => verify.run(&global),
        Command::Healthcheck(healthcheck) => healthcheck.run(&global),
        Command::Ledger(ledger) => ledger.run(&global),
        Command::Clock(clock) => clock.run(&open()?, &global),
        Command::Status(status) => status.run(&open()?, &global),
        Command::Runs(runs) => runs.run(&open()?, &global),
        Command::Deliveries(deliveries) => deliveries.run(&open()?, &global),
        Command::Delivery(delivery) => delivery.run(&open()?),
        Command::Person(person) => person.run(&open()?, &global),
        Command::Off4Account(account) => account.run(&open()?, &global),
        Command::User(user) => user.run(&open()?, &global),
        Command::Route(route) => route.run(&open()?, &global),
        Command::Notice(notice) => notice.run(&open()?, &global),
        Command::Transfers(transfers) => transfers.run(&open()?, &global),
        Command::Explain(explain) => explain.run(&open()?, &global),
        Command::Report(report) => report.run(&open()?, &global),
        Command::Metering(metering) => metering.run(&open()?, &global),
        Command::Audit(audit) => audit.run(&open()?, &global),
        Command::Release(release) => release.release(&open()?, &global),
        Command::Reject(reject) => reject.reject(&open()?, &global),
        Command::UndoRun(undo) => undo.run(&open()?, &global),
        Command::Synth(synth) => synth.run(&global),
        Command::Serve => serve::run(&Installation::open_to_serve(&global.data)?),
        Command::Sandbox(sandbox) => sandbox.run(&global),
        Command::Demo(demo) => demo.run(),
    }
}
