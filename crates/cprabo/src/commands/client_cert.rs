use std::path::PathBuf;

use anyhow::{Context as _, Result, bail};
use clap::Args;
use clock::danish_day;

use crate::authority::{self, Purpose};
use crate::exit_status::ExitStatus;
use crate::installation::{Installation, write_new};
use crate::output::line;

#[derive(Debug, Args)]
pub(crate) struct ClientCert {
    /// The name in the certificate, and of the two files
    name: String,
    /// The folder for NAME.crt and NAME.key, created if missing
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// Days for which the certificate is valid
    #[arg(long, default_value_t = 365, value_parser = clap::value_parser!(i32).range(1..=3650))]
    days: i32,
}

impl ClientCert {
    pub(crate) fn run(self, installation: &Installation) -> Result<ExitStatus> {
        if self.name.is_empty() || self.name.starts_with('.') || self.name.contains(['/', '\0']) {
            bail!("{:?} cannot be the name of a file", self.name);
        }
        std::fs::create_dir_all(&self.out)
            .with_context(|| format!("cannot make {}", self.out.display()))?;
        let authority = installation.authority()?;
        let today = danish_day(installation.clock.now());
        let pair =
            authority::issue(&authority, &self.name, vec![], Purpose::Client, today, self.days)?;
        for (ending, text, secret) in [("crt", &pair.certificate, false), ("key", &pair.key, true)]
        {
            let path = self.out.join(format!("{}.{ending}", self.name));
            write_new(&path, text, secret)?;
            line(&path.display().to_string())?;
        }
        Ok(ExitStatus::Done)
    }
}
