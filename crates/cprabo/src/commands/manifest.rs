use anyhow::Result;
use civil::AgreementUuid;
use clap::Args;

use crate::exit_status::ExitStatus;
use crate::global::Global;
use crate::installation::{Installation, operator_context};
use crate::output::{self, line};

#[derive(Debug, Args)]
pub(crate) struct ManifestArgs {
    /// ServiceAgreementUUID
    #[arg(long, value_name = "UUID", required_unless_present = "public_key")]
    agreement: Option<AgreementUuid>,
    /// Print the public key with which manifests are verified
    #[arg(long, conflicts_with = "agreement")]
    public_key: bool,
}

impl ManifestArgs {
    pub(crate) fn run(self, installation: &Installation, global: &Global) -> Result<ExitStatus> {
        let app = installation.app()?;
        let Some(agreement) = self.agreement else {
            line(app.manifest_key().trim_end())?;
            return Ok(ExitStatus::Done);
        };
        let context = operator_context("manifest").about(agreement);
        if global.json {
            output::json(&app.manifest(&context)?)?;
        } else {
            line(&app.signed_manifest(&context)?)?;
        }
        Ok(ExitStatus::Done)
    }
}
