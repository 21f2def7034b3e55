use anyhow::Result;
use civil::{AgreementUuid, AuthorityUuid, Cvr, ServiceName, SystemUuid};
use clap::Args;
use clock::danish_day;
use filters::FilterSet;
use jiff::Timestamp;
use jiff::civil::Date;
use serde::Serialize;
use store::{Agreement, System};

use crate::exit_status::ExitStatus;
use crate::global::Global;
use crate::installation::{Installation, operator_context};
use crate::output::{self, or_dash};

#[derive(Debug, Args)]
pub(crate) struct List {
    /// Also those that are closed
    #[arg(long)]
    all: bool,
    /// Only those that do not state what they have to: authority, supplier, purpose, law, paragraph and contact
    #[arg(long)]
    incomplete: bool,
}

impl List {
    pub(super) fn run(self, installation: &Installation, global: &Global) -> Result<ExitStatus> {
        list(installation, global, &self)
    }
}

/// An agreement in a list.
#[derive(Serialize)]
pub(super) struct Row {
    pub(super) agreement: AgreementUuid,
    pub(super) status: &'static str,
    pub(super) system: SystemUuid,
    pub(super) system_name: String,
    pub(super) authority: AuthorityUuid,
    combination: &'static str,
    opgavenr: Option<String>,
    pub(super) valid_from: Option<Date>,
    pub(super) valid_until: Option<Date>,
    closed_at: Option<Timestamp>,
    pub(super) filters: usize,
    first_data: bool,
    pub(super) ages_in: bool,
    services: Vec<ServiceName>,
    pub(super) cvr: Option<Cvr>,
    only_chosen: bool,
    omits_protected_addresses: bool,
    not_stated: Vec<&'static str>,
}

impl Row {
    pub(super) fn new(
        agreement: Agreement,
        system: Option<System>,
        filters: usize,
        today: Date,
    ) -> Self {
        Self {
            agreement: agreement.uuid,
            status: agreement.status(today).as_str(),
            system: agreement.system_uuid,
            system_name: system.map(|system| system.name).unwrap_or_default(),
            authority: agreement.authority,
            combination: agreement.combination.as_str(),
            opgavenr: agreement.opgavenr.map(|nr| nr.to_string()),
            valid_from: agreement.valid_from,
            valid_until: agreement.valid_until,
            closed_at: agreement.closed_at,
            filters,
            first_data: agreement.first_data,
            ages_in: agreement.ages_in,
            not_stated: agreement.details.not_stated(),
            services: agreement.services.into_iter().collect(),
            cvr: agreement.cvr,
            only_chosen: agreement.lookup_terms.only_chosen,
            omits_protected_addresses: agreement.lookup_terms.omits_protected,
        }
    }

    /// The services, separated by blanks.
    pub(super) fn services(&self) -> String {
        let names: Vec<&str> = self.services.iter().map(|service| service.as_str()).collect();
        names.join(" ")
    }
}

fn list(installation: &Installation, global: &Global, list: &List) -> Result<ExitStatus> {
    let agreements = installation.app()?.agreements(&operator_context("agreement list"))?;
    let today = danish_day(installation.clock.now());
    let is_shown = |(agreement, ..): &(Agreement, Option<System>, FilterSet)| {
        (list.all || agreement.closed_at.is_none())
            && (!list.incomplete || !agreement.details.not_stated().is_empty())
    };
    let rows: Vec<Row> = agreements
        .into_iter()
        .filter(is_shown)
        .map(|(agreement, system, filters)| Row::new(agreement, system, filters.len(), today))
        .collect();
    output::list(
        global.json,
        &rows,
        [
            "AGREEMENT",
            "STATUS",
            "SYSTEM",
            "AUTHORITY",
            "SERVICES",
            "COMBINATION",
            "OPGAVENR",
            "FROM",
            "UNTIL",
            "FILTERS",
        ],
        |row| {
            [
                row.agreement.to_string(),
                row.status.to_owned(),
                row.system_name.clone(),
                row.authority.to_string(),
                row.services(),
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
