use anyhow::Result;
use clap::{Args, Subcommand};
use jiff::Timestamp;
use serde::Serialize;

use crate::exit_status::ExitStatus;
use crate::global::Global;
use crate::installation::{Installation, operator_context};
use crate::output::{self, GOOD, line, local, styled};

#[derive(Debug, Subcommand)]
pub(crate) enum Route {
    /// Allow an account to send files to another
    Allow(Ends),
    /// List which accounts may send files to which
    List,
    /// Take the right to send files to another account away; what was sent stays
    Remove(Ends),
}

#[derive(Debug, Args)]
pub(crate) struct Ends {
    /// The SFTP account that sends
    from: String,
    /// The SFTP account that gets the files
    to: String,
}

/// A route in a list.
#[derive(Serialize)]
struct Row {
    from: String,
    to: String,
    allowed_at: Timestamp,
}

impl Route {
    pub(crate) fn run(self, installation: &Installation, global: &Global) -> Result<ExitStatus> {
        let app = installation.app()?;
        match self {
            Self::Allow(Ends { from, to }) => {
                app.allow_route(&operator_context("route allow"), &from, &to)?;
                line(&format!("{from} {} send files to {to}", styled(GOOD, "may")))?;
            }
            Self::Remove(Ends { from, to }) => {
                app.remove_route(&operator_context("route remove"), &from, &to)?;
                line(&format!("{from} may {} send files to {to}", styled(GOOD, "no longer")))?;
            }
            Self::List => {
                let routes = app.routes(&operator_context("route list"))?.into_iter();
                let row = |route: store::Route| Row {
                    from: route.sender.to_string(),
                    to: route.recipient.to_string(),
                    allowed_at: route.allowed_at,
                };
                let rows: Vec<Row> = routes.map(row).collect();
                output::list(global.json, &rows, ["FROM", "TO", "ALLOWED"], |row| {
                    [row.from.clone(), row.to.clone(), local(row.allowed_at)]
                })?;
            }
        }
        Ok(ExitStatus::Done)
    }
}
