use anyhow::Result;
use clap::Args;
use health::Trouble;
use serde::Serialize;

use crate::cli::Global;
use crate::exit::Exit;
use crate::installation::Installation;
use crate::output::{self, BAD, GOOD, line, styled};

#[derive(Debug, Args)]
pub(crate) struct Healthcheck {}

#[derive(Serialize)]
struct Answer<'a> {
    healthy: bool,
    troubles: &'a [Trouble],
}

impl Healthcheck {
    pub(crate) fn run(self, installation: &Installation, global: &Global) -> Result<Exit> {
        let troubles = installation.troubles()?;
        if global.json {
            output::json(&Answer { healthy: troubles.is_empty(), troubles: &troubles })?;
        } else if troubles.is_empty() {
            line(&styled(GOOD, "nothing needs a person"))?;
        } else {
            troubles.iter().try_for_each(|trouble| line(&styled(BAD, &trouble.what)))?;
        }
        Ok(if troubles.is_empty() { Exit::Done } else { Exit::Held })
    }
}
