//! Shared by benchmarks: subscriptions, and running programs.

use std::ffi::OsStr;
use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context as _, Result, ensure};
use filters::FilterSet;
use jiff::{SignedDuration, Timestamp};
use store::{
    AgreementId, Author, Certificate, FilterEdit, Fingerprint, MetadataRoot, NewAgreement,
    NewSystem, Sha256, SshKey, Store,
};
use uuid::Uuid;

/// Adds a system with an agreement that has these filters; both have UUIDs made from the number.
///
/// # Errors
/// When the number is taken.
pub fn subscribe(store: &Store, number: usize, filters: FilterSet) -> Result<AgreementId> {
    let (now, author) = (Timestamp::now(), Author::PLATFORM);
    let uuid = Uuid::from_u128(number as u128);
    let certificate = Certificate {
        fingerprint: Fingerprint(Sha256::of([&uuid.as_bytes()[..]])),
        subject: String::new(),
        not_before: now,
        not_after: now + SignedDuration::from_hours(24),
        revoked_at: None,
    };
    let ssh_key = SshKey { fingerprint: String::new(), text: String::new(), revoked_at: None };
    let system = NewSystem {
        uuid: uuid.into(),
        name: format!("system {number}"),
        sftp_user: format!("system{number}").parse()?,
        metadata_root: MetadataRoot::FileMetadata,
        certificate,
        ssh_key,
    };
    store.add_system(&system, &author, now)?;
    let agreement = NewAgreement::of(uuid.into(), uuid.into(), uuid.into());
    let agreement = store.add_agreement(&agreement, &author, now)?;
    store.edit_filters(agreement, &FilterEdit::Set(filters), &|_| None, &author, now)?;
    Ok(agreement)
}

/// Runs a program to its end.
///
/// # Errors
/// When it cannot be run, or fails.
pub fn run(program: &Path, arguments: &[&OsStr]) -> Result<()> {
    let status = Command::new(program)
        .args(arguments)
        .stdout(Stdio::null())
        .status()
        .with_context(|| format!("cannot run {}", program.display()))?;
    ensure!(status.success(), "{} failed", program.display());
    Ok(())
}

/// Says what was measured.
#[expect(clippy::print_stdout, reason = "a benchmark tells what it measured")]
pub fn say(text: &str) {
    println!("{text}");
}
