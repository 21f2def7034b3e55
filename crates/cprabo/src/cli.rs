use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

use crate::commands::{
    agreement, client_cert, decide, deliveries, demo, filter, ingest, init, runs, status, system,
};

/// A CPR subscription platform: what SF6002 "CPR Abonnement" does, in one binary.
///
/// IT systems say over SOAP which persons they need, CPR's change extracts come in, and each system
/// fetches its own thinned file over SFTP. `cprabo demo` shows it all.
#[derive(Debug, Parser)]
#[command(
    version,
    after_help = "Exit status: 0 done, 1 failed, 2 wrong usage, 3 an extract is held."
)]
pub(crate) struct Cli {
    #[command(flatten)]
    pub(crate) global: Global,
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// Options of every command.
#[derive(Debug, Args)]
pub(crate) struct Global {
    /// The data directory
    #[arg(
        long,
        global = true,
        value_name = "DIR",
        env = "CPRABO_DATA",
        default_value = "cprabo-data"
    )]
    pub(crate) data: PathBuf,
    /// Print lists as JSON
    #[arg(long, global = true)]
    pub(crate) json: bool,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Make a data directory: configuration, database, local CA, server certificate, SSH host keys
    Init(init::Init),
    /// Add, list and change the IT systems that subscribe
    #[command(subcommand)]
    System(system::System),
    /// Add and list service agreements
    #[command(subcommand)]
    Agreement(agreement::Agreement),
    /// Issue a client certificate from the local CA, for demonstrations and tests
    ClientCert(client_cert::ClientCert),
    /// List and change the filters of a subscription
    #[command(subcommand)]
    Filter(filter::Filter),
    /// Serve SOAP and SFTP, and take extracts from the inbox
    Serve,
    /// Take extracts the whole way now, also while `serve` runs
    Ingest(ingest::Ingest),
    /// Show how the installation stands
    Status(status::Status),
    /// List the extracts that came, or show one in detail
    Runs(runs::Runs),
    /// List what a subscription has received
    Deliveries(deliveries::Deliveries),
    /// Let a held extract go on in spite of what it is held for
    Release(decide::Decide),
    /// Drop a held extract as if it had never come
    Reject(decide::Decide),
    /// Start everything in a temporary directory and show it at work
    Demo(demo::Demo),
}
