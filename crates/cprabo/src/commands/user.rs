use std::net::SocketAddr;

use access::SecretToken;
use anyhow::{Context as _, Result};
use app::App;
use civil::AuthorityUuid;
use clap::{Args, Subcommand};
use jiff::Timestamp;
use serde::Serialize;
use store::{NewUser, UserName, UserRole};

use crate::exit_status::ExitStatus;
use crate::global::Global;
use crate::installation::{Installation, files, operator_context};
use crate::output::{self, GOOD, line, local, local_or_dash, or_dash, styled};
use crate::serve_lock;

#[derive(Debug, Subcommand)]
pub(crate) enum User {
    /// Add a user, and print a one-time link by which the user sets a password
    Add(Add),
    /// List the users
    List,
    /// Let a user in again: end the sessions, forget the password, and print a one-time link to set another
    Reset(Reset),
    /// End a user: nobody signs in by the name again
    End(Named),
    /// Print a one-time link that makes the first operator, when there is none
    FirstLink,
}

#[derive(Debug, Args)]
pub(crate) struct Add {
    /// The name: small letters, digits and . _ - @, such as mette@odder.dk; it cannot be changed
    name: UserName,
    /// operator, authority-administrator, authority-reader, auditor or developer
    #[arg(long, value_name = "ROLE")]
    role: UserRole,
    /// UserUUID of the authority, for the roles of an authority
    #[arg(long, value_name = "UUID")]
    authority: Option<AuthorityUuid>,
}

#[derive(Debug, Args)]
pub(crate) struct Reset {
    /// The name
    name: UserName,
    /// Take away the second step and the recovery codes too: the telephone is lost
    #[arg(long)]
    second_step: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Named {
    /// The name
    name: UserName,
}

/// A user in a list.
#[derive(Serialize)]
struct Row {
    name: String,
    role: &'static str,
    authority: Option<AuthorityUuid>,
    has_password: bool,
    second_step: bool,
    added_at: Timestamp,
    signed_in_at: Option<Timestamp>,
    ended_at: Option<Timestamp>,
}

impl User {
    pub(crate) fn run(self, installation: &Installation, global: &Global) -> Result<ExitStatus> {
        let app = installation.app()?;
        match self {
            Self::Add(Add { name, role, authority }) => {
                let new = NewUser { name, role, authority };
                let token = app.add_user(&operator_context("user add"), &new)?;
                print_link(installation, global, &token)?;
            }
            Self::Reset(Reset { name, second_step }) => {
                let context = operator_context("user reset");
                let token = app.reset_user(&context, &name, second_step)?;
                print_link(installation, global, &token)?;
            }
            Self::End(Named { name }) => {
                app.end_user(&operator_context("user end"), &name)?;
                line(&format!("{} user {name}", styled(GOOD, "ended:")))?;
            }
            Self::FirstLink => {
                let token = app.first_link(&operator_context("user first-link"))?;
                print_link(installation, global, &token)?;
            }
            Self::List => list(&app, global)?,
        }
        Ok(ExitStatus::Done)
    }
}

fn list(app: &App, global: &Global) -> Result<()> {
    let row = |user: store::User| Row {
        name: user.name.to_string(),
        role: user.role.as_str(),
        authority: user.authority,
        has_password: user.password.is_some(),
        second_step: user.totp.is_some(),
        added_at: user.added_at,
        signed_in_at: user.signed_in_at,
        ended_at: user.ended_at,
    };
    let users = app.users(&operator_context("user list"))?;
    let rows: Vec<Row> = users.into_iter().map(row).collect();
    let header = ["NAME", "ROLE", "AUTHORITY", "SECOND STEP", "SIGNED IN", "STATE"];
    output::list(global.json, &rows, header, |row| {
        let state = match (row.ended_at, row.has_password) {
            (Some(at), _) => format!("ended {}", local(at)),
            (None, true) => "active".to_owned(),
            (None, false) => "no password yet".to_owned(),
        };
        [
            row.name.clone(),
            row.role.to_owned(),
            or_dash(row.authority),
            if row.second_step { "yes" } else { "no" }.to_owned(),
            local_or_dash(row.signed_in_at),
            state,
        ]
    })
}

/// The one time that a link is shown.
fn print_link(installation: &Installation, global: &Global, token: &SecretToken) -> Result<()> {
    let (url, is_open) = pages(installation)?;
    let link = first_start(&url, token);
    if global.json {
        return output::json(&serde_json::json!({ "link": link }));
    }
    line(&format!("{} {link}", styled(GOOD, "one-time link:")))?;
    output::note("it works once, within 24 hours, and is not shown again");
    if !is_open {
        output::note("`listen` under [web] in cprabo.toml opens the pages");
    }
    Ok(())
}

/// The address of a one-time link.
pub(crate) fn first_start(url: &str, token: &SecretToken) -> String {
    format!("{url}/foerste-start/{}", token.reveal())
}

/// Where the pages are, and whether there are any.
fn pages(installation: &Installation) -> Result<(String, bool)> {
    let web = &installation.config.web;
    // The system chose the port, if the configuration leaves it open.
    let running = serve_lock::running(&installation.folder.join(files::SERVE_LOCK))?;
    let open = running
        .as_deref()
        .and_then(|ready| ready.split(' ').find_map(|word| word.strip_prefix("web=https://")));
    let address: Option<SocketAddr> =
        open.map(str::parse).transpose().context("the server's address cannot be read")?;
    let address = address.or(web.listen);
    Ok((
        web.url(address.unwrap_or_else(|| SocketAddr::from(([127, 0, 0, 1], 8444)))),
        address.is_some(),
    ))
}
