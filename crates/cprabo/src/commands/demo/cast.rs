use std::path::Path;

use access::{read_certificate, read_ssh_key};
use anyhow::Result;
use civil::{AgreementUuid, AuthorityUuid, SystemUuid};
use clock::danish_day;
use filters::{Combination, Filter};
use sftp::HostKeys;
use store::{MetadataRoot, NewAgreement, NewSystem};
use synth::{Plan, Population};
use uuid::Uuid;

use crate::authority::{self, Pair, Purpose};
use crate::installation::{Installation, operator_context, write_new};

/// Persons in the demonstration's population, and the pace of events: at the normal pace so few persons would have
/// almost none.
const PERSONS: u64 = 900;
const PACE: u32 = 8_000;
/// An IT system in the demonstration.
pub(super) struct Actor {
    pub(super) name: &'static str,
    pub(super) system: SystemUuid,
    pub(super) agreement: AgreementUuid,
    pub(super) authority: AuthorityUuid,
    pub(super) combination: Combination,
    pub(super) filters: Vec<Filter>,
    pub(super) certificate: Pair,
    /// Its SSH private key, in OpenSSH's format.
    pub(super) ssh_key: String,
}

/// Two systems: one that follows a municipality and one person wherever he goes, and one that wants the
/// children of another municipality.
pub(super) fn cast(installation: &Installation, folder: &Path) -> Result<Vec<Actor>> {
    let clients = folder.join("clients");
    std::fs::create_dir(&clients)?;
    let lines = |lines: &[&str]| -> Result<Vec<Filter>> {
        lines.iter().map(|line| Ok(line.parse()?)).collect()
    };
    let someone = Population::new(plan())?.pnrs().next();
    let mut omsorg = lines(&["municipality 0751"])?;
    omsorg.extend(someone.map(Filter::Pnr));
    Ok(vec![
        actor(installation, &clients, "omsorg", Combination::Any, omsorg)?,
        actor(
            installation,
            &clients,
            "skole",
            Combination::All,
            lines(&["municipality 0101", "age 0-17"])?,
        )?,
    ])
}

/// The population of the demonstration.
pub(super) fn plan() -> Plan {
    Plan { pace: PACE, ..Plan::new(2026, PERSONS) }
}

fn actor(
    installation: &Installation,
    clients: &Path,
    name: &'static str,
    combination: Combination,
    filters: Vec<Filter>,
) -> Result<Actor> {
    let today = danish_day(installation.clock.now());
    let ca = installation.authority()?;
    let certificate = authority::issue(&ca, name, vec![], Purpose::Client, today, 30)?;
    let (private, public) = HostKeys::generate(russh::keys::Algorithm::Ed25519)?;
    write_new(&clients.join(format!("{name}.crt")), &certificate.certificate, false)?;
    write_new(&clients.join(format!("{name}.key")), &certificate.key, true)?;
    write_new(&clients.join(format!("{name}_ssh")), &private, true)?;
    let actor = Actor {
        name,
        system: Uuid::new_v4().into(),
        agreement: Uuid::new_v4().into(),
        authority: Uuid::new_v4().into(),
        combination,
        filters,
        certificate,
        ssh_key: private,
    };
    let (app, context) = (installation.app()?, operator_context("demo"));
    let system = NewSystem {
        uuid: actor.system,
        name: name.to_owned(),
        sftp_user: name.parse()?,
        metadata_root: MetadataRoot::FileMetadata,
        certificate: read_certificate(actor.certificate.certificate.as_bytes())?,
        ssh_key: read_ssh_key(public.as_bytes())?,
    };
    app.add_system(&context, &system)?;
    let agreement = NewAgreement {
        combination,
        ..NewAgreement::of(actor.agreement, actor.system, actor.authority)
    };
    app.add_agreement(&context, &agreement, false)?;
    Ok(actor)
}
