use anyhow::Result;
use civil::{AgreementUuid, MunicipalityCode};
use clap::Args;
use store::{AgreementDetails, AgreementText};

use crate::exit_status::ExitStatus;
use crate::installation::{Installation, operator_context};
use crate::output::{GOOD, line, styled};

// No doc comment: clap would use it as that of the command.
#[derive(Debug, Args)]
pub(super) struct Details {
    /// The authority's name
    #[arg(long, value_name = "TEXT")]
    authority_name: Option<AgreementText>,
    /// The authority's municipality (KOMKOD): four digits
    #[arg(long, value_name = "NNNN")]
    municipality: Option<MunicipalityCode>,
    /// The supplier of the system
    #[arg(long, value_name = "TEXT")]
    supplier: Option<AgreementText>,
    /// What the data are needed for
    #[arg(long, value_name = "TEXT")]
    purpose: Option<AgreementText>,
    /// The law that allows it
    #[arg(long, value_name = "TEXT")]
    law: Option<AgreementText>,
    /// The paragraph of that law
    #[arg(long, value_name = "TEXT")]
    paragraph: Option<AgreementText>,
    /// What the paragraph says, or how it applies
    #[arg(long, value_name = "TEXT")]
    legal_text: Option<AgreementText>,
    /// Whom to ask at the authority
    #[arg(long, value_name = "TEXT")]
    contact: Option<AgreementText>,
}

impl From<Details> for AgreementDetails {
    fn from(details: Details) -> Self {
        let Details { authority_name, municipality, supplier, purpose, law, .. } = details;
        let Details { paragraph, legal_text, contact, .. } = details;
        Self {
            authority_name,
            municipality,
            supplier,
            purpose,
            law,
            paragraph,
            legal_text,
            contact,
        }
    }
}

#[derive(Debug, Args)]
#[command(arg_required_else_help = true)]
pub(crate) struct Describe {
    /// ServiceAgreementUUID
    #[arg(long, value_name = "UUID")]
    agreement: AgreementUuid,
    #[command(flatten)]
    details: Details,
}

impl Describe {
    pub(super) fn run(self, installation: &Installation) -> Result<ExitStatus> {
        let context = operator_context("agreement describe").about(self.agreement);
        installation.app()?.describe_agreement(&context, &self.details.into())?;
        line(&format!("{} agreement {}", styled(GOOD, "described"), self.agreement))?;
        Ok(ExitStatus::Done)
    }
}
