use std::path::Path;

use anyhow::Result;
use clap::Args;
use clock::Clock;
use error_report::Report;
use health::{Alert, AlertKind, AlertThresholds, Health};
use jiff::SignedDuration;

use crate::config::{Alarm, Config, Inbox};
use crate::exit_status::ExitStatus;
use crate::global::Global;
use crate::installation::{Installation, check_owner, files, no_config};
use crate::output::{self, BAD, GOOD, HINT, line, styled};
use crate::serve_lock;

#[derive(Debug, Args)]
pub(crate) struct Healthcheck {}

impl Healthcheck {
    pub(crate) fn run(self, global: &Global) -> Result<ExitStatus> {
        let health = match health::ask(&global.data) {
            Ok(health) => health,
            Err(error) => match check_owner(&global.data) {
                // The checks below wait for the disk and the database; a server that answers does not.
                Ok(()) => match Installation::open(&global.data) {
                    Ok(installation) => without_server(&installation, &error)?,
                    Err(why) => without_installation(&global.data, &error, why)?,
                },
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
        if !global.json {
            health.notes.iter().try_for_each(|note| line(&styled(HINT, &note.what)))?;
        }
        Ok(if health.healthy { ExitStatus::Done } else { ExitStatus::Held })
    }
}

/// The health of an installation: from its server, or as far as it can be checked without one.
pub(crate) fn health(installation: &Installation) -> Result<Health> {
    match health::ask(&installation.folder) {
        Ok(health) => Ok(health),
        Err(error) => without_server(installation, &error),
    }
}

fn without_server(installation: &Installation, error: &std::io::Error) -> Result<Health> {
    let running = serve_lock::running(&installation.folder.join(files::SERVE_LOCK))?;
    let alert = server(running.is_some(), error);
    let seen = Health::of(&installation.health_sources(None), installation.clock.now());
    Ok(seen.with(alert))
}

/// The health when the installation cannot be opened, as far as the machine can be checked; it includes an alert about
/// that.
fn without_installation(
    folder: &Path,
    error: &std::io::Error,
    why: anyhow::Error,
) -> Result<Health> {
    if !folder.join(files::CONFIG).exists() {
        return Err(why);
    }
    // An unreadable configuration is the reason why it cannot be opened.
    let config = Config::read(&folder.join(files::CONFIG)).ok();
    let inbox = config.as_ref().map_or_else(Inbox::default, |config| config.inbox.clone());
    let minutes = config.map_or_else(Alarm::default, |config| config.alarm).inbox_minutes;
    let thresholds = AlertThresholds {
        inbox: SignedDuration::from_mins(minutes.into()),
        ..AlertThresholds::default()
    };
    let why = format!("the installation cannot be opened: {why:#}");
    let (inbox, now) = (folder.join(inbox.folder), Clock::system().now());
    let seen = Health::without_database(folder, &inbox, &thresholds, why, now);
    // An error here was reported before.
    let running = serve_lock::running(&folder.join(files::SERVE_LOCK)).ok().flatten();
    Ok(seen.with(server(running.is_some(), error)))
}

/// That no server answers.
fn server(is_running: bool, error: &std::io::Error) -> Alert {
    let what = if is_running {
        format!("the server does not report its health: {}", Report(error))
    } else {
        "no server runs: nothing is taken in, and nobody is served".to_owned()
    };
    AlertKind::Server.of(what)
}

/// As root in another user's data directory nothing is opened: only the server can be asked.
fn as_another_user(
    folder: &Path,
    error: &std::io::Error,
    other_user: &anyhow::Error,
) -> Result<Health> {
    if !folder.join(files::CONFIG).exists() {
        return Err(no_config(folder));
    }
    // If its lock cannot be checked, a server may run.
    let running = serve_lock::running(&folder.join(files::SERVE_LOCK));
    let mut alert = server(running.map_or(true, |running| running.is_some()), error);
    alert.what = format!("{}. More is seen by the owner: {other_user}", alert.what);
    Ok(Health::unseen(Clock::system().now()).with(alert))
}
