use std::io::{IsTerminal as _, stdout};

use anyhow::Result;
use civil::SystemUuid;
use jiff::Timestamp;
use net::RefusalKind;
use serde::Serialize;
use store::{Certificate, LegacySsh, SshKey, SystemRefusals};

use crate::exit_status::ExitStatus;
use crate::global::Global;
use crate::installation::{Installation, operator_context};
use crate::output::{self, BAD, count, line, local, local_or_dash, styled};

/// A system in the list.
#[derive(Serialize)]
struct Row {
    name: String,
    system: SystemUuid,
    sftp_user: String,
    signed_metadata: bool,
    suspended_at: Option<Timestamp>,
    legacy_ssh: LegacyRow,
    certificates: Vec<CertificateRow>,
    ssh_keys: Vec<KeyRow>,
    /// The latest first.
    refusals: Vec<RefusalRow>,
}

/// Whether it may use the listener for old SSH clients, and has.
#[derive(Serialize)]
struct LegacyRow {
    since: Option<Timestamp>,
    logins: u64,
    last_login_at: Option<Timestamp>,
}

#[derive(Serialize)]
struct CertificateRow {
    sha256: String,
    subject: String,
    not_after: Timestamp,
    revoked: bool,
}

#[derive(Serialize)]
struct KeyRow {
    fingerprint: String,
    revoked: bool,
}

/// Connections of the system that were refused below the application, of one kind.
#[derive(Serialize)]
struct RefusalRow {
    kind: String,
    count: u64,
    last_at: Timestamp,
    address: String,
    known_by: String,
    detail: String,
    advice: Option<&'static str>,
}

/// Lists the systems.
pub(super) fn list(installation: &Installation, global: &Global) -> Result<ExitStatus> {
    let (app, context) = (installation.app()?, operator_context("system list"));
    let refusals = app.refusals(&context)?;
    let mut systems = app.systems(&context)?;
    systems.retain(|system| system.removed_at.is_none());
    let rows: Vec<Row> = systems.into_iter().map(|system| row(system, &refusals)).collect();
    let header = [
        "NAME",
        "SYSTEM",
        "SFTP USER",
        "CERTIFICATES",
        "SSH KEYS",
        "CERTIFICATE UNTIL",
        "SUSPENDED",
        "LEGACY SSH",
        "LAST REFUSED",
    ];
    output::list(global.json, &rows, header, cells)?;
    if !global.json && stdout().is_terminal() {
        rows.iter().try_for_each(advise)?;
    }
    Ok(ExitStatus::Done)
}

fn cells(row: &Row) -> [String; 9] {
    let valid = || row.certificates.iter().filter(|certificate| !certificate.revoked);
    let keys = row.ssh_keys.iter().filter(|key| !key.revoked).count();
    let until = valid().map(|certificate| certificate.not_after).max();
    let refused = row.refusals.first();
    [
        row.name.clone(),
        row.system.to_string(),
        row.sftp_user.clone(),
        valid().count().to_string(),
        keys.to_string(),
        local_or_dash(until),
        local_or_dash(row.suspended_at),
        row.legacy_ssh.shown(),
        refused.map_or_else(
            || "-".to_owned(),
            |refusal| format!("{} {}", local(refusal.last_at), refusal.kind),
        ),
    ]
}

impl LegacyRow {
    fn shown(&self) -> String {
        let last = |at| format!("{} logins, last {}", self.logins, local(at));
        match (self.since, self.last_login_at.map(last)) {
            (Some(_), Some(logins)) => format!("on, {logins}"),
            (Some(_), None) => "on, no login".to_owned(),
            (None, Some(logins)) => format!("off, {logins}"),
            (None, None) => "-".to_owned(),
        }
    }
}

/// Prints for each refusal what it was, and what to do.
fn advise(row: &Row) -> Result<()> {
    for refusal in &row.refusals {
        let RefusalRow { kind, count: refused, last_at, address, detail, advice, .. } = refusal;
        let times = count(*refused, "time", "times");
        line("")?;
        line(&format!(
            "{} {kind}, {times}, last {} from {address}",
            styled(BAD, &row.name),
            local(*last_at)
        ))?;
        if !detail.is_empty() {
            line(&format!("  {detail}"))?;
        }
        if let Some(advice) = advice {
            line(&format!("  {advice}"))?;
        }
    }
    Ok(())
}

fn row(system: store::System, refusals: &[SystemRefusals]) -> Row {
    let certificate = |certificate: Certificate| CertificateRow {
        sha256: certificate.fingerprint.to_string(),
        subject: certificate.subject,
        not_after: certificate.not_after,
        revoked: certificate.revoked_at.is_some(),
    };
    let key =
        |key: SshKey| KeyRow { fingerprint: key.fingerprint, revoked: key.revoked_at.is_some() };
    let LegacySsh { since, logins, last_login_at } = system.legacy_ssh;
    let of_system = |refusal: &&SystemRefusals| refusal.system == system.uuid;
    Row {
        name: system.name,
        system: system.uuid,
        sftp_user: system.sftp_user.to_string(),
        signed_metadata: system.signed_metadata,
        suspended_at: system.suspended_at,
        legacy_ssh: LegacyRow { since, logins, last_login_at },
        refusals: refusals.iter().filter(of_system).map(refusal).collect(),
        certificates: system.certificates.into_iter().map(certificate).collect(),
        ssh_keys: system.ssh_keys.into_iter().map(key).collect(),
    }
}

fn refusal(refusal: &SystemRefusals) -> RefusalRow {
    let SystemRefusals { kind, known_by, address, detail, last_at, count, .. } = refusal.clone();
    let advice = RefusalKind::from_name(&kind).map(RefusalKind::advice);
    RefusalRow { kind, count, last_at, address, known_by, detail, advice }
}
