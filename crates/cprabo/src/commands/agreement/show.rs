use std::collections::BTreeSet;

use anyhow::{Context as _, Result};
use civil::{AgreementUuid, SystemUuid};
use clap::Args;
use clock::danish_day;
use jiff::Timestamp;
use serde::Serialize;
use store::{AgreementDetails, AgreementText, BrakeTerms, StateChange, VolumeBrake};

use super::list::Row;
use crate::config;
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
    /// What is left out of its deliveries; empty for nothing.
    terms: String,
    brake: Brake,
    states: Vec<State>,
}

/// When a day of it is held: the numbers that count, and those of its own.
#[derive(Serialize)]
struct Brake {
    times: u32,
    least: u32,
    own_times: Option<u32>,
    own_least: Option<u32>,
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
        let terms = agreement.minimisation.to_string();
        let brake = Brake::of(&installation.config.brake, agreement.brake);
        let row = Row::new(agreement, system, filters.len(), danish_day(installation.clock.now()));
        let users = app.user_systems(&context.clone().about(self.agreement))?;
        let shown = shown(row, details, users, (terms, brake), states);
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
    (terms, brake): (String, Brake),
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
        terms,
        brake,
        states: states.into_iter().map(state).collect(),
    }
}

impl Brake {
    fn of(configured: &config::Brake, own: BrakeTerms) -> Self {
        let VolumeBrake { times, least } = configured.settings().volume.with(own);
        Self { times, least, own_times: own.times, own_least: own.least }
    }

    fn text(&self) -> String {
        let whose = match (self.own_times, self.own_least) {
            (None, None) => "as in cprabo.toml",
            _ => "of its own",
        };
        let Self { times, least, .. } = self;
        match times {
            0 => format!("holds nothing, {whose}"),
            _ => {
                format!("a day with more than {times} times the usual persons and {least}, {whose}")
            }
        }
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
        ("ages in", if row.ages_in { "on" } else { "off" }.to_owned()),
        ("left out", if shown.terms.is_empty() { "nothing".into() } else { shown.terms.clone() }),
        ("held", shown.brake.text()),
    ] {
        line(&format!("{name:<13} {value}"))?;
    }
    for State { at, who, state, reason } in &shown.states {
        let reason = reason.as_ref().map(|reason| format!(": {reason}")).unwrap_or_default();
        line(&format!("{} {state} by {who}{reason}", styled(FAINT, &local(*at))))?;
    }
    Ok(())
}
