//! How a client authenticates.

use std::sync::Arc;

use access::{Door, LoginError, PublicKeyCredential, login};
use error_report::Report;
use net::RejectionReason;
use russh::keys::{Algorithm, HashAlg, PublicKey};
use russh::server::Auth;
use store::System;
use tracing::{debug, error, info};

use super::Connection;
use crate::account::Account;
use crate::legacy_login::note;
use crate::login::{ClaimedAccount, Login, LoginRejection};

/// Refused keys after which a client counts as refused. Agents usually have a handful.
const SPARED: usize = 5;

impl Connection {
    /// The system of this account and key; a refusal is noted.
    pub(super) async fn try_login(
        &mut self,
        user: &str,
        key: &PublicKey,
        algorithm: &Algorithm,
    ) -> Option<System> {
        let offer = PublicKeyCredential { user, key, algorithm, door: self.peer.door };
        match self.server.calls.read(|| login(&self.server.files.store, &offer)).await {
            Ok(system) => Some(system),
            Err(error @ LoginError::Store(_)) => {
                error!(event = "sftp.account_lookup_failed", error = %Report(&error), "account cannot be looked up");
                // The store's error is not the client's fault.
                self.login.send_replace(Login::NotAttempted);
                None
            }
            Err(LoginError::Algorithm { algorithm, is_registered }) => {
                self.refuse(user, LoginRejection::algorithm(&algorithm, is_registered));
                None
            }
            Err(LoginError::SystemSuspended) => {
                self.refuse(user, LoginRejection::SystemSuspended);
                None
            }
            Err(LoginError::LegacyNotAllowed) => {
                self.refuse(user, LoginRejection::LegacyNotAllowed);
                None
            }
            Err(LoginError::NotRegistered) => {
                let fingerprint = key.fingerprint(HashAlg::Sha256).to_string();
                self.refuse(user, LoginRejection::KeyUnknown { fingerprint });
                None
            }
        }
    }

    pub(super) fn refuse(&mut self, user: &str, why: LoginRejection) -> Auth {
        debug!(peer = %self.peer.address, ?why, "login refused");
        self.refusals = self.refusals.saturating_add(1);
        // A client offers its keys one after the other, and one of them may be right.
        match why {
            LoginRejection::Method(_) => self.admission.note_refused(),
            _ if self.refusals > SPARED => self.admission.note_refused(),
            _ => self.admission.note_step(),
        }
        self.login.send_replace(Login::Refused(ClaimedAccount::of(user), why));
        Auth::reject()
    }

    /// Moves an authenticated client to its system's connections. From here on unauthenticated connections cannot
    /// affect it.
    pub(super) fn accept(&mut self, account: Account) -> Auth {
        let user = account.system.sftp_user.clone();
        match self.admission.authenticate(account.system.uuid) {
            Ok(()) => {}
            Err(RejectionReason::Evicted) => {
                // It was a moment too late, which is not its fault.
                self.login.send_replace(Login::NotAttempted);
                return Auth::reject();
            }
            Err(reason) => {
                self.login.send_replace(Login::TooMany(ClaimedAccount(Some(user)), reason));
                self.ended.cancel();
                return Auth::reject();
            }
        }
        info!(event = "sftp.login", %user, peer = %self.peer.address, ssh_key = account.ssh_key, "SFTP login");
        if account.door == Door::Legacy {
            let (server, address) = (Arc::clone(&self.server), self.peer.address);
            self.answering.spawn(note(server, account.clone(), address));
        }
        let connections = &self.server.files.connections;
        self.registration = Some(connections.register(account.clone(), self.ended.clone()));
        self.account = Some(account);
        self.login.send_replace(Login::Done);
        Auth::Accept
    }
}
