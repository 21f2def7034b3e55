use anyhow::Result;
use causes::Causes;
use clap::Args;
use health::{Health, TroubleKind};

use crate::cli::Global;
use crate::exit::Exit;
use crate::installation::{Installation, files};
use crate::output::{self, BAD, GOOD, line, styled};
use crate::serving;

#[derive(Debug, Args)]
pub(crate) struct Healthcheck {}

impl Healthcheck {
    pub(crate) fn run(self, global: &Global) -> Result<Exit> {
        let health = match health::ask(&global.data) {
            Ok(health) => health,
            // What follows waits for the disk and the database; a server that answers does not.
            Err(error) => without_server(&Installation::open(&global.data)?, &error)?,
        };
        if global.json {
            output::json(&health)?;
        } else if health.healthy {
            line(&styled(GOOD, "nothing needs a person"))?;
        } else {
            health.troubles.iter().try_for_each(|trouble| line(&styled(BAD, &trouble.what)))?;
        }
        Ok(if health.healthy { Exit::Done } else { Exit::Held })
    }
}

/// How an installation stands: as its server says, or as can be seen without one.
pub(crate) fn health(installation: &Installation) -> Result<Health> {
    match health::ask(&installation.folder) {
        Ok(health) => Ok(health),
        Err(error) => without_server(installation, &error),
    }
}

fn without_server(installation: &Installation, error: &std::io::Error) -> Result<Health> {
    let what = match serving::running(&installation.folder.join(files::SERVE_LOCK))? {
        Some(_) => format!("the server does not say how it stands: {}", Causes(error)),
        None => "no server runs: nothing is taken in, and nobody is served".to_owned(),
    };
    let seen = Health::of(&installation.health_sources(None), installation.clock.now());
    Ok(seen.with(TroubleKind::Server.of(what)))
}
