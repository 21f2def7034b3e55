use anyhow::Result;
use app::LookupTermsChange;
use civil::{AgreementUuid, Cvr};
use clap::{Args, ValueEnum};

use crate::exit_status::ExitStatus;
use crate::installation::{Installation, operator_context};
use crate::on_off::OnOff;
use crate::output::{GOOD, line, styled};

#[derive(Debug, Args)]
pub(crate) struct Set {
    /// ServiceAgreementUUID
    #[arg(long, value_name = "UUID")]
    agreement: AgreementUuid,
    #[command(flatten)]
    terms: Terms,
}

#[derive(Debug, Args)]
#[group(required = true, multiple = true)]
struct Terms {
    /// The authority's CVR number, by which look-ups may name it
    #[arg(long, value_name = "NNNNNNNN")]
    cvr: Option<Cvr>,
    /// Whether look-ups are answered only on persons whom the filters choose
    #[arg(long, value_name = "on|off")]
    only_chosen: Option<OnOff>,
    /// Whether look-ups give protected addresses, with their mark, or leave them out
    #[arg(long, value_name = "given|omitted")]
    protected_addresses: Option<ProtectedAddresses>,
    /// Whether persons who enter an age range are delivered on that day from the replica, though their data have not changed
    #[arg(long, value_name = "on|off")]
    ages_in: Option<OnOff>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum ProtectedAddresses {
    Given,
    Omitted,
}

impl Set {
    pub(super) fn run(self, installation: &Installation) -> Result<ExitStatus> {
        let context = operator_context("agreement set").about(self.agreement);
        let change = LookupTermsChange {
            cvr: self.terms.cvr,
            only_chosen: self.terms.only_chosen.map(OnOff::is_on),
            omits_protected: self
                .terms
                .protected_addresses
                .map(|addresses| addresses == ProtectedAddresses::Omitted),
        };
        let app = installation.app()?;
        if change.is_some() {
            app.change_lookup_terms(&context, change)?;
        }
        if let Some(ages_in) = self.terms.ages_in {
            app.set_ages_in(&context, ages_in.is_on())?;
        }
        line(&format!("{} agreement {}", styled(GOOD, "changed"), self.agreement))?;
        Ok(ExitStatus::Done)
    }
}
