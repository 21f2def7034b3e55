use std::collections::HashMap;
use std::net::IpAddr;

use access::{Offer, RefusedLogin, login};
use russh::keys::{Algorithm, HashAlg, PublicKey};
use russh::server::{
    Auth, ChannelOpenHandle, Handler, Msg, PublicKeyOffer, Session, VerifiedPublicKey,
};
use russh::{Channel, ChannelId, ChannelOpenFailure, ChannelWriteHalf};
use store::{Actor, AuditEntry, Author, System};
use tokio::task::block_in_place;
use tokio_util::sync::CancellationToken;
use tracing::{debug, error, info, warn};
use uuid::Uuid;

use crate::channel::{Broken, Inlet, channel};
use crate::limits::Limits;
use crate::server::Files;
use crate::tree::AccountTree;

/// One client's connection.
pub(crate) struct Connection {
    files: Files,
    limits: Limits,
    peer: IpAddr,
    /// Cancelled when the client is logged in.
    logged_in: CancellationToken,
    /// Cancelled when the connection has ended, or must.
    ended: CancellationToken,
    account: Option<Account>,
    channels: HashMap<ChannelId, OpenChannel>,
    /// A login was tried and refused.
    refused: Option<String>,
}

/// Who is logged in, and by which key.
struct Account {
    system: System,
    ssh_key: String,
}

enum OpenChannel {
    /// Open, and nothing asked of it yet.
    Idle(ChannelWriteHalf<Msg>),
    /// Speaks SFTP.
    Sftp(Inlet),
    /// Said that it has no more to say.
    Finished,
}

