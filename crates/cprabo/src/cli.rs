use clap::{Parser, Subcommand};

use crate::commands::{
    agreement, audit, check, clean_up, client_cert, clock, decide, deliveries, delivery, demo,
    drift, explain, filter, healthcheck, ingest, init, ledger, load, manifest, metering, notice,
    off4_account, person, preview, replay, report, review, route, runs, sandbox, seed, show,
    status, synth, system, transfers, undo_run, user, verify,
};
use crate::global::Global;

/// A CPR subscription platform: what SF6002 "CPR Abonnement" does, in one binary.
///
/// IT systems say over SOAP which persons they need, CPR's change extracts come in, and each system
/// fetches its own thinned file over SFTP. `cprabo demo` shows it all.
#[derive(Debug, Parser)]
#[command(
    version,
    after_help = "Exit status: 0 done, 1 failed, 2 wrong usage, 3 something needs a person: an extract is held, a checked file has errors, a system does not hold the right persons, files are not collected, something at rest is damaged."
)]
pub(crate) struct Cli {
    #[command(flatten)]
    pub(crate) global: Global,
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Make a data directory: configuration, database, local CA, server certificate, SSH host keys
    Init(init::Init),
    /// Add, list and change the IT systems that subscribe
    #[command(subcommand)]
    System(system::System),
    /// Add, list and end service agreements
    #[command(subcommand)]
    Agreement(agreement::Agreement),
    /// Issue a client certificate from the local CA, for demonstrations and tests
    ClientCert(client_cert::ClientCert),
    /// List and change the filters of a subscription, and look into their history
    #[command(subcommand)]
    Filter(filter::Filter),
    /// List what a subscription probably does not need any more, and accept or undo its removal
    #[command(subcommand)]
    CleanUp(clean_up::CleanUp),
    /// Say that the need for an agreement's filters was reviewed, list what is due, and set how often
    #[command(subcommand)]
    Review(review::Review),
    /// Serve SOAP and SFTP, and take extracts from the inbox
    Serve,
    /// Take extracts the whole way now, also while `serve` runs
    Ingest(ingest::Ingest),
    /// Fill an empty replica from a full extract of any size
    Seed(seed::Seed),
    /// Order everything that the replica holds on the persons whom a subscription's filters choose
    #[command(subcommand)]
    Load(load::Load),
    /// Show what a change of filters would deliver, before it counts: persons now, each of the last days, a load
    Preview(preview::Preview),
    /// Compare the numbers that a system holds with whom its filters choose now
    Drift(drift::Drift),
    /// Print what was delivered for an agreement as a signed chain of digests (JWS; plain with `--json`)
    ///
    /// Each entry has the digest of the one before. Replaced numbers are included: personal data.
    Manifest(manifest::ManifestArgs),
    /// Deliver again what was delivered, with the same bytes and under new names
    Replay(replay::Replay),
    /// Check whether extracts are right, from wherever they come; needs no data directory
    Check(check::Check),
    /// Print an extract or a delivery so that a person can read it; needs no data directory
    Show(show::Show),
    /// Compare everything at rest with what was written: the database, the files in the folders, the archive
    ///
    /// Offline, or beside a server. Exit status 0 when everything is right, or repaired; 3 when something is not.
    Verify(verify::Verify),
    /// Check the disclosure ledger, and sign where it stands
    #[command(subcommand)]
    Ledger(ledger::Ledger),
    /// Say whether anything needs a person: exit status 0 when nothing does
    Healthcheck(healthcheck::Healthcheck),
    /// Show whether the machine's clock has jumped, and confirm that it is right
    Clock(clock::Clock),
    /// Show the state of the installation
    Status(status::Status),
    /// List the extracts that came, or show one in detail
    Runs(runs::Runs),
    /// List what a subscription has received
    Deliveries(deliveries::Deliveries),
    /// Decide on a delivery that the volume brake holds
    #[command(subcommand)]
    Delivery(delivery::Delivery),
    /// Show a person as the replica has them, in words: name, address, family, history
    Person(person::Person),
    /// Add, list and remove the accounts and passwords of CPR Direkte PNR (OFF4), the look-up that answers in extract records
    #[command(subcommand)]
    Off4Account(off4_account::Off4Account),
    /// Add, list and end the users of the pages, and let in who is locked out
    #[command(subcommand)]
    User(user::User),
    /// Say which systems may send files to which; without a route, none
    #[command(subcommand)]
    Route(route::Route),
    /// Announce planned work and outages on the service page, list them, and end them
    #[command(subcommand)]
    Notice(notice::Notice),
    /// List the files that systems sent to each other: where each is, and who has collected it
    Transfers(transfers::Transfers),
    /// Explain whether a person was delivered to a subscription on a day, and why or why not
    Explain(explain::Explain),
    /// Report to whom a person was disclosed, or what was disclosed under an agreement
    #[command(subcommand)]
    Report(report::Report),
    /// List what was used by agreement and service, and say what each authority pays
    #[command(subcommand)]
    Metering(metering::Metering),
    /// Show who did what: calls that were refused, logins, and what operators changed
    Audit(audit::Audit),
    /// Release a held extract despite the reason for which it is held
    Release(decide::Decide),
    /// Drop a held extract as if it had never come
    Reject(decide::Decide),
    /// Undo the last extract that was applied, while nobody has fetched anything of it
    ///
    /// Replica, filters that followed replaced numbers, deliveries and loads are as before; extracts that waited are
    /// processed.
    UndoRun(undo_run::UndoRun),
    /// Make a synthetic Denmark and its days, as extracts
    #[command(subcommand)]
    Synth(synth::Synth),
    /// A platform with a synthetic population, in which time runs
    Sandbox(sandbox::Sandbox),
    /// Start everything in a temporary directory and show it at work
    Demo(demo::Demo),
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;

    /// The help of a command and of its subcommands, as on a terminal of 100 columns.
    fn help(command: &clap::Command, path: &str, out: &mut String) {
        let name = format!("{path} {}", command.get_name());
        let name = name.trim();
        let text = command.clone().term_width(100).render_long_help().to_string();
        *out += &format!("$ {name} --help\n{}\n\n", text.trim_end());
        for below in command.get_subcommands().filter(|below| below.get_name() != "help") {
            help(below, name, out);
        }
    }

    #[test]
    fn help_of_every_command_is_this() {
        let mut command = Cli::command().version("VERSION");
        command.build();
        // Without values from the environment of this test, and with the global options once.
        let command = command.mut_args(|argument| argument.hide_env_values(true));
        let command = command.mut_subcommands(hide_global);
        let mut all = String::new();
        help(&command, "", &mut all);
        insta::assert_snapshot!("help", all);
    }

    fn hide_global(command: clap::Command) -> clap::Command {
        let hide = |argument: clap::Arg| {
            let hidden = argument.is_global_set() || argument.get_id() == "help";
            argument.hide(hidden)
        };
        command.mut_args(hide).mut_subcommands(hide_global)
    }
}
