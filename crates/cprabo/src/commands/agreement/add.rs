use anyhow::Result;
use civil::{AgreementUuid, AuthorityUuid, Cvr, OpgaveNr, ServiceName, SystemUuid};
use clap::Args;
use filters::Combination;
use jiff::civil::Date;
use store::{AgreementState, LookupTerms, NewAgreement};

use super::details::Details;
use crate::exit_status::ExitStatus;
use crate::installation::{Installation, operator_context};
use crate::output::{GOOD, line, styled};

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
    /// A service that it covers, such as SF1520; may be repeated. SF6002 is CPR Abonnement
    #[arg(long = "service", value_name = "NAME", default_value = "SF6002")]
    services: Vec<ServiceName>,
    /// The authority's CVR number, by which look-ups may name it
    #[arg(long, value_name = "NNNNNNNN")]
    cvr: Option<Cvr>,
    /// Answer look-ups only on persons whom the filters choose
    #[arg(long)]
    only_chosen: bool,
    /// Leave protected addresses out of what look-ups answer
    #[arg(long)]
    omit_protected_addresses: bool,
    /// Bring full data on the persons whom new filters choose, after the next day's file
    #[arg(long)]
    first_data: bool,
    /// Add it as a draft, under which nothing is delivered or answered until `cprabo agreement approve`
    #[arg(long)]
    draft: bool,
    /// UserSystemUUID of a system that calls under the agreement too, and receives no files; may be repeated
    #[arg(long = "user-system", value_name = "UUID")]
    user_systems: Vec<SystemUuid>,
    #[command(flatten)]
    details: Details,
}

impl Add {
    pub(super) fn run(self, installation: &Installation) -> Result<ExitStatus> {
        let new = NewAgreement {
            combination: self.combination,
            opgavenr: self.opgavenr,
            valid_from: self.valid_from,
            valid_until: self.valid_until,
            services: self.services.into_iter().collect(),
            cvr: self.cvr,
            lookup_terms: LookupTerms {
                only_chosen: self.only_chosen,
                omits_protected: self.omit_protected_addresses,
            },
            state: if self.draft { AgreementState::Draft } else { AgreementState::Active },
            details: self.details.into(),
            user_systems: self.user_systems.into_iter().collect(),
            ..NewAgreement::of(self.agreement, self.system, self.authority)
        };
        let context = operator_context("agreement add");
        installation.app()?.add_agreement(&context, &new, self.first_data)?;
        line(&format!("{} agreement {}", styled(GOOD, "added"), new.uuid))?;
        Ok(ExitStatus::Done)
    }
}
