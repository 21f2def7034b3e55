use store::{Certificate, Fingerprint, NewSystem, SshKey, System, SystemChange, SystemRefusals};

use crate::app::App;
use crate::error::AppError;
use crate::request_context::RequestContext;

/// User systems, by name. For the operator only.
impl App {
    /// Adds a system with its certificate and SSH key.
    pub fn add_system(&self, context: &RequestContext, new: &NewSystem) -> Result<(), AppError> {
        self.as_operator(context, || {
            Ok(self.store.add_system(new, &context.author, self.now()).map(drop)?)
        })
    }

    /// All systems, by name. For auditors, too.
    pub fn systems(&self, context: &RequestContext) -> Result<Vec<System>, AppError> {
        self.as_reader(context, || Ok(self.store.systems()?))
    }

    /// Connections of systems that were refused below the application. For auditors, too.
    pub fn refusals(&self, context: &RequestContext) -> Result<Vec<SystemRefusals>, AppError> {
        self.as_reader(context, || Ok(self.store.refusals()?))
    }

    /// Changes a system's name or how its `.metadata` files begin.
    pub fn change_system(
        &self,
        context: &RequestContext,
        name: &str,
        change: &SystemChange,
    ) -> Result<(), AppError> {
        self.with_system(context, name, |system| {
            Ok(self.store.change_system(system.id, change, &context.author, self.now())?)
        })
    }

    /// Removes a system for good; returns whether nothing of it is kept.
    pub fn remove_system(&self, context: &RequestContext, name: &str) -> Result<bool, AppError> {
        self.with_system(context, name, |system| {
            Ok(self.store.remove_system(system.id, &context.author, self.now())?)
        })
    }

    /// Registers another client certificate.
    pub fn add_certificate(
        &self,
        context: &RequestContext,
        name: &str,
        certificate: &Certificate,
    ) -> Result<(), AppError> {
        self.with_system(context, name, |system| {
            Ok(self.store.add_certificate(system.id, certificate, &context.author, self.now())?)
        })
    }

    /// Revokes a client certificate of the system.
    pub fn revoke_certificate(
        &self,
        context: &RequestContext,
        name: &str,
        fingerprint: Fingerprint,
    ) -> Result<(), AppError> {
        self.with_system(context, name, |system| {
            if system.certificates.iter().all(|known| known.fingerprint != fingerprint) {
                return Err(AppError::not_possible(NotRegistered(name.to_owned())));
            }
            Ok(self.store.revoke_certificate(fingerprint, &context.author, self.now())?)
        })
    }

    /// Registers another SSH key.
    pub fn add_ssh_key(
        &self,
        context: &RequestContext,
        name: &str,
        key: &SshKey,
    ) -> Result<(), AppError> {
        self.with_system(context, name, |system| {
            Ok(self.store.add_ssh_key(system.id, key, &context.author, self.now())?)
        })
    }

    /// Revokes an SSH key.
    pub fn revoke_ssh_key(
        &self,
        context: &RequestContext,
        name: &str,
        fingerprint: &str,
    ) -> Result<(), AppError> {
        self.with_system(context, name, |system| {
            Ok(self.store.revoke_ssh_key(system.id, fingerprint, &context.author, self.now())?)
        })
    }

    /// Suspends a system, or ends the suspension.
    pub fn set_suspended(
        &self,
        context: &RequestContext,
        name: &str,
        is_suspended: bool,
    ) -> Result<(), AppError> {
        self.with_system(context, name, |system| {
            Ok(self.store.set_suspended(system.id, is_suspended, &context.author, self.now())?)
        })
    }

    /// Allows or forbids a system to use the listener for old SSH clients.
    pub fn set_legacy_ssh(
        &self,
        context: &RequestContext,
        name: &str,
        is_on: bool,
    ) -> Result<(), AppError> {
        self.with_system(context, name, |system| {
            Ok(self.store.set_legacy_ssh(system.id, is_on, &context.author, self.now())?)
        })
    }

    /// Switches the signing of a system's `.metadata` files on or off.
    pub fn sign_metadata(
        &self,
        context: &RequestContext,
        name: &str,
        is_on: bool,
    ) -> Result<(), AppError> {
        self.with_system(context, name, |system| {
            Ok(self.store.sign_metadata(system.id, is_on, &context.author, self.now())?)
        })
    }

    fn with_system<T>(
        &self,
        context: &RequestContext,
        name: &str,
        work: impl FnOnce(&System) -> Result<T, AppError>,
    ) -> Result<T, AppError> {
        self.as_operator(context, || {
            let systems = self.store.systems()?;
            let found =
                systems.iter().find(|system| system.name == name && system.removed_at.is_none());
            work(found.ok_or_else(|| AppError::not_possible(NoSystem(name.to_owned())))?)
        })
    }
}

/// There is no system of that name.
#[derive(Debug, thiserror::Error)]
#[error("there is no system {0:?}; `cprabo system list` lists them")]
struct NoSystem(String);

/// The system has no such certificate.
#[derive(Debug, thiserror::Error)]
#[error("this certificate is not registered for {0:?}: nothing was revoked")]
struct NotRegistered(String);
