use anyhow::{Context as _, Result};
use civil::{AgreementUuid, AuthorityUuid, OpgaveNr, SystemUuid};
use clap::{Args, Subcommand};
use clock::danish_day;
use filters::Combination;
use jiff::Timestamp;
use jiff::civil::Date;
use serde::Serialize;
use store::NewAgreement;

use crate::exit_status::ExitStatus;
use crate::global::Global;
use crate::installation::{Installation, operator_context};
use crate::on_off::OnOff;
use crate::output::{self, GOOD, line, or_dash, styled};

#[derive(Debug, Subcommand)]
pub(crate) enum Agreement {
    /// Add a service agreement: one system, for one authority
    Add(Add),
    /// List the service agreements
    List(List),
    /// End an agreement: after its last day nothing is delivered under it, and earlier deliveries can no longer be
    /// fetched
    End(End),
    /// Close an agreement for good, if nothing is outstanding: its filters and its collected files in IN are removed
    Close(Close),
    /// Set whether new filters bring full data on the persons they choose, after the next day's file
    FirstData(FirstData),
}

#[derive(Debug, Args)]
pub(crate) struct FirstData {
    /// ServiceAgreementUUID
    #[arg(long, value_name = "UUID")]
    agreement: AgreementUuid,
    /// Whether they do
    state: OnOff,
}

#[derive(Debug, Args)]
pub(crate) struct List {
    /// Also those that are closed
    #[arg(long)]
    all: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Close {
    /// ServiceAgreementUUID
    #[arg(long, value_name = "UUID")]
    agreement: AgreementUuid,
}

#[derive(Debug, Args)]
pub(crate) struct End {
    /// ServiceAgreementUUID
    #[arg(long, value_name = "UUID")]
    agreement: AgreementUuid,
    /// Its last day in force; by default yesterday, so that it is over at once
    #[arg(long, value_name = "YYYY-MM-DD")]
    last_day: Option<Date>,
}

#[derive(Debug, Args)]
pub(crate) struct Add {
    /// ServiceAgreementUUID
    #[arg(long, value_name = "UUID")]
    agreement: AgreementUuid,
    /// UserSystemUUID of the system
    #[arg(long, value_name = "UUID")]
    system: SystemUuid,
    /// UserUUID of the authority, that is the municipality
    #[arg(long, value_name = "UUID")]
    authority: AuthorityUuid,
    /// How kinds of filter work together: any (union), events-narrow, or all
    #[arg(long, value_name = "any|events-narrow|all", default_value = "any")]
    combination: Combination,
    /// OPGAVENR of its files; by default that of the source
    #[arg(long, value_name = "NNNNNN")]
    opgavenr: Option<OpgaveNr>,
    /// First day in force, by PRODDTO for extracts; by default, the next extract is the first
    #[arg(long, value_name = "YYYY-MM-DD")]
    valid_from: Option<Date>,
    /// Last day in force; by default, until further notice
    #[arg(long, value_name = "YYYY-MM-DD")]
    valid_until: Option<Date>,
    /// Bring full data on the persons whom new filters choose, after the next day's file
    #[arg(long)]
    first_data: bool,
}

impl Agreement {
    pub(crate) fn run(self, installation: &Installation, global: &Global) -> Result<ExitStatus> {
        match self {
            Self::Add(add) => add.run(installation),
            Self::List(List { all }) => list(installation, global, all),
            Self::Close(close) => close.run(installation),
            Self::End(end) => end.run(installation),
            Self::FirstData(FirstData { agreement, state }) => {
                let context = operator_context("agreement first-data").about(agreement);
                installation.app()?.set_first_data(&context, state.is_on())?;
                let word = styled(GOOD, &state.to_string());
                line(&format!("first data {word} for {agreement}"))?;
                Ok(ExitStatus::Done)
            }
        }
    }
}

impl End {
    fn run(self, installation: &Installation) -> Result<ExitStatus> {
        let context = operator_context("agreement end").about(self.agreement);
        let (last_day, is_over) = installation.app()?.end_agreement(&context, self.last_day)?;
        let over = if is_over { ", and is over" } else { "" };
        line(&format!(
            "{} {last_day} is the last day of agreement {}{over}",
            styled(GOOD, "ended:"),
            self.agreement
        ))?;
        Ok(ExitStatus::Done)
    }
}

impl Close {
    fn run(self, installation: &Installation) -> Result<ExitStatus> {
        let context = operator_context("agreement close").about(self.agreement);
        installation
            .app()?
            .close_agreement(&context)
            .context("not closed; `cprabo agreement end` ends it first, whatever is outstanding")?;
        line(&format!("{} agreement {}", styled(GOOD, "closed"), self.agreement))?;
        Ok(ExitStatus::Done)
    }
}

impl Add {
    fn run(self, installation: &Installation) -> Result<ExitStatus> {
        let new = NewAgreement {
            uuid: self.agreement,
            system: self.system,
            authority: self.authority,
            combination: self.combination,
            opgavenr: self.opgavenr,
            valid_from: self.valid_from,
            valid_until: self.valid_until,
        };
        let context = operator_context("agreement add");
        installation.app()?.add_agreement(&context, &new, self.first_data)?;
        line(&format!("{} agreement {}", styled(GOOD, "added"), new.uuid))?;
        Ok(ExitStatus::Done)
    }
}

/// An agreement in a list.
#[derive(Serialize)]
struct Row {
    agreement: AgreementUuid,
    system: SystemUuid,
    system_name: String,
    authority: AuthorityUuid,
    combination: &'static str,
    opgavenr: Option<String>,
    valid_from: Option<Date>,
    valid_until: Option<Date>,
    closed_at: Option<Timestamp>,
    filters: usize,
    first_data: bool,
}

fn list(installation: &Installation, global: &Global, all: bool) -> Result<ExitStatus> {
    let mut rows = Vec::new();
    let agreements = installation.app()?.agreements(&operator_context("agreement list"))?;
    let is_shown = |agreement: &store::Agreement| all || agreement.closed_at.is_none();
    for (agreement, system, filters) in agreements.into_iter().filter(|(one, ..)| is_shown(one)) {
        rows.push(Row {
            agreement: agreement.uuid,
            system: agreement.system_uuid,
            system_name: system.map(|system| system.name).unwrap_or_default(),
            authority: agreement.authority,
            combination: agreement.combination.as_str(),
            opgavenr: agreement.opgavenr.map(|nr| nr.to_string()),
            valid_from: agreement.valid_from,
            valid_until: agreement.valid_until,
            closed_at: agreement.closed_at,
            filters: filters.len(),
            first_data: agreement.first_data,
        });
    }
    output::list(
        global.json,
        &rows,
        ["AGREEMENT", "SYSTEM", "AUTHORITY", "COMBINATION", "OPGAVENR", "FROM", "UNTIL", "FILTERS"],
        |row| {
            [
                row.agreement.to_string(),
                row.system_name.clone(),
                row.authority.to_string(),
                row.combination.to_owned(),
                or_dash(row.opgavenr.as_ref()),
                or_dash(row.valid_from),
                match row.closed_at {
                    Some(at) => format!("closed {}", danish_day(at)),
                    None => or_dash(row.valid_until),
                },
                row.filters.to_string(),
            ]
        },
    )?;
    Ok(ExitStatus::Done)
}
