use anyhow::Result;
use civil::AgreementUuid;
use clap::Args;
use manifest::Manifest;

use crate::cli::Global;
use crate::exit::Exit;
use crate::installation::Installation;
use crate::output::{self, line};

#[derive(Debug, Args)]
pub(crate) struct ManifestOf {
    /// ServiceAgreementUUID
    #[arg(long, value_name = "UUID", required_unless_present = "public_key")]
    agreement: Option<AgreementUuid>,
    /// Print the public key with which manifests are verified
    #[arg(long, conflicts_with = "agreement")]
    public_key: bool,
}

impl ManifestOf {
    pub(crate) fn run(self, installation: &Installation, global: &Global) -> Result<Exit> {
        let Some(agreement) = self.agreement else {
            line(installation.signer()?.public_key_pem().trim_end())?;
            return Ok(Exit::Done);
        };
        let manifest = Manifest::of(&installation.store, &installation.agreement(agreement)?)?;
        if global.json {
            output::json(&manifest)?;
        } else {
            line(&installation.signer()?.sign(&manifest)?)?;
        }
        Ok(Exit::Done)
    }
}
