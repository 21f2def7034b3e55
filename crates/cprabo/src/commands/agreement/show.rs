use std::collections::BTreeSet;

use anyhow::{Context as _, Result};
use civil::{AgreementUuid, SystemUuid};
use clap::Args;
use clock::danish_day;
use jiff::Timestamp;
use serde::Serialize;
use store::{AgreementDetails, AgreementText, StateChange};

use super::list::Row;
use crate::exit_status::ExitStatus;
use crate::global::Global;
use crate::installation::{Installation, operator_context};
use crate::output::{self, FAINT, HINT, line, local, or_dash, styled};

#[derive(Debug, Args)]
pub(crate) struct Show {
    /// ServiceAgreementUUID
    #[arg(long, value_name = "UUID")]
    agreement: AgreementUuid,
}

/// An agreement with what it says, and how it came to its state.
#[derive(Serialize)]
struct Shown {
    #[serde(flatten)]
    row: Row,
    authority_name: Option<String>,
    municipality: Option<String>,
    supplier: Option<String>,
    purpose: Option<String>,
    law: Option<String>,
    paragraph: Option<String>,
    legal_text: Option<String>,
    contact: Option<String>,
    user_systems: BTreeSet<SystemUuid>,
    states: Vec<State>,
}

#[derive(Serialize)]
struct State {
    at: Timestamp,
    who: String,
    state: &'static str,
    reason: Option<String>,
}

impl Show {
    pub(super) fn run(self, installation: &Installation, global: &Global) -> Result<ExitStatus> {
        let (app, context) = (installation.app()?, operator_context("agreement show"));
        let states = app.agreement_states(&context.clone().about(self.agreement))?;
        let agreements = app.agreements(&context)?;
        let of_it = agreements.into_iter().find(|(one, ..)| one.uuid == self.agreement);
        let (agreement, system, filters) = of_it.context("the agreement is gone")?;
        let details = agreement.details.clone();
        let row = Row::new(agreement, system, filters.len(), danish_day(installation.clock.now()));
        let users = app.user_systems(&context.clone().about(self.agreement))?;
        let shown = shown(row, details, users, states);
        if global.json {
            output::json(&shown)?;
        } else {
            print(&shown)?;
        }
        Ok(ExitStatus::Done)
    }
}

fn shown(
    row: Row,
    details: AgreementDetails,
    user_systems: BTreeSet<SystemUuid>,
    states: Vec<StateChange>,
) -> Shown {
    let text = |text: Option<AgreementText>| text.map(|text| text.as_str().to_owned());
    let state = |change: StateChange| State {
        at: change.at,
        who: change.author.actor.to_string(),
        state: change.state.as_str(),
        reason: text(change.reason),
    };
    Shown {
        row,
        authority_name: text(details.authority_name),
        municipality: details.municipality.map(|code| code.to_string()),
        supplier: text(details.supplier),
        purpose: text(details.purpose),
        law: text(details.law),
        paragraph: text(details.paragraph),
        legal_text: text(details.legal_text),
        contact: text(details.contact),
        user_systems,
        states: states.into_iter().map(state).collect(),
    }
}

fn days(row: &Row) -> String {
    match (row.valid_from, row.valid_until) {
        (None, None) => "until further notice".to_owned(),
        (Some(first), None) => format!("from {first} until further notice"),
        (None, Some(last)) => format!("until {last}"),
        (Some(first), Some(last)) => format!("from {first} until {last}"),
    }
}

fn users(systems: &BTreeSet<SystemUuid>) -> String {
    let systems: Vec<String> = systems.iter().map(ToString::to_string).collect();
    if systems.is_empty() { "that system alone".to_owned() } else { systems.join(" ") }
}

fn print(shown: &Shown) -> Result<()> {
    let Shown { row, .. } = shown;
    let stated = |text: &Option<String>| {
        text.clone().unwrap_or_else(|| styled(HINT, "not stated").to_string())
    };
    for (name, value) in [
        ("agreement", row.agreement.to_string()),
        ("status", row.status.to_owned()),
        ("system", format!("{} ({})", row.system_name, row.system)),
        ("user systems", users(&shown.user_systems)),
        ("authority", format!("{} ({})", stated(&shown.authority_name), row.authority)),
        ("municipality", or_dash(shown.municipality.as_ref())),
        ("cvr", or_dash(row.cvr)),
        ("supplier", stated(&shown.supplier)),
        ("purpose", stated(&shown.purpose)),
        ("law", stated(&shown.law)),
        ("paragraph", stated(&shown.paragraph)),
        ("legal text", or_dash(shown.legal_text.as_ref())),
        ("contact", stated(&shown.contact)),
        ("services", row.services()),
        ("in force", days(row)),
        ("filters", row.filters.to_string()),
    ] {
        line(&format!("{name:<13} {value}"))?;
    }
    for State { at, who, state, reason } in &shown.states {
        let reason = reason.as_ref().map(|reason| format!(": {reason}")).unwrap_or_default();
        line(&format!("{} {state} by {who}{reason}", styled(FAINT, &local(*at))))?;
    }
    Ok(())
}
