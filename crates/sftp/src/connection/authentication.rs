//! How a client proves whose it is.

use std::sync::Arc;

use access::{Door, Offer, RefusedLogin, login};
use causes::Causes;
use net::RejectionReason;
use russh::keys::{Algorithm, HashAlg, PublicKey};
use russh::server::Auth;
use store::System;
use tracing::{debug, error, info};

use super::Connection;
use crate::account::Account;
use crate::legacy_login::note;
use crate::login::{Claimed, Login, Why};

/// Refused keys after which a client counts as refused. Agents hold a handful.
const SPARED: usize = 5;

impl Connection {
    /// The system whose account and key these are; what stands against it is noted.
    pub(super) async fn try_login(
        &mut self,
        user: &str,
        key: &PublicKey,
        algorithm: &Algorithm,
    ) -> Option<System> {
        let offer = Offer { user, key, algorithm, door: self.peer.door };
        match self.server.calls.read(|| login(&self.server.files.store, &offer)).await {
            Ok(system) => Some(system),
            Err(error @ RefusedLogin::Store(_)) => {
                error!(error = %Causes(&error), "cannot look up an account");
                // The client has done nothing wrong.
                self.login.send_replace(Login::Untried);
                None
            }
            Err(RefusedLogin::Algorithm { algorithm, is_registered }) => {
                self.refuse(user, Why::algorithm(&algorithm, is_registered));
                None
            }
            Err(RefusedLogin::SystemSuspended) => {
                self.refuse(user, Why::SystemSuspended);
                None
            }
            Err(RefusedLogin::LegacyNotAllowed) => {
                self.refuse(user, Why::LegacyNotAllowed);
                None
            }
            Err(RefusedLogin::NotRegistered) => {
                let fingerprint = key.fingerprint(HashAlg::Sha256).to_string();
                self.refuse(user, Why::KeyUnknown { fingerprint });
                None
            }
        }
    }

    pub(super) fn refuse(&mut self, user: &str, why: Why) -> Auth {
        debug!(peer = %self.peer.address, ?why, "login refused");
        self.refusals = self.refusals.saturating_add(1);
        // A client offers the keys that it has one after the other, and one of them may be the right one.
        match why {
            Why::Method(_) => self.admission.note_refused(),
            _ if self.refusals > SPARED => self.admission.note_refused(),
            _ => self.admission.note_step(),
        }
        self.login.send_replace(Login::Refused(Claimed::of(user), why));
        Auth::reject()
    }

    /// Gives a client that has shown whose it is its place among its system's connections. From here on nothing
    /// that strangers do concerns it.
    pub(super) fn let_in(&mut self, account: Account) -> Auth {
        let user = account.system.sftp_user.clone();
        match self.admission.authenticate(account.system.uuid) {
            Ok(()) => {}
            Err(RejectionReason::Evicted) => {
                // It came too late by a moment, and has done nothing wrong.
                self.login.send_replace(Login::Untried);
                return Auth::reject();
            }
            Err(reason) => {
                self.login.send_replace(Login::TooMany(Claimed(Some(user)), reason));
                self.ended.cancel();
                return Auth::reject();
            }
        }
        info!(%user, peer = %self.peer.address, ssh_key = account.ssh_key, "SFTP login");
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
