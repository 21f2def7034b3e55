use std::net::IpAddr;

use anyhow::{Context as _, Result};
use app::{App, Off4AccountOrder};
use civil::{AgreementUuid, KundeNr, Off4User, ServiceName};
use clap::{Args, Subcommand};
use ipnet::IpNet;
use jiff::Timestamp;
use serde::Serialize;

use crate::exit_status::ExitStatus;
use crate::global::Global;
use crate::installation::{Installation, operator_context};
use crate::output::{self, GOOD, line, local, styled};

#[derive(Debug, Subcommand)]
pub(crate) enum Off4Account {
    /// Add an account, and print its password: it is kept nowhere
    Add(Add),
    /// List the accounts
    List,
    /// Give an account a new password, and print it
    Password(User),
    /// Remove an account
    Remove(User),
}

#[derive(Debug, Args)]
pub(crate) struct Add {
    /// The user: eight upper-case letters and digits, such as WUDI0178
    user: Off4User,
    /// ServiceAgreementUUID of the agreement under which it asks, which has to cover OFF4
    #[arg(long, value_name = "UUID")]
    agreement: AgreementUuid,
    /// The customer's number that its requests have (KUNDENR): four digits
    #[arg(long, value_name = "NUMBER")]
    kundenr: KundeNr,
    /// A network from which it may be used, such as 192.0.2.0/24, or an address; can be given several times
    #[arg(long = "from", value_name = "NETWORK", required = true, value_parser = network)]
    networks: Vec<IpNet>,
}

#[derive(Debug, Args)]
pub(crate) struct User {
    /// The user, such as WUDI0178
    user: Off4User,
}

/// An account in a list.
#[derive(Serialize)]
struct Row {
    user: String,
    kundenr: String,
    agreement: AgreementUuid,
    from: Vec<String>,
    password_set_at: Timestamp,
    password_expires_at: Option<Timestamp>,
}

impl Off4Account {
    pub(crate) fn run(self, installation: &Installation, global: &Global) -> Result<ExitStatus> {
        let app = installation.app()?;
        match self {
            Self::Add(Add { user, agreement, kundenr, networks }) => {
                let new = Off4AccountOrder { user, kundenr, agreement, networks };
                let context = operator_context("off4-account add");
                let password = app.add_off4_account(&context, new)?;
                print_password(global, user, password.reveal())?;
                note_what_is_missing(installation, agreement)?;
            }
            Self::Password(User { user }) => {
                let context = operator_context("off4-account password");
                let password = app.reset_off4_password(&context, user)?;
                print_password(global, user, password.reveal())?;
            }
            Self::Remove(User { user }) => {
                app.remove_off4_account(&operator_context("off4-account remove"), user)?;
                line(&format!("{} OFF4 account {user}", styled(GOOD, "removed:")))?;
            }
            Self::List => list(&app, installation, global)?,
        }
        Ok(ExitStatus::Done)
    }
}

fn list(app: &App, installation: &Installation, global: &Global) -> Result<()> {
    let accounts = app.off4_accounts(&operator_context("off4-account list"))?;
    let last = installation.config.off4.settings().passwords_last;
    let row = |account: store::Off4Account| Row {
        user: account.user.to_string(),
        kundenr: account.kundenr.to_string(),
        agreement: account.agreement,
        from: account.networks.iter().map(ToString::to_string).collect(),
        password_set_at: account.password_set_at,
        password_expires_at: last.and_then(|last| account.password_set_at.checked_add(last).ok()),
    };
    let rows: Vec<Row> = accounts.into_iter().map(row).collect();
    let header = ["USER", "KUNDENR", "AGREEMENT", "FROM", "PASSWORD SET", "EXPIRES"];
    output::list(global.json, &rows, header, |row| {
        [
            row.user.clone(),
            row.kundenr.clone(),
            row.agreement.to_string(),
            row.from.join(" "),
            local(row.password_set_at),
            row.password_expires_at.map_or_else(|| "never".to_owned(), local),
        ]
    })
}

/// Says what else is needed until the account can be used.
fn note_what_is_missing(installation: &Installation, uuid: AgreementUuid) -> Result<()> {
    let covers = |agreement: &store::Agreement| agreement.covers(ServiceName::Off4);
    if !installation.store.agreement(uuid)?.as_ref().is_some_and(covers) {
        output::note(&format!(
            "`cprabo agreement service add --agreement {uuid} OFF4` lets it ask"
        ));
    }
    if installation.config.off4.listen.is_none() {
        output::note("`listen` under [off4] in cprabo.toml opens the port");
    }
    Ok(())
}

/// The one time that a password is shown.
fn print_password(global: &Global, user: Off4User, password: Option<&str>) -> Result<()> {
    let password = password.context("the password has no text")?;
    if global.json {
        let user = user.to_string();
        return output::json(&serde_json::json!({ "user": user, "password": password }));
    }
    line(&format!("{} {password}", styled(GOOD, "password:")))?;
    output::note(&format!("{user} can log on with it; it is not shown again"));
    Ok(())
}

/// A network of IPv4 addresses that is written as one of IPv6 (`::ffff:192.0.2.0/120`), as callers' addresses are.
fn canonical(network: IpNet) -> IpNet {
    let IpAddr::V4(address) = network.addr().to_canonical() else { return network };
    let length = if network.addr().is_ipv6() {
        network.prefix_len().saturating_sub(96)
    } else {
        network.prefix_len()
    };
    IpNet::new(address.into(), length).unwrap_or(network)
}

/// A network, or one address.
fn network(text: &str) -> Result<IpNet, String> {
    let network = text.parse().or_else(|_| text.parse::<IpAddr>().map(IpNet::from));
    let network = network.map(|network: IpNet| canonical(network.trunc()));
    network.map_err(|_| {
        "a network is an address and a length, such as 192.0.2.0/24 or 2001:db8::/32".to_owned()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn network_is_written_as_the_addresses_of_callers_are() {
        let network = |text| network(text).map(|network| network.to_string());
        assert_eq!(network("192.0.2.7"), Ok("192.0.2.7/32".to_owned()));
        assert_eq!(network("192.0.2.7/24"), Ok("192.0.2.0/24".to_owned()));
        assert_eq!(network("::ffff:192.0.2.0/120"), Ok("192.0.2.0/24".to_owned()));
        assert_eq!(network("2001:db8::1/32"), Ok("2001:db8::/32".to_owned()));
        assert!(network("192.0.2.0/33").is_err() && network("home").is_err());
    }
}
