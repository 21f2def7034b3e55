use anyhow::Result;
use clap::{Args, Subcommand};
use clock::danish_time;
use jiff::Timestamp;
use serde::Serialize;
use store::{ClockJump, ClockState};

use crate::exit_status::ExitStatus;
use crate::global::Global;
use crate::installation::{Installation, operator};
use crate::output::{self, BAD, GOOD, line, styled};

#[derive(Debug, Args)]
pub(crate) struct Clock {
    #[command(subcommand)]
    step: Option<Step>,
}

#[derive(Debug, Subcommand)]
enum Step {
    /// Confirm that the clock is right: after the days of retention.warn_days, deletion by its time starts again
    Confirm,
}

/// The current time, and the clock's last jump.
#[derive(Serialize)]
struct Shown {
    now: Timestamp,
    last_noted: Option<Timestamp>,
    jumped_from: Option<Timestamp>,
    jumped_to: Option<Timestamp>,
}

impl Clock {
    pub(crate) fn run(self, installation: &Installation, global: &Global) -> Result<ExitStatus> {
        let now = installation.clock.now();
        match self.step {
            None => show(installation.store.clock_state()?, now, global),
            Some(Step::Confirm) => {
                installation.store.confirm_clock(&operator(), now)?;
                line(&format!("{} it is {}", styled(GOOD, "confirmed:"), danish_time(now)))?;
                Ok(ExitStatus::Done)
            }
        }
    }
}

fn show(state: Option<ClockState>, now: Timestamp, global: &Global) -> Result<ExitStatus> {
    let seen = state.map(|state| state.seen_at(now));
    let jump = seen.and_then(|seen| seen.jump);
    if global.json {
        output::json(&Shown {
            now,
            last_noted: state.map(|state| state.last_at),
            jumped_from: jump.map(|jump| jump.from),
            jumped_to: jump.map(|jump| jump.to),
        })?;
    } else {
        line(&format!("now          {}", danish_time(now)))?;
        if let Some(state) = state {
            line(&format!("noted last   {}", danish_time(state.last_at)))?;
        }
        if let Some(ClockJump { from, to }) = jump {
            let text = format!("jumped       from {} to {}", danish_time(from), danish_time(to));
            line(&styled(BAD, &text))?;
            line(
                "nothing is deleted until somebody confirms that it is right: cprabo clock confirm",
            )?;
        }
    }
    Ok(if jump.is_some() { ExitStatus::Held } else { ExitStatus::Done })
}
