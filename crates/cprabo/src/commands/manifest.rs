use anyhow::Result;
use civil::AgreementUuid;
use clap::Args;
use manifest::Manifest;

use crate::exit_status::ExitStatus;
use crate::global::Global;
use crate::installation::Installation;
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
        let Some(agreement) = self.agreement else {
            line(installation.signer()?.public_key_pem().trim_end())?;
            return Ok(ExitStatus::Done);
        };
        let manifest = Manifest::of(&installation.store, &installation.agreement(agreement)?)?;
        if global.json {
            output::json(&manifest)?;
        } else {
            line(&installation.signer()?.sign(&manifest)?)?;
        }
        Ok(ExitStatus::Done)
    }
}
