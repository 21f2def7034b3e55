use anyhow::Result;
use civil::{AgreementUuid, AuthorityUuid, Cvr, ServiceName, SystemUuid};
use clap::Args;
use clock::danish_day;
use jiff::Timestamp;
use jiff::civil::Date;
use serde::Serialize;

use crate::exit_status::ExitStatus;
use crate::global::Global;
use crate::installation::{Installation, operator_context};
use crate::output::{self, or_dash};

#[derive(Debug, Args)]
pub(crate) struct List {
    /// Also those that are closed
    #[arg(long)]
    all: bool,
}

impl List {
    pub(super) fn run(self, installation: &Installation, global: &Global) -> Result<ExitStatus> {
        list(installation, global, self.all)
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
    services: Vec<ServiceName>,
    cvr: Option<Cvr>,
    only_chosen: bool,
    omits_protected_addresses: bool,
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
            services: agreement.services.into_iter().collect(),
            cvr: agreement.cvr,
            only_chosen: agreement.lookup_terms.only_chosen,
            omits_protected_addresses: agreement.lookup_terms.omits_protected,
        });
    }
    output::list(
        global.json,
        &rows,
        [
            "AGREEMENT",
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
                row.system_name.clone(),
                row.authority.to_string(),
                services(&row.services),
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

fn services(services: &[ServiceName]) -> String {
    let names: Vec<&str> = services.iter().map(|service| service.as_str()).collect();
    names.join(" ")
}
