use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use access::{leaf_der, read_certificate, read_ssh_key};
use anyhow::{Context as _, Result};
use civil::SystemUuid;
use clap::{ArgGroup, Args, Subcommand};
use store::{Certificate, MetadataRoot, NewSystem, SftpUser, SshKey, SystemChange};
use tls::check_client_certificate;

use crate::exit_status::ExitStatus;
use crate::global::Global;
use crate::input::read_input;
use crate::installation::{Installation, operator_context};
use crate::on_off::OnOff;
use crate::output::{self, GOOD, line, styled};

mod list;

#[derive(Debug, Subcommand)]
pub(crate) enum System {
    /// Add an IT system with its certificate and SSH key
    Add(Add),
    /// List the IT systems, with their connections that were refused below the application
    List,
    /// Change a system's properties
    Set(Set),
    /// Remove a system whose agreements are all closed, for good: its UUID, certificates and SFTP account stay reserved
    Remove(Named),
    /// Register another client certificate for a system
    AddCert(OfCertificate),
    /// Revoke a client certificate
    RevokeCert(OfCertificate),
    /// Register another SSH key for a system
    AddKey(OfKey),
    /// Revoke an SSH key
    RevokeKey(OfKey),
    /// Suspend a system until it is resumed: its sessions end, its calls and logins are refused
    Suspend(Named),
    /// End a suspension
    Resume(Named),
    /// Allow or forbid a system to use the listener for old SSH clients (`sftp.legacy_listen`), which know only SHA-1
    LegacySsh(LegacySsh),
    /// Switch on or off that a system's .metadata files contain the manifest's statement of each delivery, signed
    SignMetadata(SignMetadata),
}

#[derive(Debug, Args)]
pub(crate) struct Add {
    /// A name for people, unique
    #[arg(value_parser = system_name)]
    name: String,
    /// UserSystemUUID, by which the system identifies itself in calls
    #[arg(long, value_name = "UUID")]
    system: SystemUuid,
    /// Its client certificate, PEM or DER
    #[arg(long, value_name = "FILE")]
    cert: PathBuf,
    /// Its SSH public key: one line as in id_ed25519.pub, or RFC 4716
    #[arg(long, value_name = "FILE")]
    ssh_key: PathBuf,
    /// Its SFTP account; by default, made from the name
    #[arg(long, value_name = "NAME")]
    sftp_user: Option<SftpUser>,
    /// The root element of its .metadata files
    #[arg(long, value_name = "FileMetadata|Trigger", default_value = "FileMetadata")]
    metadata_root: MetadataRoot,
}

