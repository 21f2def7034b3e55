use std::path::Path;

use anyhow::Result;
use causes::Causes;
use clap::Args;
use clock::Clock;
use health::{Health, TroubleKind};

use crate::cli::Global;
use crate::exit::Exit;
use crate::installation::{Installation, check_owner, files, no_config};
use crate::output::{self, BAD, GOOD, line, styled};
use crate::serving;

#[derive(Debug, Args)]
pub(crate) struct Healthcheck {}

impl Healthcheck {
    pub(crate) fn run(self, global: &Global) -> Result<Exit> {
        let health = match health::ask(&global.data) {
            Ok(health) => health,
            Err(error) => match check_owner(&global.data) {
                // What follows waits for the disk and the database; a server that answers does not.
                Ok(()) => without_server(&Installation::open(&global.data)?, &error)?,
                Err(other_user) => as_another_user(&global.data, &error, &other_user)?,
            },
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
    let running = serving::running(&installation.folder.join(files::SERVE_LOCK))?;
    let what = no_answer(running.is_some(), error);
    let seen = Health::of(&installation.health_sources(None), installation.clock.now());
    Ok(seen.with(TroubleKind::Server.of(what)))
}

/// As root, who opens nothing in a data directory of another's: all that can be said is that no server answers.
fn as_another_user(
    folder: &Path,
    error: &std::io::Error,
    other_user: &anyhow::Error,
) -> Result<Health> {
    if !folder.join(files::CONFIG).exists() {
        return Err(no_config(folder));
    }
    // One whose lock cannot be looked at may run.
    let running = serving::running(&folder.join(files::SERVE_LOCK));
    let what = no_answer(running.map_or(true, |running| running.is_some()), error);
    let what = format!("{what}. More is seen by the owner: {other_user}");
    Ok(Health::unseen(Clock::system().now()).with(TroubleKind::Server.of(what)))
}

fn no_answer(is_running: bool, error: &std::io::Error) -> String {
    if is_running {
        format!("the server does not say how it stands: {}", Causes(error))
    } else {
        "no server runs: nothing is taken in, and nobody is served".to_owned()
    }
}