/// Why a connection ends.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Ended {
    #[error(transparent)]
    Ssh(#[from] russh::Error),
    #[error(transparent)]
    Channel(#[from] Broken),
}

impl Connection {
    pub(crate) fn new(
        files: Files,
        limits: Limits,
        peer: IpAddr,
        logged_in: CancellationToken,
        ended: CancellationToken,
    ) -> Self {
        let channels = HashMap::new();
        Self { files, limits, peer, logged_in, ended, account: None, channels, refused: None }
    }

    /// Whether the account may log in with the key; what stands against it is logged.
    fn try_login(&self, user: &str, key: &PublicKey, algorithm: &Algorithm) -> Option<System> {
        let offer = Offer { user, key, algorithm };
        match block_in_place(|| login(&self.files.store, &offer)) {
            Ok(system) => Some(system),
            Err(RefusedLogin::Store(error)) => {
                error!(%error, "cannot look up an account");
                None
            }
            Err(refused) => {
                debug!(peer = %self.peer, %refused, "key refused");
                None
            }
        }
    }

    fn start_sftp(&mut self, id: ChannelId) -> bool {
        let Some(account) = &self.account else { return false };
        let Some(OpenChannel::Idle(writer)) = self.channels.remove(&id) else { return false };
        let (inlet, outlet) = channel(self.limits.queue);
        let tree = AccountTree {
            store: self.files.store.clone(),
            shelf: self.files.shelf.clone(),
            clock: self.files.clock.clone(),
            system: account.system.clone(),
            ssh_key: account.ssh_key.clone(),
        };
        let (stall, ended) = (self.limits.stall, self.ended.clone());
        tokio::spawn(outlet.answer(tree, writer, stall, ended));
        self.channels.insert(id, OpenChannel::Sftp(inlet));
        true
    }

    /// Notes a connection that ended without a login.
    fn note_refusal(&self, user: &str) {
        let now = self.files.clock.now();
        self.files.throttle.blame(self.peer, now);
        // What was typed as a user name may be anything: only what could be one is kept.
        let subject = match user.parse::<store::SftpUser>() {
            Ok(user) => format!("account {user}"),
            Err(_) => "no account".to_owned(),
        };
        let correlation = Uuid::new_v4();
        warn!(peer = %self.peer, subject, %correlation, "SFTP login refused");
        let entry = AuditEntry {
            author: Author::new(Actor::Address(self.peer), correlation),
            action: "sftp login".to_owned(),
            subject,
            outcome: "NOT_REGISTERED".to_owned(),
        };
        if let Err(error) = block_in_place(|| self.files.store.audit(&entry, now)) {
            error!(%error, "cannot write the audit trail");
        }
    }
}

impl Drop for Connection {
    fn drop(&mut self) {
        if let (None, Some(user)) = (&self.account, &self.refused) {
            self.note_refusal(user);
        }
        self.ended.cancel();
    }
}

impl Handler for Connection {
    type Error = Ended;

    async fn auth_publickey_offered(
        &mut self,
        user: &str,
        offer: PublicKeyOffer<'_>,
    ) -> Result<Auth, Ended> {
        match self.try_login(user, offer.public_key, offer.algorithm) {
            Some(_) => Ok(Auth::Accept),
            None => {
                self.refused = Some(user.to_owned());
                Ok(Auth::reject())
            }
        }
    }

    async fn auth_publickey(
        &mut self,
        user: &str,
        key: VerifiedPublicKey<'_>,
    ) -> Result<Auth, Ended> {
        let Some(system) = self.try_login(user, key.public_key, key.algorithm) else {
            self.refused = Some(user.to_owned());
            return Ok(Auth::reject());
        };
        let ssh_key = key.public_key.fingerprint(HashAlg::Sha256).to_string();
        info!(user = %system.sftp_user, peer = %self.peer, ssh_key, "SFTP login");
        self.account = Some(Account { system, ssh_key });
        self.logged_in.cancel();
        Ok(Auth::Accept)
    }

    async fn channel_open_session(
        &mut self,
        channel: Channel<Msg>,
        reply: ChannelOpenHandle,
        _session: &mut Session,
    ) -> Result<(), Ended> {
        if self.channels.len() >= self.limits.channels {
            reply.reject(ChannelOpenFailure::ResourceShortage).await;
            return Ok(());
        }
        // What comes in is taken in `data` below; a reading half that nobody reads would fill up and
        // stop the connection.
        let id = channel.id();
        let (reader, writer) = channel.split();
        drop(reader);
        self.channels.insert(id, OpenChannel::Idle(writer));
        reply.accept().await;
        Ok(())
    }

    async fn subsystem_request(
        &mut self,
        channel: ChannelId,
        name: &str,
        session: &mut Session,
    ) -> Result<(), Ended> {
        if name == "sftp" && self.start_sftp(channel) {
            session.channel_success(channel)?;
        } else {
            session.channel_failure(channel)?;
        }
        Ok(())
    }

    async fn shell_request(
        &mut self,
        channel: ChannelId,
        session: &mut Session,
    ) -> Result<(), Ended> {
        Ok(session.channel_failure(channel)?)
    }

    async fn exec_request(
        &mut self,
        channel: ChannelId,
        _command: &[u8],
        session: &mut Session,
    ) -> Result<(), Ended> {
        Ok(session.channel_failure(channel)?)
    }

    async fn data(
        &mut self,
        channel: ChannelId,
        data: &[u8],
        _session: &mut Session,
    ) -> Result<(), Ended> {
        match self.channels.get_mut(&channel) {
            Some(OpenChannel::Sftp(inlet)) => inlet.feed(data).map_err(|broken| {
                warn!(peer = %self.peer, %broken, "an SFTP client is cut off");
                broken.into()
            }),
            _ => Ok(()),
        }
    }

    async fn channel_eof(
        &mut self,
        channel: ChannelId,
        _session: &mut Session,
    ) -> Result<(), Ended> {
        // Dropping the inlet ends the queue; what is in it is answered still.
        if let Some(open) = self.channels.get_mut(&channel) {
            *open = OpenChannel::Finished;
        }
        Ok(())
    }

    async fn channel_close(
        &mut self,
        channel: ChannelId,
        _session: &mut Session,
    ) -> Result<(), Ended> {
        self.channels.remove(&channel);
        Ok(())
    }
}