#[derive(Debug, Args)]
#[command(group = ArgGroup::new("changed").required(true).multiple(true).args(["metadata_root", "rename"]))]
pub(crate) struct Set {
    /// The system's name
    name: String,
    /// The root element of its .metadata files, from the next extract or load on
    #[arg(long, value_name = "FileMetadata|Trigger")]
    metadata_root: Option<MetadataRoot>,
    /// Another name for people, unique
    #[arg(long, value_name = "NAME", value_parser = system_name)]
    rename: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct OfCertificate {
    /// The system's name
    name: String,
    /// The certificate, PEM or DER
    #[arg(long, value_name = "FILE")]
    cert: PathBuf,
}

#[derive(Debug, Args)]
pub(crate) struct OfKey {
    /// The system's name
    name: String,
    /// The SSH public key
    #[arg(long, value_name = "FILE")]
    ssh_key: PathBuf,
}

#[derive(Debug, Args)]
pub(crate) struct Named {
    /// The system's name
    name: String,
}

#[derive(Debug, Args)]
pub(crate) struct SignMetadata {
    /// The system's name
    name: String,
    /// Whether they do, from the next extract or load on
    state: OnOff,
}

#[derive(Debug, Args)]
pub(crate) struct LegacySsh {
    /// The system's name
    name: String,
    /// Whether it is allowed; when it is not, its sessions there end within seconds
    state: OnOff,
}

impl System {
    pub(crate) fn run(self, installation: &Installation, global: &Global) -> Result<ExitStatus> {
        let (app, context) = (installation.app()?, operator_context("system"));
        match self {
            Self::Add(add) => add.run(installation),
            Self::List => list::list(installation, global),
            Self::Set(Set { name, metadata_root, rename }) => {
                let change = SystemChange { name: rename, metadata_root };
                app.change_system(&context, &name, &change)?;
                done("changed; what is delivered already stays as it is")
            }
            Self::Remove(Named { name }) => done(if app.remove_system(&context, &name)? {
                "removed"
            } else {
                "removed; the ledger keeps what it received, and its UUID and SFTP account stay taken"
            }),
            Self::AddCert(of) => {
                let certificate = usable_certificate(installation, &of.cert)?;
                app.add_certificate(&context, &of.name, &certificate)?;
                done("certificate registered")
            }
            Self::RevokeCert(of) => {
                let fingerprint = certificate(&of.cert)?.fingerprint;
                app.revoke_certificate(&context, &of.name, fingerprint)?;
                done("certificate revoked; connections that were opened with it end within seconds")
            }
            Self::AddKey(of) => {
                app.add_ssh_key(&context, &of.name, &ssh_key(&of.ssh_key)?)?;
                done("SSH key registered")
            }
            Self::RevokeKey(of) => {
                let fingerprint = ssh_key(&of.ssh_key)?.fingerprint;
                app.revoke_ssh_key(&context, &of.name, &fingerprint)?;
                done("SSH key revoked; sessions that were opened with it end within seconds")
            }
            Self::Suspend(Named { name }) => {
                app.set_suspended(&context, &name, true)?;
                done(
                    "suspended; its sessions end within seconds. What comes for it waits in its folder",
                )
            }
            Self::Resume(Named { name }) => {
                app.set_suspended(&context, &name, false)?;
                done("resumed")
            }
            Self::LegacySsh(LegacySsh { name, state }) => {
                app.set_legacy_ssh(&context, &name, state.is_on())?;
                done(&describe(state, installation.config.sftp.legacy_listen))
            }
            Self::SignMetadata(SignMetadata { name, state }) => {
                app.sign_metadata(&context, &name, state.is_on())?;
                done(&format!("signed metadata {state}, from the next extract or load on"))
            }
        }
    }
}

impl Add {
    fn run(self, installation: &Installation) -> Result<ExitStatus> {
        let sftp_user = match self.sftp_user {
            Some(user) => user,
            None => account_name(&self.name).parse().with_context(|| {
                format!("{:?} makes no SFTP account; give one with --sftp-user", self.name)
            })?,
        };
        let new = NewSystem {
            uuid: self.system,
            name: self.name,
            sftp_user,
            metadata_root: self.metadata_root,
            certificate: usable_certificate(installation, &self.cert)?,
            ssh_key: ssh_key(&self.ssh_key)?,
        };
        installation.app()?.add_system(&operator_context("system add"), &new)?;
        line(&format!("{} {} ({})", styled(GOOD, "added"), new.name, new.uuid))?;
        line(&format!("  SFTP account  {}", new.sftp_user))?;
        line(&format!("  certificate   {}", new.certificate.subject))?;
        line(&format!("                SHA-256 {}", new.certificate.fingerprint))?;
        line(&format!("                valid until {}", output::local(new.certificate.not_after)))?;
        line(&format!("  SSH key       {}", new.ssh_key.fingerprint))?;
        Ok(ExitStatus::Done)
    }
}

/// The consequences of allowing or forbidding a system the listener for old clients.
fn describe(state: OnOff, legacy_listen: Option<SocketAddr>) -> String {
    match (state.is_on(), legacy_listen) {
        (true, Some(address)) => format!(
            "let in by the listener for old SSH clients at {address}: its owner should update the SSH library, or use an \
             ed25519 key at the ordinary port; `system list` and `healthcheck` show its logins"
        ),
        (true, None) => "let in by the listener for old SSH clients, of which there is none: set `sftp.legacy_listen` in \
             cprabo.toml, and restart the server"
            .to_owned(),
        (false, _) => "not let in by the listener for old SSH clients any more; sessions there end within seconds. Where \
             nobody needs it, take `sftp.legacy_listen` out of cprabo.toml"
            .to_owned(),
    }
}

fn certificate(path: &Path) -> Result<Certificate> {
    read_certificate(&read_input(path)?).with_context(|| path.display().to_string())
}

/// The same, checked that a client can connect with it.
fn usable_certificate(installation: &Installation, path: &Path) -> Result<Certificate> {
    let certificate = certificate(path)?;
    let der = leaf_der(&read_input(path)?)?;
    check_client_certificate(&der, &certificate, installation.clock.now())
        .with_context(|| path.display().to_string())?;
    Ok(certificate)
}

fn ssh_key(path: &Path) -> Result<SshKey> {
    read_ssh_key(&read_input(path)?).with_context(|| path.display().to_string())
}

/// A name that can be listed on a terminal.
fn system_name(text: &str) -> Result<String, &'static str> {
    let name = text.trim();
    if name.is_empty() || name.chars().count() > 100 || name.chars().any(char::is_control) {
        return Err("a name is 1 to 100 characters on one line");
    }
    Ok(name.to_owned())
}

/// `Vejle Omsorg` becomes `vejle-omsorg`, `Ærø` becomes `aeroe`.
fn account_name(name: &str) -> String {
    let spelled: String = name
        .to_lowercase()
        .chars()
        .map(|letter| match letter {
            'æ' => "ae".to_owned(),
            'ø' => "oe".to_owned(),
            'å' => "aa".to_owned(),
            letter if letter.is_ascii_alphanumeric() || letter == '_' => letter.to_string(),
            _ => "-".to_owned(),
        })
        .collect();
    spelled.trim_matches('-').to_owned()
}

fn done(what: &str) -> Result<ExitStatus> {
    line(&styled(GOOD, what))?;
    Ok(ExitStatus::Done)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn account_names_are_made_of_names() {
        assert_eq!(account_name("Vejle Omsorg"), "vejle-omsorg");
        assert_eq!(account_name("Ærø Ældre_2"), "aeroe-aeldre_2");
        assert_eq!(account_name("(test)"), "test");
    }
}
