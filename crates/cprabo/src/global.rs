use std::path::{Path, PathBuf};

use clap::Args;

/// The default data directory.
const DEFAULT_DATA: &str = "cprabo-data";

/// Options of every command.
#[derive(Debug, Args)]
#[command(next_help_heading = "Options of every command")]
pub(crate) struct Global {
    /// The data directory
    #[arg(
        long,
        global = true,
        value_name = "DIR",
        env = "CPRABO_DATA",
        default_value = DEFAULT_DATA
    )]
    pub(crate) data: PathBuf,
    /// Print lists as JSON
    #[arg(long, global = true)]
    pub(crate) json: bool,
}

impl Global {
    /// A command for the user to run next, on this data directory.
    pub(crate) fn command(&self, command: &str) -> String {
        let data = &self.data;
        // The default need not be given.
        let is_default = data == Path::new(DEFAULT_DATA);
        if is_default {
            format!("cprabo {command}")
        } else {
            format!("cprabo --data {} {command}", data.display())
        }
    }
}
